"""A small corpus in the final layout, sound in every way but its size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

WORDS = (
    "公开",
    "信息",
    "群众",
    "网站",
    "栏目",
    "工作",
    "制度",
    "办理",
    "答复",
    "材料",
    "审核",
    "内容",
)
WORDS += ("发布", "更新", "程序", "流程", "窗口")
INDEX = """file,split,level,era,region,form
a-1.xml,train,county,2014-2018,北京市,text
a-2.xml,train,township,2014-2018,山东省,text
b-1.xml,dev,county,2014-2018,北京市,text
c-1.xml,test,county,2014-2018,北京市,text
"""

Build = Callable[..., Path]


def sentence(seed: str, length: int = 60) -> str:
    """Words in an order of their own: no two seeds give texts alike."""
    random = Random(seed)
    return "".join(random.choice(WORDS) for _ in range(length // 2)) + "。"


def report(seed: str, body: str = "", issuer: str = "密云区人民政府", code: str = "110118") -> str:
    """A gold file that every check passes, with ``body`` in its first paragraph."""
    filler = "\n".join(
        f'<p topic="{topic}">{sentence(f"{seed}{topic}", 110)}</p>'
        for topic in ("overview", "channels", "training", "problems")
    )
    return f"""<file><note>首页</note>
<doc kind="annual_report" year="2017" period="2017-01-01/2017-12-31"
     issuer="{issuer}" division="{code}">
<title><office>{issuer}</office><date value="2017">2017年</date>政府信息公开年度报告</title>
<h level="1" type="on_request">一、依申请公开</h>
<p topic="on_request"><date value="2017">全年</date>收到<count value="12" unit="件" item="申请"
id="t">12件</count>申请，其中<count value="3" unit="件" item="当面提交"
part_of="t">3件</count>当面提交，依据<cite
name="中华人民共和国政府信息公开条例">《条例》</cite>和<docnum
>国办发〔2017〕24号</docnum>答复。{sentence(f"{seed}answer", 110)}{body}</p>
<table kind="on_request">项目\t件数
\t12
</table>
<h level="2" type="fees problems">（一）收费。</h><p topic="fees" also="other"><office
ref="self">本机关</office>{sentence(seed)}</p>
{filler}
<sign><office>{issuer}</office>
<date value="2018-01-31">2018年1月31日</date></sign></doc>
</file>"""


FILES = {
    "train/a-1.xml": report("a"),
    "train/a-2.xml": report("b", issuer="临清市松林镇人民政府", code="371581101"),
    "dev/b-1.xml": report("c"),
    "test/c-1.xml": report("d"),
}
