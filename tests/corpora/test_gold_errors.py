"""What the reader refuses, and how it says so."""

from pathlib import Path

import pytest

from govnlp.corpora import GoldError, load_gold, parse_gold, read_gold

DOC = '<doc kind="other">'
P = '<p topic="other">'


def problems(xml: str) -> list[tuple[int, str]]:
    with pytest.raises(GoldError) as caught:
        parse_gold(xml, "x.xml")
    return [(problem.line, problem.message) for problem in caught.value.problems]


def in_paragraph(body: str) -> str:
    return f"<file>{DOC}\n{P}{body}</p></doc></file>"


@pytest.mark.parametrize(
    ("xml", "line", "words"),
    [
        ("<file>", 1, "not well-formed"),
        ("<file>\n<doc kind='other'></file>", 2, "mismatched tag"),
        ("<file>&nbsp;</file>", 1, "undefined entity"),
        ("<file><doc kind='other'>\ud800</doc></file>", 1, "surrogate"),
        ("<!DOCTYPE file [<!ENTITY a 'b'>]>\n<file/>", 1, "DOCTYPE"),
        ("", 1, "not well-formed"),
        (f"<?char 000C?><file>{DOC}</doc></file>", 1, "no control character"),
        (in_paragraph("甲<?char 0041?>"), 2, "no control character"),
        (f"<file>{DOC}\n<?char 0001?></doc></file>", 2, "text outside the blocks"),
        ("<doc kind='other'/>", 1, "root is <doc>"),
        ("<file>\n<note>甲</note></file>", 1, "no <doc>"),
        (f"<file>\n甲{DOC}</doc></file>", 2, "text outside the blocks: '甲'"),
        (f"<file>{DOC}\n\n  甲乙</doc></file>", 3, "text outside the blocks"),
        (f"<file>{DOC}\n<q>甲</q></doc></file>", 2, "unknown element <q>"),
        (f"<file>{DOC}\n{P}<p topic='other'>甲</p></p></doc></file>", 2, "<p> may not stand"),
        (f"<file>{DOC}\n<office>某局</office></doc></file>", 2, "entities stand in"),
        (
            f"<file>{DOC}\n<table kind='other'><office>某局</office></table></doc></file>",
            2,
            "stand in",
        ),
        (f"<file>{DOC}\n<note><date value='2017'>今年</date></note></doc></file>", 2, "stand in"),
        (in_paragraph("<cite>《<date value='2017'>今年</date>》</cite>"), 2, "never nest"),
        (in_paragraph("<office><note>1</note>某局</office>"), 2, "<note> may not stand"),
        (in_paragraph("<office>某局 </office>"), 2, "white space"),
        (in_paragraph("<office>某局，</office>"), 2, "punctuation"),
        (in_paragraph("<office>（某局）</office>"), 2, "brackets"),
        (in_paragraph("<office>某局）</office>"), 2, "never opens"),
        (in_paragraph("<office>“某局</office>"), 2, "never closes"),
        (in_paragraph("甲<office/>"), 2, "<office> is empty"),
        (in_paragraph("<cite>条例</cite>"), 2, "no 《》"),
        (in_paragraph("<office ref='me'>我局</office>"), 2, "ref='me'"),
        (in_paragraph("<office colour='red'>某局</office>"), 2, "unknown attribute 'colour'"),
        (in_paragraph("<office division='12'>某局</office>"), 2, "division='12'"),
        (in_paragraph("<date>今年</date>"), 2, "<date> has no 'value'"),
        (in_paragraph("<date value=' '>今年</date>"), 2, "value=' '"),
        (in_paragraph("<date value='2017-13'>今年</date>"), 2, "value='2017-13'"),
        (in_paragraph("<date value='2017-02-30'>今日</date>"), 2, "2017-02-30"),
        (in_paragraph("<date value='P1M'>每月</date>"), 2, "not the form of a date"),
        (in_paragraph("<date value='P' kind='set'>每月</date>"), 2, "not the form of a set"),
        (in_paragraph("<date value='2017' kind='range'>今年</date>"), 2, "not the form of a range"),
        (in_paragraph("<date value='2017/2016' kind='range'>今年</date>"), 2, "no stretch"),
        (in_paragraph("<date value='0000'>今年</date>"), 2, "no stretch"),
        (in_paragraph("<date value='2017' mod='late'>今年</date>"), 2, "mod='late'"),
        (in_paragraph("<date value='2017' business='1'>今年</date>"), 2, "business='1'"),
        (in_paragraph("<count unit='件'>一件</count>"), 2, "<count> has no 'value'"),
        (in_paragraph("<count value='1'>一件</count>"), 2, "<count> has no 'unit'"),
        (in_paragraph("<count value='1,000' unit='件'>一件</count>"), 2, "plain decimal"),
        (in_paragraph("<count value='1' unit=' '>一件</count>"), 2, "'unit' is empty"),
        (in_paragraph("<count value='1' unit='件' neg='yes'>一件</count>"), 2, "not 0"),
        (in_paragraph("<count value='1' unit='件' part_of='z'>一件</count>"), 2, "part_of='z'"),
        (
            in_paragraph("<count value='1' unit='件' id='z' part_of='z'>一件</count>"),
            2,
            "part_of='z'",
        ),
        (
            in_paragraph("<count value='1' unit='件' id='z'>一件</count>\n" * 2),
            3,
            "id='z' stands twice",
        ),
        (f"<file>{DOC}\n<p>甲</p></doc></file>", 2, "<p> has no 'topic'"),
        (f"<file>{DOC}\n<p topic='weather'>甲</p></doc></file>", 2, "topic='weather'"),
        (f"<file>{DOC}\n<p topic='fees' also='fees'>甲</p></doc></file>", 2, "repeats the topic"),
        (
            f"<file>{DOC}\n<p topic='fees' also='basis basis'>甲</p></doc></file>",
            2,
            "repeats a label",
        ),
        (f"<file>{DOC}\n{P} </p></doc></file>", 2, "<p> is empty"),
        (f"<file>{DOC}</doc>\n<note> </note></file>", 2, "<note> is empty"),
        (f"<file>{DOC}\n<h type='fees'>甲</h></doc></file>", 2, "<h> has no 'level'"),
        (f"<file>{DOC}\n<h level='x' type='fees'>甲</h></doc></file>", 2, "level='x'"),
        (f"<file>{DOC}\n<h level='1' type=''>甲</h></doc></file>", 2, "'type' is empty"),
        (f"<file>{DOC}\n<h level='1' type='fee'>甲</h></doc></file>", 2, "type='fee'"),
        (f"<file>{DOC}\n<table kind='fees'>甲</table></doc></file>", 2, "kind='fees'"),
        (f"<file>{DOC}<title>甲</title>\n<title>乙</title></doc></file>", 2, "a second <title>"),
        ("<file>\n<doc kind='report'/></file>", 2, "kind='report'"),
        ("<file>\n<doc kind='plan' year='17'/></file>", 2, "year='17'"),
        ("<file>\n<doc kind='plan' period='2017'/></file>", 2, "period='2017'"),
        ("<file>\n<doc kind='plan' period='2017-12-31/2017-01-01'/></file>", 2, "before it starts"),
        ("<file>\n<doc kind='plan' division='110118'/></file>", 2, "no 'issuer'"),
    ],
)
def test_one_problem(xml: str, line: int, words: str) -> None:
    found = problems(xml)
    assert any(line == at and words in message for at, message in found), found
    assert len(found) == 1, found


@pytest.mark.parametrize(
    "body",
    [
        "<office>党政办（信访办）</office>",
        "<office>“12345”热线办</office>",
        "<docnum>〔2017〕24号</docnum>",
        "<count value='98.5' unit='%' kind='percent'>98.5%</count>",
        "<date value='2017-03-27'>2017.3.27</date>",
        "<cite>《关于〈条例〉的通知（试行）》</cite>",
        "<count value='-3' unit='件'>-3件</count>",
    ],
)
def test_right_edges(body: str) -> None:
    assert len(parse_gold(in_paragraph(body)).records[0].entities) == 1


def test_all_problems_of_a_file_come_at_once_in_order() -> None:
    xml = f"<file>{DOC}\n<p>甲</p>\n<table kind='z'>乙</table>\n<x/>\n丙</doc></file>"
    found = problems(xml)
    assert [line for line, _ in found] == [2, 3, 4, 5]


def test_a_syntax_error_keeps_the_problems_before_it() -> None:
    assert [line for line, _ in problems("<file>\n<q>\n</file>")] == [2, 3]


def test_messages_name_file_and_line(tmp_path: Path) -> None:
    for name in ("1.xml", "2.xml"):
        (tmp_path / name).write_text("<file>\n<doc/></file>", "utf-8")
    with pytest.raises(GoldError) as caught:
        read_gold(tmp_path / "1.xml")
    assert str(caught.value) == f"{tmp_path / '1.xml'}:2: <doc> has no 'kind'"
    with pytest.raises(GoldError) as caught:
        load_gold(tmp_path)
    assert [Path(problem.file).name for problem in caught.value.problems] == ["1.xml", "2.xml"]


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    for content in (b"\xff\xfe\x00", "<file>甲</file>".encode("gb18030"), b"\x00" * 10):
        (tmp_path / "x.xml").write_bytes(content)
        with pytest.raises(GoldError, match="not well-formed"):
            read_gold(tmp_path / "x.xml")
    (tmp_path / "x.xml").write_bytes(b'<?xml version="1.0" encoding="nonsense"?><file/>')
    with pytest.raises(GoldError, match="not well-formed"):
        read_gold(tmp_path / "x.xml")
