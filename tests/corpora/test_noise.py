"""Noise changes the text, never what is labelled in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_corpus import FILES
from test_gold_writing import files
from typer.testing import CliRunner

from govnlp.cli import app
from govnlp.corpora import GoldFile, lay, load_gold, parse_gold, write_gold
from govnlp.corpora.edits import Edit, Side, apply
from govnlp.corpora.noise import KINDS, carry
from govnlp.record import Record, Span
from govnlp.text import clean_lines

ROOT = Path(__file__).parents[2]
GOLD = ROOT.parent / "shared" / "annotation" / "gold"
GIVEN = load_gold(GOLD) if GOLD.is_dir() else []
GLOSS = r"[\u4e00-\u9fff][(（][a-zāáǎàēéěèīíǐìōóǒòūúǔù]+[)）]"
SMALL = parse_gold(FILES["train/a-1.xml"], "a-1.xml")


def cleaned(text: str) -> str:
    return clean_lines(text).clean.replace("\n", "")


def spans_of(record: Record) -> Iterator[Span]:
    """Every span with a text of its own, in a fixed order."""
    yield from (span for span in (record.title, record.sign_off) if span)
    yield from (section.heading for section in record.sections)
    for block in (*record.paragraphs, *record.tables):
        yield Span(block.start, block.end, record.text[block.start : block.end])
    yield from (Span(one.start, one.end, one.text) for one in record.entities)


def page_numbers(before: GoldFile, after: GoldFile) -> list[tuple[int, int]]:
    """Where the notes stand that the noise brought, last first."""
    known = {cleaned(note.text) for record in before.records for note in record.notes}
    found = {
        (note.start + record.source.start, note.end + record.source.start)
        for record in after.records
        for note in record.notes
        if cleaned(note.text) not in known
    }
    return sorted(found, reverse=True)


def without(text: str, places: list[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + text[end:]
    return text


def assert_same_labels(before: GoldFile, after: GoldFile) -> None:
    assert len(before.records) == len(after.records)
    for old, new in zip(before.records, after.records, strict=True):
        assert new.text == after.text[new.source.start : new.source.end]
        for now in spans_of(new):
            assert new.text[now.start : now.end] == now.text
        for was, now in zip(old.entities, new.entities, strict=True):
            assert cleaned(now.text) == cleaned(was.text)
            assert replace(now, start=was.start, end=was.end, text=was.text) == was
        for was, now in zip(old.sections, new.sections, strict=True):
            assert cleaned(now.heading.text) == cleaned(was.heading.text)
            assert (now.level, now.subjects, now.parent) == (was.level, was.subjects, was.parent)
        for was, now in zip(old.paragraphs, new.paragraphs, strict=True):
            assert (now.topic, now.also, now.section) == (was.topic, was.also, was.section)
        assert [t.kind for t in new.tables] == [t.kind for t in old.tables]
        assert (new.kind, new.year, new.period, new.issuer) == (
            old.kind,
            old.year,
            old.period,
            old.issuer,
        )


def assert_same_clean_text(before: GoldFile, after: GoldFile) -> None:
    left = without(after.text, page_numbers(before, after))
    assert cleaned(left) == cleaned(before.text)


def assert_same_clean_spans(before: GoldFile, after: GoldFile) -> None:
    for old, new in zip(before.records, after.records, strict=True):
        brought = [
            (start - new.source.start, end - new.source.start)
            for start, end in page_numbers(before, after)
        ]
        for was, now in zip(spans_of(old), spans_of(new), strict=True):
            inside = [
                (a - now.start, b - now.start)
                for a, b in brought
                if now.start <= a and b <= now.end
            ]
            assert cleaned(without(now.text, inside)) == cleaned(was.text)


kinds = st.sampled_from(KINDS)
seeds = st.integers(0, 10**6)


@settings(max_examples=250, deadline=None)
@given(files(), kinds, seeds)
def test_labels_move_with_the_text(file: tuple[str, str], kind: str, seed: int) -> None:
    gold = parse_gold(file[0], "x.xml")
    kept = write_gold(gold.records, gold.text, gold.notes)
    noisy = lay(gold, kind, seed)
    assert_same_labels(gold, noisy)
    assert write_gold(gold.records, gold.text, gold.notes) == kept  # untouched
    again = parse_gold(write_gold(noisy.records, noisy.text, noisy.notes), "x.xml")
    assert (again.text, again.records, again.notes) == (noisy.text, noisy.records, noisy.notes)
    assert lay(gold, kind, seed) == noisy


@pytest.mark.skipif(not GIVEN, reason="no gold files beside the repository")
@settings(max_examples=80, deadline=None)
@given(st.sampled_from(GIVEN) if GIVEN else st.nothing(), kinds, seeds)
def test_cleaning_undoes_noise_on_real_reports(gold: GoldFile, kind: str, seed: int) -> None:
    noisy = lay(gold, kind, seed)
    assert_same_labels(gold, noisy)
    assert_same_clean_text(gold, noisy)
    assert_same_clean_spans(gold, noisy)
    assert (noisy.path, noisy.records[0].id) == (gold.path, gold.records[0].id)


@settings(max_examples=80, deadline=None)
@given(kinds, seeds)
def test_cleaning_undoes_noise_on_a_small_report(kind: str, seed: int) -> None:
    noisy = lay(SMALL, kind, seed)
    assert_same_labels(SMALL, noisy)
    assert_same_clean_text(SMALL, noisy)
    assert_same_clean_spans(SMALL, noisy)


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("ascii_punctuation", r"[\u4e00-\u9fff],[\u4e00-\u9fff]"),
        ("full_width", "２０１７"),
        ("pinyin", GLOSS),
        ("traditional", "[開報內審務網]"),
        ("markdown", r"(?m)^# .*\n(?:.*\n)*(?:## |\*\*)一、"),
        ("spaced", "12[ \u3000\u00a0]件"),
        ("wrapped", r"(?m)^.{24,46}[\u4e00-\u9fff]\n[\u4e00-\u9fff]"),
    ],
)
def test_each_kind_shows(kind: str, pattern: str) -> None:
    texts = [lay(SMALL, kind, seed).text for seed in range(8)]
    assert sum(bool(re.search(pattern, text)) for text in texts) >= 3
    assert not re.search(pattern, SMALL.text)
    assert len(set(texts)) > 1  # the seed matters


def test_all_shows_every_kind() -> None:
    texts = "\n".join(lay(SMALL, "all", seed).text for seed in range(8))
    for pattern in (
        "(?m)^# ",
        r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔù]+[)）]",
        "[\u3000\u00a0]",
        "２",
        "[開報內審務]",
    ):
        assert re.search(pattern, texts)


def test_wrong_variants_are_among_the_traditional_ones() -> None:
    text = "".join(lay(SMALL, "traditional", seed).text for seed in range(30))
    assert {"制", "製"} <= set(text) and {"發", "髮"} <= set(text)


def test_a_wrong_variant_that_makes_another_word_is_not_used() -> None:
    # 乾 simplifies to 干, but 乾元 stays 乾元.
    gold = parse_gold('<file><doc kind="other"><p topic="other">若干元，干部。</p></doc></file>')
    texts = {lay(gold, "traditional", seed).text for seed in range(60)}
    assert {cleaned(text) for text in texts} == {"若干元，干部。"}
    assert any("乾部" in text for text in texts)


def test_tables_change_in_their_characters_only() -> None:
    for kind in KINDS:
        (table,) = lay(SMALL, kind, 3).records[0].tables
        cells = [[cleaned(cell) for cell in row] for row in table.rows]
        assert cells == SMALL.records[0].tables[0].rows


def test_html_tables_keep_their_markup() -> None:
    xml = """<file><doc kind="other"><table kind="other">&lt;table&gt;&lt;tr&gt;&lt;td
 class="a1"&gt;受理，（件）&lt;/td&gt;&lt;td&gt;12&lt;/td&gt;&lt;/tr&gt;&lt;/table&gt;</table>
<p topic="other">受理12件，见<office>某局</office>。</p></doc></file>"""
    gold = parse_gold(xml)
    for kind in set(KINDS) - {"traditional", "all"}:
        (table,) = lay(gold, kind, 1).records[0].tables
        assert table == replace(gold.records[0].tables[0], start=table.start, end=table.end)


def test_page_numbers_are_notes_and_stand_in_no_entity() -> None:
    body = '<office>某某县人民政府办公室</office>和<date value="2017">2017年</date>公开信息，' * 60
    gold = parse_gold(f'<file><doc kind="other"><p topic="other">{body}</p></doc></file>')
    notes = [note for seed in range(12) for note in lay(gold, "wrapped", seed).records[0].notes]
    assert len(notes) > 5
    assert all(re.fullmatch(r"\D{0,3}\d+\D{0,3}", note.text) for note in notes)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'loud'.*traditional"):
        lay(SMALL, "loud")


def test_the_command_writes_noisy_gold_files(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xml").write_text(FILES["train/a-1.xml"], encoding="utf-8")
    out = tmp_path / "out"
    arguments = ["corpus", "noise", str(tmp_path / "in"), "-o", str(out), "--kind", "pinyin"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    (made,) = load_gold(out)
    assert made.text == lay(SMALL, "pinyin", 0).text
    assert CliRunner().invoke(app, [*arguments[:-1], "loud"]).exit_code == 1


# --- the edits beneath -------------------------------------------------------------

#: 甲局乙局: an entity 1–2 in a block 0–2, a block 2–4 after it.
TEXT = "甲局乙局"


@pytest.mark.parametrize(
    ("side", "entity", "block", "after"),
    [
        (Side.GLOSS, (1, 4), (0, 4), (4, 6)),
        (Side.CLOSING, (1, 2), (0, 4), (4, 6)),
        (Side.BETWEEN, (1, 2), (0, 2), (4, 6)),
        (Side.OPENING, (1, 2), (0, 2), (2, 6)),
    ],
)
def test_what_an_insertion_belongs_to(
    side: Side, entity: tuple[int, int], block: tuple[int, int], after: tuple[int, int]
) -> None:
    edited = apply(TEXT, [Edit(2, 2, "xx", side)])
    assert edited.text == "甲局xx乙局"
    assert (edited.start(1), edited.end(2)) == entity
    assert (edited.start(0, block=True), edited.end(2, block=True)) == block
    assert (edited.start(2, block=True), edited.end(4, block=True)) == after
    assert edited.start(2) == 4  # no entity takes in what stands before it


def test_several_insertions_at_one_place_keep_their_order() -> None:
    sides = [Side.OPENING, Side.GLOSS, Side.BETWEEN, Side.CLOSING]
    edited = apply(TEXT, [Edit(2, 2, side.name[0], side) for side in sides])
    assert edited.text == "甲局GCBO乙局"
    assert (edited.end(2), edited.end(2, block=True)) == (3, 4)
    assert (edited.start(2, block=True), edited.start(2)) == (5, 6)


def test_replacements_move_what_follows() -> None:
    edited = apply(TEXT, [Edit(0, 1, "甲甲甲"), Edit(2, 3, "")])
    assert edited.text == "甲甲甲局局"
    assert (edited.start(0), edited.end(1), edited.start(1), edited.end(4)) == (0, 3, 3, 5)


def test_the_notes_of_edits_are_found_again() -> None:
    edited = apply(TEXT, [Edit(1, 1, "xyz"), Edit(2, 2, "\n7\n", note=(1, 2))])
    ((start, end),) = edited.notes
    assert edited.text[start:end] == "7"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(0, 2, "x"), Edit(1, 3, "y")],
        [Edit(3, 5, "x")],
        [Edit(2, 1, "x")],
        [Edit(0, 2, "x"), Edit(1, 1, "y")],
    ],
)
def test_edits_that_cannot_be_made(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps"):
        apply(TEXT, edits)


def test_the_edge_of_a_span_cannot_be_replaced() -> None:
    gold = parse_gold(
        '<file><doc kind="other"><p topic="other">甲<office>乙局</office></p></doc></file>'
    )
    with pytest.raises(ValueError, match="inside a stretch"):
        carry(gold, iter([Edit(0, 2, "x")]))
