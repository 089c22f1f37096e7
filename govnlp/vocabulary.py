"""Every label that govnlp writes, declared once with its Chinese name and its meaning.

Guidelines, corpora, classifier, scorer and viewer read this module; no other
place lists subjects, entity labels or attribute values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Term:
    """One label: the name that records carry, its Chinese name, what it covers."""

    name: str
    zh: str
    covers: str


def _table(*rows: tuple[str, str, str]) -> dict[str, Term]:
    return {name: Term(name, zh, covers) for name, zh, covers in rows}


#: Subjects of sections and topics of paragraphs, in the order of the guidelines.
SUBJECTS: Final = _table(
    ("basis", "编制依据", "编制依据、报告构成、统计期限、联系方式"),
    ("overview", "概述", "总体情况、概述、成效的总括"),
    ("organization", "组织领导", "领导小组、责任科室、人员、分工、经费"),
    ("institution", "制度建设", "制度、规定、流程、机制、公开指南与目录的编制"),
    ("training", "学习培训", "学习、培训、对条例的宣传"),
    ("proactive", "主动公开", "主动公开的数量、类别、内容、范围"),
    ("information_management", "政府信息管理", "更新、清理、规范性文件、归档、发布前的一般审核"),
    ("channels", "平台与渠道", "网站、公报、微信微博、公开栏、查阅点"),
    ("interpretation", "解读回应", "解读、回应关切、互动、信箱与热线、新闻发布"),
    ("key_areas", "重点领域", "财政、征地拆迁、民生、决策等重点领域公开"),
    ("on_request", "依申请公开", "依申请公开的受理、答复、数量"),
    ("fees", "收费减免", "收费与减免"),
    ("litigation", "复议诉讼", "行政复议、行政诉讼、举报、申诉"),
    ("confidentiality", "保密审查", "保密审查"),
    ("supervision", "监督考核", "监督、检查、考核、评议、问责"),
    ("proposals", "建议提案", "人大代表建议、政协提案"),
    ("affiliates", "所属单位", "所属事业单位、村居的公开工作"),
    ("problems", "存在问题", "存在的问题与不足"),
    ("improvement", "改进措施", "改进措施、下一步工作、工作计划"),
    ("other", "其他", "其他需要报告的事项、附表说明，以及以上都不是的"),
)

#: Entity labels.
ENTITY_LABELS: Final = _table(
    ("OFFICE", "机构", "有名称的机关、机构、团体"),
    ("DATE", "时间", "可以落实到日历上的时间"),
    ("COUNT", "数量", "带量词或单位的数"),
    ("CITATION", "引用", "《》中的法律、法规、文件"),
    ("DOCNUM", "文号", "发文字号"),
)

DOCUMENT_KINDS: Final = _table(
    ("annual_report", "年度报告", "政府信息公开工作年度报告"),
    ("plan", "计划", "下一年的工作计划、要点"),
    ("other", "其他", "以上都不是的"),
)

DATE_KINDS: Final = _table(
    ("date", "日期", "一天、一月、一季、一年"),
    ("range", "起止", "从一天到另一天"),
    ("duration", "期限", "一段时间的长度"),
    ("set", "周期", "每月、每季度、每周"),
)

DATE_MODS: Final = _table(
    ("start", "初", "1日至10日"),
    ("mid", "中旬", "11日至20日"),
    ("end", "底", "21日至月末"),
)

COUNT_KINDS: Final = _table(
    ("count", "计数", "数词与量词"),
    ("percent", "百分比", "百分之几、%"),
    ("money", "金额", "钱数"),
)

COUNT_MODS: Final = _table(
    ("at_least", "至少", "以上、余、多"),
    ("at_most", "至多", "以下、以内"),
    ("about", "大约", "约、近、左右"),
)

#: Subjects that a table can have.
TABLE_KINDS: Final = ("proactive", "on_request", "litigation", "other")

DocumentKind = Literal["annual_report", "plan", "other"]
DateKind = Literal["date", "range", "duration", "set"]
DateMod = Literal["start", "mid", "end"]
CountKind = Literal["count", "percent", "money"]
CountMod = Literal["at_least", "at_most", "about"]
