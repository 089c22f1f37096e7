"""Small gold files and predictions that several tests of evaluation share."""

from __future__ import annotations

from copy import deepcopy

from govnlp.corpora import parse_gold
from govnlp.record import Record
from govnlp.vocabulary import SUBJECTS

REPORT = """<file><doc kind="annual_report" year="{year}" issuer="{name}镇政府">
<title><office>{name}镇政府</office>报告</title>
<h level="1" type="overview">一、概述</h>
<p topic="overview"><date value="{year}">今年</date>共收到<count
 value="3" unit="件">3件</count>申请，由<office>党政办</office>答复。</p>
<h level="1" type="problems improvement">二、问题和改进</h>
<p topic="problems" also="improvement">人手不足，将加强。</p>
</doc></file>"""
PLACES = "江河湖海山川"


def gold() -> list[Record]:
    """Six reports, a file each, of years 2010 to 2020."""
    return [
        record
        for index, name in enumerate(PLACES)
        for record in parse_gold(REPORT.format(year=2010 + 2 * index, name=name), name).records
    ]


def predicted(*missing: int, topics: bool = False) -> list[Record]:
    """The gold records without the count in the files of the given numbers.

    With ``topics`` their paragraphs have probabilities too: 0.9 for gold's topic, in the
    files named 0.6 for a wrong one. Without, they have no topics at all.
    """
    records = deepcopy(gold())
    for index, record in enumerate(records):
        if index in missing:
            record.entities = [one for one in record.entities if one.label != "COUNT"]
        for paragraph in record.paragraphs:
            wrong = index in missing
            topic = "other" if wrong else paragraph.topic
            if not topics:
                paragraph.topic, paragraph.also = None, []
                continue
            paragraph.topic = topic
            rest = (0.4 if wrong else 0.1) / (len(SUBJECTS) - 1)
            paragraph.scores = dict.fromkeys(SUBJECTS, rest)
            paragraph.scores[str(topic)] = 0.6 if wrong else 0.9
    return records
