"""Records written as inline XML and read again."""

from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govnlp.corpora import load_gold, parse_gold, write_gold
from govnlp.grammar.match import Office
from govnlp.record import Paragraph, Record, Source, Span
from govnlp.vocabulary import SUBJECTS, TABLE_KINDS

GOLD = Path(__file__).parents[2].parent / "shared" / "annotation" / "gold"

# Pieces of XML with the text they stand for.
Piece = tuple[str, str]


def joined(pieces: list[Piece]) -> Piece:
    return "".join(xml for xml, _ in pieces), "".join(text for _, text in pieces)


def tagged(tag: str, attributes: dict[str, str], inside: Piece) -> Piece:
    given_ = "".join(f' {k}="{escape(v, {chr(34): "&quot;"})}"' for k, v in attributes.items())
    return f"<{tag}{given_}>{inside[0]}</{tag}>", inside[1]


def plain(text: str) -> Piece:
    return escape(text, {"\r": "&#13;", "\f": "<?char 000C?>"}), text


subjects = st.sampled_from(list(SUBJECTS))
white = st.text("\n\r\t\f \u3000\u00a0", max_size=3).map(plain)
words = st.text("政府信息公开。，；0123 <>&]\n\r\u3000\u200b𠮷é", max_size=12).map(plain)
solid = st.text("政府信息公开办𠮷&<7", min_size=1, max_size=6).map(lambda s: "某" + s + "某")


@st.composite
def offices(draw: st.DrawFn) -> Piece:
    # Few texts, so that names and divisions are handed on.
    attributes: dict[str, str] = {}
    if draw(st.booleans()):
        attributes["ref"] = "self"
    for name, values in (("name", ["", "某县某局", "某\"'&\n局"]), ("division", ["", "330281"])):
        if draw(st.booleans()):
            attributes[name] = draw(st.sampled_from(values))
    return tagged("office", attributes, plain(draw(st.sampled_from(["某局", "我局", "某办"]))))


@st.composite
def dates(draw: st.DrawFn) -> Piece:
    attributes = draw(
        st.sampled_from(
            [
                {"value": "2017"},
                {"value": "2017-11", "mod": "end"},
                {"value": "2017-01-01/2017-12-31", "kind": "range"},
                {"value": "P20D", "kind": "duration", "business": "yes"},
                {"value": "P1M", "kind": "set"},
                {"value": ""},
            ]
        )
    )
    return tagged("date", attributes, plain(draw(solid)))


@st.composite
def counts(draw: st.DrawFn, total: bool = False) -> Piece:
    attributes = {"value": str(draw(st.integers(0, 10**12))), "unit": draw(st.sampled_from("件条"))}
    if draw(st.booleans()):
        attributes["value"] += f".{draw(st.integers(0, 999))}"
    if draw(st.booleans()):
        attributes |= {"mod": "about", "kind": "money", "item": "申请"}
    if draw(st.booleans()):
        attributes |= {"value": "0", "neg": "yes"}
    if total:
        attributes["part_of"] = "total"
    return tagged("count", attributes, plain(draw(solid)))


names = st.sampled_from([{}, {"name": "某省条例"}])
cites = st.tuples(names, solid).map(lambda pair: tagged("cite", pair[0], plain(f"《{pair[1]}》")))
docnums = st.integers(1, 99).map(lambda n: tagged("docnum", {}, plain(f"某发〔2017〕{n}号")))
notes = solid.map(lambda text: tagged("note", {}, plain(text)))


def content(parts: bool, note: bool) -> st.SearchStrategy[Piece]:
    kinds = [words, offices(), dates(), counts(), cites, docnums]
    kinds += [counts(total=True)] if parts else []
    kinds += [notes] if note else []
    # A solid first word: no block is empty.
    return st.tuples(solid.map(plain), st.lists(st.one_of(kinds), max_size=6)).map(
        lambda pair: joined([pair[0], *pair[1]])
    )


@st.composite
def blocks(draw: st.DrawFn, parts: bool) -> Piece:
    kind = draw(st.sampled_from(["h", "p", "p", "table", "note"]))
    if kind == "h":
        types = " ".join(draw(st.lists(subjects, min_size=1, max_size=3, unique=True)))
        number = draw(st.sampled_from(["", "一、", "（二）", "## 3."]))
        attributes = {"level": str(draw(st.integers(1, 4))), "type": types}
        return tagged("h", attributes, joined([plain(number), draw(content(parts, False))]))
    if kind == "p":
        topic, *also = draw(st.lists(subjects, min_size=1, max_size=3, unique=True))
        attributes = {"topic": topic} | ({"also": " ".join(also)} if also else {})
        padded = joined([draw(white), draw(content(parts, True)), draw(white)])
        return tagged("p", attributes, padded)
    if kind == "table":
        attributes = {"kind": draw(st.sampled_from(TABLE_KINDS))}
        return tagged("table", attributes, plain("项目\t数\n" + draw(solid) + "\t3"))
    return draw(notes)


@st.composite
def docs(draw: st.DrawFn) -> Piece:
    attributes = {"kind": draw(st.sampled_from(["annual_report", "plan", "other"]))}
    if draw(st.booleans()):
        attributes |= {"year": "2017", "issuer": '某县"某"局', "division": "330281"}
    if draw(st.booleans()):
        attributes["period"] = "2017-01-01/2017-12-31"
    total = draw(st.booleans())
    pieces = [draw(white)]
    if total:
        attributes_ = {"value": "9", "unit": "件", "id": "total"}
        number = tagged("count", attributes_, plain("9件"))
        pieces.append(tagged("title", {}, joined([draw(content(False, False)), number])))
    for block in draw(st.lists(blocks(parts=total), max_size=5)):
        pieces += [block, draw(white)]
    if draw(st.booleans()):
        pieces += [tagged("sign", {}, draw(content(False, False))), draw(white)]
    return tagged("doc", attributes, joined(pieces))


@st.composite
def files(draw: st.DrawFn) -> Piece:
    pieces = [draw(white), draw(docs())]
    for _ in range(draw(st.integers(0, 2))):
        pieces.insert(draw(st.integers(0, len(pieces))), draw(st.one_of(docs(), notes, white)))
    return tagged("file", {}, joined(pieces))


@settings(max_examples=300, deadline=None)
@given(files())
def test_round_trip(file: Piece) -> None:
    xml, text = file
    gold = parse_gold(xml, "x.xml")
    assert gold.text == text == "".join(record.text for record in gold.records)
    again = write_gold(gold.records, gold.text, gold.notes)
    assert parse_gold(again, "x.xml") == gold
    assert write_gold(gold.records, gold.text, gold.notes) == again
    for record in gold.records:
        assert Record.from_json(record.to_json()) == record
        spans = [record.title, record.sign_off, *record.notes, *record.entities]
        spans += [section.heading for section in record.sections]
        for span in filter(None, spans):
            assert record.text[span.start : span.end] == span.text


@pytest.mark.skipif(not GOLD.is_dir(), reason="no gold files beside the repository")
def test_round_trip_of_the_given_gold_files() -> None:
    files_ = load_gold(GOLD)
    assert files_
    for file in files_:
        name = file.records[0].source.path or ""
        again = parse_gold(write_gold(file.records, file.text, file.notes), name)
        assert (again.text, again.records, again.notes) == (file.text, file.records, file.notes)


def record(text: str, **values: object) -> Record:
    return replace(Record(text=text, source=Source(start=0, end=len(text))), **values)  # type: ignore[arg-type]


def test_notes_stand_inside_where_none_are_named_outside() -> None:
    xml = '<file><note>页</note><doc kind="other"><p topic="fees">甲</p></doc></file>'
    gold = parse_gold(xml)
    inside = parse_gold(write_gold(gold.records, gold.text))
    assert inside.notes == [] and inside.records == gold.records


def test_values_that_the_reader_infers_are_not_repeated() -> None:
    text = "某局我局某局"
    found = [
        Office(0, 2, "某局", name="某县某局"),
        Office(2, 4, "我局", name="某县", self_reference=True),
        Office(4, 6, "某局", name="某县某局"),
    ]
    body = record(text, entities=found, paragraphs=[Paragraph(0, 6, topic="fees")])
    xml = write_gold([body], text)
    assert xml.count("某县某局") == 1 and xml.count('name="某县"') == 1


@pytest.mark.parametrize(
    ("text", "values", "words_"),
    [
        ("甲\uffff", {}, "cannot hold"),
        ("甲\ud800", {}, "cannot hold"),
        ("某局", {"entities": [Office(0, 2, "某局")]}, "entities stand in"),
        ("某局", {"notes": [Span(0, 2, "某局"), Span(1, 2, "局")]}, "may not stand"),
        ("某局甲", {"notes": [Span(0, 2, "某局"), Span(1, 3, "局甲")]}, "crosses|may not stand"),
        ("某局", {"paragraphs": [Paragraph(1, 1)]}, "empty"),
        ("某局", {"paragraphs": [Paragraph(0, 5)]}, "outside|crosses"),
        (
            "某局甲",
            {"paragraphs": [Paragraph(0, 2)], "entities": [Office(1, 3, "局甲")]},
            "crosses|entities stand in",
        ),
    ],
)
def test_what_cannot_be_written(text: str, values: dict[str, object], words_: str) -> None:
    with pytest.raises(ValueError, match=words_):
        write_gold([record(text, **values)], text)


def test_a_page_break_is_kept() -> None:
    text = "甲局\f2017年\x01"
    xml = write_gold([Record(text=text, source=Source(end=len(text)))], text)
    assert xml == '<file><doc kind="other"></doc>甲局<?char 000C?>2017年<?char 0001?></file>'


def test_records_must_share_the_text_out() -> None:
    for bad in ([], [record("甲")], [record("甲乙"), record("乙")]):
        with pytest.raises(ValueError, match=r"record"):
            write_gold(bad, "甲乙")
