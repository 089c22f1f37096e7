"""A report with noise of many kinds, all that a ``Doc`` says, and a fresh process."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from spacy.tokens import Doc

from govnlp.pipeline.attributes import DOC_ATTRIBUTES, SPAN_ATTRIBUTES

REPORT = """松溪鎮2018年政府信息公開工作年度報告

一、概述
2018年，我鎮主動公開政府信息46條，其中通過網站公開40條，共受理依申請公開5件，均按《中華人民共和國政
第 3 頁 共 9 頁
府信息公開條例》（以下簡稱《條例》）答復。縣教育局年底前總結(jié)了經驗。
二、主動公開情況
（一）基本情況
规章\t3\t2
文件\t46\t40
公文類信息30條！其他信息16條。
三、存在的問題
公開內容還不夠全面，下一步將加強培訓。

松溪鎮人民政府
2019年1月15日
"""


def everything(doc: Doc) -> dict[str, Any]:
    """Every annotation of a ``Doc``, as values that can be compared."""

    def of_span(span: Any) -> tuple[Any, ...]:
        values = tuple(repr(getattr(span._, name)) for name in SPAN_ATTRIBUTES)
        return (span.start, span.end, span.start_char, span.end_char, span.label_, *values)

    return {
        "text": doc.text,
        "tokens": [(t.text, t.whitespace_, t.norm_, bool(t.is_sent_start)) for t in doc],
        "ents": [of_span(ent) for ent in doc.ents],
        "spans": {name: [of_span(span) for span in doc.spans[name]] for name in doc.spans},
        "doc": {name: repr(getattr(doc._, name)) for name in DOC_ATTRIBUTES},
    }


def fresh(code: str, *arguments: object) -> str:
    """Run Python code in a process of its own; gives what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
