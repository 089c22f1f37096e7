"""Short names of offices and the full names that they stand for in their document."""

from __future__ import annotations

import pytest
from spacy.language import Language

REPORT = "{title}2020年政府信息公开工作年度报告\n\n一、概述\n{body}\n"


def names(nlp: Language, title: str, body: str) -> dict[str, str]:
    doc = nlp(REPORT.format(title=title, body=body))
    return {e.text: e._.name for e in doc.ents if e.label_ == "OFFICE"}


@pytest.mark.parametrize(
    ("title", "body", "short", "full"),
    [
        # An end of the full name, with or without a level.
        (
            "任城区阜桥街道办事处",
            "任城区人民政府办公室印发，区府办督办。",
            "区府办",
            "任城区人民政府办公室",
        ),
        ("均口镇人民政府", "均口镇党政办汇总，党政办审核。", "党政办", "均口镇党政办"),
        ("国家粮食局", "国家粮食局办公室牵头，局办公室汇总。", "局办公室", "国家粮食局办公室"),
        # Characters left out of the trade.
        (
            "漳州市芗城区教育局",
            "福建省人力资源和社会保障厅来文，省人社厅督办。",
            "省人社厅",
            "福建省人力资源和社会保障厅",
        ),
        ("云阳县民政局", "县扶贫开发办公室公示，县扶贫办存档。", "县扶贫办", "县扶贫开发办公室"),
        ("三亚市民政局", "市政府新闻办公室主持，市新闻办发布。", "市新闻办", "市政府新闻办公室"),
        ("盐池县发改局", "盐池县发展和改革局编制。", "盐池县发改局", "盐池县发展和改革局"),
        (
            "延边州林业局",
            "延边州市场监督管理局和延边州市监局公示。",
            "延边州市监局",
            "延边州市场监督管理局",
        ),
        # A level and a head alone, where the issuer is of that level.
        ("湖北省质监局", "湖北省质监局编制，省局汇总。", "省局", "湖北省质监局"),
        ("黄冈市质监局", "黄冈市质监局编制，省局督查。", "省局", "省局"),
        # 州 in a city's name is no level.
        ("扬州市江都区农业局", "扬州市农业局督查。", "扬州市农业局", "扬州市农业局"),
        # Of two, the issuer's own.
        ("水利部", "国务院办公厅来文。水利部办公厅督办，办公厅汇总。", "办公厅", "水利部办公厅"),
        ("宿州市人民政府办公室", "市政府印发规范性文件5件。", "市政府", "宿州市人民政府"),
    ],
)
def test_short_names(nlp: Language, title: str, body: str, short: str, full: str) -> None:
    assert names(nlp, title, body)[short] == full


@pytest.mark.parametrize(
    ("body", "short"),
    [
        ("县教育体育局公示，县教育局存档。", "县教育局"),  # another office
        ("国务院办公厅来文，办公厅汇总。", "办公厅"),  # not the State Council's
        ("市国土资源局和市国土规划局会审，市国土局盖章。", "市国土局"),  # either
        ("县政府信息公开领导小组办公室抽查，县政府办配合。", "县政府办"),  # no trade to go by
    ],
)
def test_names_that_stand_for_no_other(nlp: Language, body: str, short: str) -> None:
    assert names(nlp, "洋县林业局", body)[short] == short


@pytest.mark.parametrize(
    ("title", "body", "issuer"),
    [
        ("丹阳市吕城镇", "我镇公开信息5条。\n\n吕城镇人民政府\n2021年1月5日", "吕城镇人民政府"),
        ("吕城镇", "丹阳市吕城镇人民政府编制本报告。", "丹阳市吕城镇人民政府"),
        ("丹阳市吕城镇", "丹阳市珥陵镇人民政府来函。", "丹阳市吕城镇"),
        ("徐汇区天平街道", "天平街道办事处办理3件。", "天平街道办事处"),
        ("国家质检总局", "国家质量监督检验检疫总局编制。", "国家质量监督检验检疫总局"),
        ("江苏省人社厅", "江苏省人力资源和社会保障厅编制。", "江苏省人力资源和社会保障厅"),
        ("丹阳市供水有限公司", "丹阳市供水设备有限公司中标。", "丹阳市供水有限公司"),
        ("江苏省教育厅", "浙江省教育考试厅来函。", "江苏省教育厅"),
    ],
)
def test_issuer_is_the_fullest_name(nlp: Language, title: str, body: str, issuer: str) -> None:
    doc = nlp(REPORT.format(title=title, body=body))
    assert doc._.issuer["name"] == issuer


def test_issuer_whose_title_is_short(nlp: Language) -> None:
    doc = nlp(
        REPORT.format(title="国家民委", body="中华人民共和国国家民族事务委员会公开。我委答复。")
    )
    full = "中华人民共和国国家民族事务委员会"
    assert doc._.issuer["name"] == full
    assert [e._.name for e in doc.ents if e._.self_reference] == [full]
