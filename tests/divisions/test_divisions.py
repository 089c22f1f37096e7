"""The table of divisions through the years, and names linked to it."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import files

import pytest

import govnlp
from govnlp.divisions import Linker, divisions
from govnlp.grammar.places import (
    change_rows,
    contracted_names,
    division_rows,
    past_township_rows,
    townships_of,
)

TODAY = {code: name for code, name, _ in division_rows()}
CHANGES = list(change_rows())
GONE = [(code, name, last, new) for code, name, _, last, new in CHANGES if last is not None]


# ---- the table of changes --------------------------------------------------------------


def test_changes_are_well_formed() -> None:
    assert len(GONE) > 380
    for code, name, first, last, new in CHANGES:
        assert re.fullmatch(r"[1-6]\d{5}", code) and len(name) > 1
        assert code[:2] + "0000" in TODAY
        assert first is None or 2008 <= first <= 2023
        assert last is None or 2007 <= last <= 2022
        assert first is not None or last is not None
        assert first is None or last is None or first <= last
        assert bool(new) == (last is not None)


def test_what_still_stands_is_todays() -> None:
    for code, name, _, last, _ in CHANGES:
        if last is None:
            assert TODAY[code] == name
        else:
            assert TODAY.get(code) != name


def test_successors_lead_to_todays_table() -> None:
    for code, name, _, new in GONE:
        assert all(following[:2] == code[:2] for following in new)
        today = divisions().successors(code, name)
        assert today and all(TODAY.get(found) for found in today)


def test_a_code_under_another_name_today_was_taken_over() -> None:
    """Old code, other name today: renamed, or merged into what took the code (500110)."""
    for code, name, _, new in GONE:
        assert code not in TODAY or new == (code,), f"{code} {name}"


def test_no_gap_between_the_names_of_a_code() -> None:
    for code, name, last, new in GONE:
        if code in new:
            assert any((c, f) == (code, last + 1) for c, _, f, _, _ in CHANGES), f"{code} {name}"


def test_successors_stood_the_year_after() -> None:
    for code, name, last, new in GONE:
        for following in new:
            then = divisions().at(following, last + 1).name
            assert divisions().distance(following, then, last + 1) == 0, f"{code} {name}"


def test_past_townships_are_well_formed() -> None:
    rows = [
        (code, name, last)
        for county, last, towns in past_township_rows()
        for code, name in townships_of(county, towns)
    ]
    assert len(rows) > 8900
    counties = set(TODAY) | {code for code, *_ in CHANGES}
    for code, name, last in rows:
        assert re.fullmatch(r"\d{9}", code) and code[:6] in counties and 2015 <= last <= 2022
        assert name.endswith(("镇", "乡", "街道", "苏木", "地区"))


def test_tables_stay_small() -> None:
    names = ("divisions.txt", "division_changes.txt", "past_townships.txt")
    assert sum(len((files("govnlp.resources") / n).read_bytes()) for n in names) < 1_500_000


@pytest.mark.parametrize(
    ("code", "last", "today"),
    [
        ("110228", 2014, ("110118",)),  # 密云县
        ("120225", 2015, ("120119",)),  # 蓟县
        ("110103", 2009, ("110101",)),  # 崇文区
        ("110104", 2009, ("110102",)),  # 宣武区
        ("310103", 2010, ("310101",)),  # 卢湾区
        ("310108", 2014, ("310106",)),  # 闸北区
        ("310119", 2008, ("310115",)),  # 南汇区
        ("120107", 2008, ("120116",)),  # 塘沽区
        ("330103", 2020, ("330105",)),  # 下城区
        ("370521", 2015, ("370505",)),  # 垦利县
        ("341400", 2010, ("340100", "340200", "340500")),  # 地级巢湖市
        ("371200", 2018, ("370100",)),  # 莱芜市
        ("469003", 2014, ("460400",)),  # 儋州市
        ("610125", 2015, ("610118",)),  # 户县 → 鄠邑区
        ("341422", 2010, ("340281",)),  # 无为县 of 巢湖 → of 芜湖 → 无为市
        ("522201", 2010, ("520602",)),  # 县级铜仁市 → 碧江区
        ("432901", None, ()),
    ],
)
def test_known_changes(code: str, last: int | None, today: tuple[str, ...]) -> None:
    if last is None:
        with pytest.raises(KeyError):
            divisions().at(code)
        return
    assert [(year, divisions().successors(code)) for c, _, year, _ in GONE if c == code] == [
        (last, today)
    ]


def test_paths_are_of_their_year() -> None:
    table = divisions()
    assert table.at("110228002", 2012).path == ("北京市", "密云县", "果园街道")
    assert table.at("110118002", 2017).path == ("北京市", "密云区", "果园街道")
    assert table.at("420602", 2009).path == ("湖北省", "襄樊市", "襄城区")
    assert table.at("420602").path == ("湖北省", "襄阳市", "襄城区")
    assert table.at("210112", 2012).path == ("辽宁省", "沈阳市", "东陵区")
    assert table.at("110228", 2020).path == ("北京市", "密云县")
    assert table.at("441900003").path == ("广东省", "东莞市", "东城街道")
    assert table.at("469002107").path[0] == "海南省"


@pytest.mark.slow
def test_loads_fast_and_late() -> None:
    """In processes of their own, since the first load is the one that counts."""
    program = (
        "import time; import govnlp.divisions as d\n"
        "assert not d.divisions.cache_info().currsize\n"
        "start = time.process_time(); d.divisions(); print(time.process_time() - start)"
    )
    runs = (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        for _ in range(3)
    )
    assert min(float(run.stdout) for run in runs) < 0.3  # 0.05 s on a quiet machine


# ---- linking ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "year", "code"),
    [
        ("杭州市下城区教育局", 2012, "330103"),
        ("密云县人民政府办公室", 2012, "110228"),
        ("密云县果园街道办事处", 2012, "110228002"),
        ("密云区果园街道办事处", 2017, "110118002"),
        ("密云区果园街道办事处", 2014, "110118002"),  # written after the change
        ("密云县果园街道办事处", None, "110228002"),
        ("密云财政局", 2012, "110228"),
        ("密云财政局", 2017, "110118"),
        ("密云财政局", None, "110118"),
        ("襄樊市财政局", 2009, "420600"),
        ("铜仁市人民政府", 2009, "522201"),
        ("铜仁市人民政府", 2013, "520600"),
        ("巢湖市人民政府", 2010, "341400"),
        ("巢湖市人民政府", 2012, "340181"),
        ("通州区财政局", 2008, "110112"),
        ("新市区教育局", 2020, "650104"),
        ("新市区教育局", 2012, None),  # of 保定, or of 乌鲁木齐
        ("重庆市开县人民政府", 2012, "500234"),
        ("望城县丁字镇人民政府", 2009, "430122"),  # the township's code of then is not known
        ("鸡东县林业局", 2018, "230321"),
        ("林业局", 2018, None),
        ("良种场", 2018, None),
    ],
)
def test_link_by_year(name: str, year: int | None, code: str | None) -> None:
    assert Linker(year).link(name).code == code


def test_contracted_names_are_of_their_divisions() -> None:
    for called, code in contracted_names().items():
        rest = iter(TODAY[code])
        assert all(char in rest for char in called), called


def test_a_township_gets_no_code_that_its_county_did_not_have_yet() -> None:
    linker = Linker(2009)
    linker.learn(["长沙市望城县人民政府"])
    assert linker.link("丁字镇人民政府").code in ("430122", None)


def test_short_names_of_the_documents_own_townships() -> None:
    linker = Linker(2017)
    assert linker.link("云阳供电所").code is None  # not 500235, which nothing here is near
    linker.learn(["泾阳县云阳镇人民政府"])
    assert linker.link("云阳供电所").code == "610423102"
    assert linker.link("云阳县供电公司").code == "500235"


def test_a_town_called_like_its_county() -> None:
    linker = Linker(2016)
    linker.learn(["融水苗族自治县人民政府"], own=True)
    linker.learn(["融水镇人民政府"])
    assert linker.link("融水电视台").code == "450225"
    assert linker.link("融水派出所").code == "450225100"


def test_same_names_settle_by_context() -> None:
    linker = Linker(2012)
    assert linker.link("鼓楼区财政局").code is None
    linker.learn(["开封市人民政府"])
    assert linker.link("鼓楼区财政局").code == "410204"


@pytest.mark.parametrize(
    ("name", "home", "code"),
    [
        ("公安局", "荆州市公安县人民政府", None),
        ("湖北公安厅", None, "420000"),
        ("江南大学", None, None),
        ("江南大学", "南宁市江南区人民政府", None),
        ("新华医院", None, None),
        ("安徽大学", None, "340000"),
        ("武汉大学", None, "420100"),
        ("吉林大学", None, "220000"),
        ("海南大学", None, "460000"),
        ("国家统计局上饶调查队", "江西省人民政府", "361100"),  # the city, not 上饶县 of 2016
        ("西安交通大学", None, "610100"),
        ("滕州第一中学", None, None),
        ("滕州第一中学", "滕州市教育局", "370481"),
        ("滕州第一中学", "枣庄市教育局", None),
        ("滕州审计局", "枣庄市审计局", "370481"),
        ("滕州审计局", "酒泉市审计局", None),
        ("天津南开中学", None, "120000"),
        ("武汉江岸区税务局", None, "420102"),
        ("互助县教育局", None, "630223"),
        ("凉山州人民政府", None, "513400"),
        ("黔西南州地税局", None, "522300"),
        ("伊犁州文旅局", None, "654000"),
        ("前郭县公安局", None, "220721"),
        ("国家统计局贵州调查总队", None, "520000"),
        ("中国人民银行济南分行", None, "370100"),
        ("中华人民共和国青岛海关", None, "370200"),
        ("国家税务总局黔西南州税务局", None, "522300"),
        ("新疆生产建设兵团第八师石河子市", None, "659001"),
        ("厦门市公安局思明分局", None, "350203"),
        ("青岛市公安局市北分局", None, "370203"),
        ("梁山供电所", "凉州区人民政府", None),
        ("双城供电所", "凉州区人民政府", "620602104"),
        ("双城财政局", "凉州区人民政府", None),
    ],
)
def test_names_without_their_level(name: str, home: str | None, code: str | None) -> None:
    """A county's only near the document's own place, a word's never."""
    linker = Linker()
    linker.learn([home] if home else [], own=True)
    assert linker.link(name).code == code


# ---- records ---------------------------------------------------------------------------

REPORT = "{office}{year}年政府信息公开工作年度报告\n\n一、概述\n{body}\n"
PLAN = "\n{office}{year}年政务公开工作计划\n\n一、目标\n我街道将继续推进公开工作。\n"


def test_record_of_an_old_county() -> None:
    record = govnlp.annotate(
        REPORT.format(office="密云县果园街道办事处", year=2012, body="我街道公开信息20条。")
    )
    assert record.issuer is not None and record.issuer.division is not None
    assert record.issuer.division.code == "110228002"
    assert record.issuer.division.path == ["北京市", "密云县", "果园街道"]


def test_offices_in_an_old_counties_text_are_found() -> None:
    text = "传达县委、县政府要求，公开县级信息。重庆市开县人民政府、东营市垦利县教育局答复。"
    assert [office.text for office in govnlp.find_offices(text)] == [
        "县委",
        "县政府",
        "重庆市开县人民政府",
        "东营市垦利县教育局",
    ]


def test_second_document_borrows_the_places_of_the_first() -> None:
    office = "果园街道办事处"
    body = "按照密云区人民政府部署，我街道公开信息20条。"
    text = REPORT.format(office=office, year=2017, body=body) + PLAN.format(
        office=office, year=2018
    )
    alone = govnlp.annotate_all(PLAN.format(office="鼓楼街道办事处", year=2018))
    assert alone[0].issuer is not None and alone[0].issuer.division is None
    codes = [r.issuer.division for r in govnlp.annotate_all(text) if r.issuer]
    assert [code and code.code for code in codes] == ["110118002", "110118002"]


def test_the_site_that_a_report_names_settles_its_issuer() -> None:
    """石门镇 is the name of many; whose site the town uses says which."""
    body = "我镇通过桐乡市政府信息公开网公布信息9条。"
    report = govnlp.annotate(REPORT.format(office="石门镇", year=2012, body=body))
    assert report.issuer is not None and report.issuer.division is not None
    assert report.issuer.division.code == "330483103"
    body = "我镇公布信息9条。"
    report = govnlp.annotate(REPORT.format(office="石门镇", year=2012, body=body))
    assert report.issuer is not None and report.issuer.division is None


def test_another_office_borrows_nothing() -> None:
    report = REPORT.format(
        office="密云区果园街道办事处", year=2017, body="密云区人民政府公开信息20条。"
    )
    records = govnlp.annotate_all(report + PLAN.format(office="鼓楼街道办事处", year=2018))
    assert len(records) == 2
    assert records[1].issuer is not None and records[1].issuer.division is None
