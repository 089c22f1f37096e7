"""The inline XML read into records."""

from pathlib import Path

import pytest

from govnlp.corpora import GoldFile, load_gold, parse_gold, read_gold, write_gold
from govnlp.grammar.match import Citation, Count, Date, DocumentNumber, Office
from govnlp.record import Division, Issuer, Period, Record, Span

SHARED = Path(__file__).parents[2].parent / "shared"
GOLD = SHARED / "annotation" / "gold"
needs_gold = pytest.mark.skipif(not GOLD.is_dir(), reason="no gold files beside the repository")

REPORT = """<file><note>首页 &gt; 公开</note>

<doc kind="annual_report" year="2015" period="2015-01-01/2015-12-31"
     issuer="临江镇人民政府" division="330281104">
<title><office division="330281104">临江镇</office><date value="2015">2015年</date>报告</title>
<p topic="basis"> 编制说明。
</p>
<h level="1" type="overview institution">一、概述</h>
<h level="2" type="organization">（一）组织。</h><p
   topic="organization" also="training">本段<note>- 2 -</note>之后。</p>
<table kind="on_request">项目\t件数
受理\t3</table>
<h level="1" type="other">二、其他</h>
<p topic="other">无。</p>
<sign>临江镇 <date value="2016-01-31">2016年1月31日</date></sign>
</doc>
<note>打印</note>
<doc kind="plan" year="2016"><p topic="improvement">加强。</p></doc>
</file>"""


def read(body: str, **doc: str) -> Record:
    """The record of one paragraph with entities in it."""
    attributes = "".join(f' {name}="{value}"' for name, value in doc.items())
    xml = f'<file><doc kind="other"{attributes}><p topic="other">{body}</p></doc></file>'
    return parse_gold(xml).records[0]


def report() -> GoldFile:
    return parse_gold(REPORT, "a/1.xml")


def test_documents_share_the_text_out() -> None:
    file = report()
    first, second = file.records
    assert file.text.startswith("首页 > 公开\n\n\n临江镇2015年报告\n")
    assert first.source.start == 0
    assert first.source.end == second.source.start == file.text.index("加强")
    assert second.source.end == len(file.text)
    assert [record.text for record in file.records] == [
        file.text[r.source.start : r.source.end] for r in file.records
    ]
    assert [record.id for record in file.records] == ["a/1.xml#0", "a/1.xml#1"]
    assert {record.source.path for record in file.records} == {"a/1.xml"}


def test_document_fields() -> None:
    first, second = report().records
    assert (first.kind, first.year) == ("annual_report", 2015)
    assert first.period == Period("2015-01-01", "2015-12-31", stated=True)
    assert first.issuer == Issuer("临江镇人民政府", Division("330281104"))
    assert (second.kind, second.year, second.period, second.issuer) == ("plan", 2016, None, None)


def test_blocks_are_trimmed_and_know_their_section() -> None:
    record = report().records[0]
    start = record.text.index("临江镇")
    assert record.title == Span(start, start + 10, "临江镇2015年报告")
    texts = [record.text[p.start : p.end] for p in record.paragraphs]
    assert texts == ["编制说明。", "本段- 2 -之后。", "无。"]
    assert [p.section for p in record.paragraphs] == [None, 1, 2]
    assert [(p.topic, p.also) for p in record.paragraphs][1] == ("organization", ["training"])
    assert [(t.kind, t.section, t.rows) for t in record.tables] == [
        ("on_request", 1, [["项目", "件数"], ["受理", "3"]])
    ]
    assert record.sign_off and record.sign_off.text == "临江镇 2016年1月31日"


def test_sections() -> None:
    record = report().records[0]
    assert [(s.number, s.level, s.parent, s.subjects) for s in record.sections] == [
        ("一", 1, None, ["overview", "institution"]),
        ("一", 2, 0, ["organization"]),
        ("二", 1, None, ["other"]),
    ]
    assert [s.heading.text for s in record.sections] == ["一、概述", "（一）组织。", "二、其他"]
    last = record.sections[-1]
    assert record.text[last.start : last.end] == "二、其他\n无。"  # no sign-off


def test_a_sign_off_in_the_middle_does_not_end_the_body() -> None:
    xml = (
        '<file><doc kind="other"><h level="1" type="other">一、甲</h>'
        '<sign>某局</sign><p topic="other">附注。</p></doc></file>'
    )
    record = parse_gold(xml).records[0]
    assert record.sections[0].end == len(record.text)
    assert record.paragraphs[0].section == 0


def test_notes_outside_documents_are_in_both_places() -> None:
    file = report()
    assert [note.text for note in file.notes] == ["首页 > 公开", "打印"]
    assert [note.text for note in file.records[0].notes] == ["首页 > 公开", "- 2 -", "打印"]
    assert file.records[1].notes == []
    for note in file.notes:
        assert file.text[note.start : note.end] == note.text


def test_offsets_of_a_later_document_count_from_its_own_start() -> None:
    record = report().records[1]
    assert (record.paragraphs[0].start, record.paragraphs[0].end) == (0, 3)


def test_offices() -> None:
    record = read(
        "<office>江北区人民政府</office>和"
        "<office name='江北区人民政府办公室' division='330205'>区府办</office>、"
        "<office>区府办</office>、<office ref='self'>我局</office>、"
        "<office name='' division=''>区府办</office>",
        issuer="江北区水利局",
    )
    found = [(e.text, e.name, e.self_reference, e.division) for e in record.entities]  # type: ignore[union-attr]
    assert found == [
        ("江北区人民政府", None, False, None),
        ("区府办", "江北区人民政府办公室", False, "330205"),
        ("区府办", "江北区人民政府办公室", False, "330205"),
        ("我局", "江北区水利局", True, None),
        ("区府办", None, False, None),
    ]
    assert all(isinstance(e, Office) for e in record.entities)


@pytest.mark.parametrize(
    ("attributes", "first", "last"),
    [
        ('value="2017"', "2017-01-01", "2017-12-31"),
        ('value="2016-02"', "2016-02-01", "2016-02-29"),
        ('value="2016-02-05"', "2016-02-05", "2016-02-05"),
        ('value="2017-Q3"', "2017-07-01", "2017-09-30"),
        ('value="2017-H1"', "2017-01-01", "2017-06-30"),
        ('value="2017-11" mod="end"', "2017-11-21", "2017-11-30"),
        ('value="2017-11" mod="start"', "2017-11-01", "2017-11-10"),
        ('value="2017-11" mod="mid"', "2017-11-11", "2017-11-20"),
        ('value="2017" mod="end"', "2017-12-01", "2017-12-31"),
        ('value="2013/2017-03" kind="range"', "2013-01-01", "2017-03-31"),
        ('value="P20D" kind="duration" business="yes"', None, None),
        ('value="P3M" kind="set"', None, None),
    ],
)
def test_dates(attributes: str, first: str | None, last: str | None) -> None:
    (found,) = read(f"<date {attributes}>某时</date>").entities
    assert isinstance(found, Date)
    assert (found.first, found.last) == (first, last)
    assert found.business_days == ("business" in attributes)
    assert f'value="{found.value}"' in attributes


def test_empty_cells_at_a_tables_edges_survive_writing() -> None:
    xml = (
        "<file><doc kind='other'><table kind='other'>\n\t甲\t乙\n丙\t1\t2\t\n</table></doc></file>"
    )
    gold = parse_gold(xml)
    (table,) = gold.records[0].tables
    assert table.rows == [["", "甲", "乙", ""], ["丙", "1", "2", ""]]
    assert gold.records[0].text[table.start : table.end] == "\t甲\t乙\n丙\t1\t2\t"
    assert parse_gold(write_gold(gold.records, gold.text)).records == gold.records


def test_a_day_that_does_not_exist_has_no_value() -> None:
    (found,) = read('<date value="" mod="end">2月30日</date>').entities
    assert isinstance(found, Date)
    assert (found.value, found.first, found.last, found.mod) == (None, None, None, "end")


def test_counts() -> None:
    record = read(
        '<count value="120" unit="件" id="t" item="申请">120件</count>，其中'
        '<count value="90.5" unit="%" kind="percent" part_of="t" mod="about">约90.5%</count>，'
        '<count value="0" unit="起" neg="yes">一起</count>'
    )
    total, part, none = record.entities
    assert isinstance(total, Count) and isinstance(part, Count) and isinstance(none, Count)
    assert (total.value, total.unit, total.kind, total.item) == (120, "件", "count", "申请")
    assert isinstance(total.value, int)
    assert (part.value, part.kind, part.mod, part.part_of) == (90.5, "percent", "about", 0)
    assert (none.value, none.negated) == (0, True)


def test_citations_and_document_numbers() -> None:
    record = read(
        "<cite name='某省条例'>《条例》</cite><cite>《某省条例》</cite>（"
        "<docnum>某政发〔2012〕7号</docnum>，"
        "<docnum>国务院令第 711 号</docnum>，"
        "<docnum>某令第三十号</docnum>，<docnum>某办〔2019〕函4号</docnum>）"
    )
    short, full, first, second, third, fourth = record.entities
    assert isinstance(short, Citation) and short.name == "某省条例"
    # What stands in the brackets is the name already: gold says nothing more.
    assert isinstance(full, Citation) and full.name is None
    assert isinstance(first, DocumentNumber) and isinstance(second, DocumentNumber)
    assert (first.code, first.year, first.number) == ("某政发", 2012, 7)
    assert (second.code, second.year, second.number) == ("国务院令", None, 711)
    assert isinstance(third, DocumentNumber) and isinstance(fourth, DocumentNumber)
    assert (third.code, third.year, third.number) == ("某令", None, 30)
    assert (fourth.code, fourth.year, fourth.number) == ("某办函", 2019, 4)


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("一、概述", "一"),
        ("## （十一）概述", "十一"),
        ("### **三、概述**", "三"),
        ("1.2 概述", "1.2"),
        ("3．概述", "3"),
        ("(4)概述", "4"),
        ("第二章 概述", "二"),
        ("①概述", "①"),
        ("概述", None),
        ("2017 年工作概述", None),
        ("统一概述", None),
    ],
)
def test_heading_numbers(heading: str, number: str | None) -> None:
    xml = f'<file><doc kind="other"><h level="1" type="other">{heading}</h></doc></file>'
    assert parse_gold(xml).records[0].sections[0].number == number


def test_characters_survive() -> None:
    odd = "甲&#13;\n\u3000\u00a0\u200b𠮷 &amp;lt;a&gt; ]]&gt;\t<![CDATA[<b>]]>"
    assert read(odd).text == "甲\r\n\u3000\u00a0\u200b𠮷 &lt;a> ]]>\t<b>"


def test_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "in" / "b").mkdir(parents=True)
    for name in ("in/b/2.xml", "in/1.xml", "in/x.txt", "one.xml"):
        (tmp_path / name).write_text(REPORT, "utf-8")
    found = load_gold([tmp_path / "one.xml", tmp_path / "in"])
    assert [f.records[0].source.path for f in found] == ["one.xml", "1.xml", "b/2.xml"]
    # Names that would clash become whole paths.
    twice = load_gold([tmp_path / "in" / "1.xml", tmp_path / "in"])
    assert len({f.records[0].id for f in twice[1:]}) == 2
    assert read_gold(tmp_path / "one.xml").path == str(tmp_path / "one.xml")


def test_a_folder_without_gold_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no \*\.xml"):
        load_gold(tmp_path)


def test_encodings_of_files(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (tmp_path / "1.xml").write_text(REPORT, encoding)
        assert read_gold(tmp_path / "1.xml").text == report().text


@needs_gold
def test_given_gold_files_have_their_sources_text() -> None:
    for file in load_gold(GOLD):
        source = SHARED / "reports" / f"{Path(file.path).stem}.txt"
        if source.is_file():
            assert file.text == source.read_bytes().decode("utf-8")
        for record in file.records:
            assert record == Record.from_json(record.to_json())
            for entity in record.entities:
                assert record.text[entity.start : entity.end] == entity.text
