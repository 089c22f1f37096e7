"""The same report in every kind of noise gives the same headings and entities."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

import govnlp
from govnlp.annotation import annotate_all
from govnlp.corpora import noise, parse_gold
from govnlp.record import Record

GOLD = """<file><doc kind="annual_report" year="2017" issuer="青石镇人民政府"><title>\
<office>青石镇人民政府</office>\
<date value="2017">2017年</date>政府信息公开年度报告</title>
<p topic="basis">根据<cite>《中华人民共和国政府信息公开条例》</cite>（\
<docnum>国务院令第492号</docnum>），现公布<office>青石镇人民政府</office>\
<date value="2017">2017年度</date>报告，统计期限为\
<date value="2017-01-01/2017-12-31" kind="range">2017年1月1日至12月31日</date>。</p>
<h level="1" type="organization institution">一、组织领导和制度建设</h>
<p topic="organization"><office ref="self">我镇</office>成立\
<office>政府信息公开工作领导小组</office>，由<office>党政办</office>和\
<office>司法所</office>承办，<date value="P3M" kind="set">每季度</date>检查\
<count value="1" unit="次">一次</count>，报<office>县政府办公室</office>备案。</p>
<h level="2" type="proactive">（一）主动公开情况。</h><p topic="proactive">截至\
<date value="2017-12" mod="end">12月底</date>，公开信息\
<count value="326" unit="条">326条</count>，其中网站发布\
<count value="210" unit="条">210条</count>，占\
<count value="64.4" unit="%" kind="percent">64.4%</count>，编印手册\
<count value="35000" unit="册">3.5万册</count>。</p>
<h level="2" type="on_request">（二）依申请公开情况。</h><p topic="on_request">收到申请\
<count value="12" unit="件">12件</count>，均在\
<date value="P20D" kind="duration" business="yes">20个工作日</date>内答复；未发生\
<count value="0" unit="起" neg="yes">一起</count>行政复议。</p>
<h level="1" type="problems improvement">二、存在的问题及改进措施</h>
<p topic="problems">公开的形式还不够丰富，镇村两级更新也不够及时，群众了解的渠道仍然\
有限。</p>
<sign><office>青石镇人民政府</office>
<date value="2018-01-15">2018年1月15日</date></sign></doc></file>"""


def said(records: list[Record]) -> list[tuple[object, ...]]:
    """What the records say, in clean words: offsets and noise left out."""
    found: list[tuple[object, ...]] = []
    for record in records:
        found.append((record.kind, record.year, record.issuer and record.issuer.name))
        found += [(s.level, s.number, tuple(s.subjects)) for s in record.sections]
        for entity in record.entities:
            values = {
                name: getattr(entity, name)
                for name in ("name", "self_reference", "value", "unit", "mod", "negated", "kind")
                if hasattr(entity, name)
            }
            found.append((entity.label, tuple(sorted(values.items(), key=str))))
    return found


@pytest.mark.parametrize("kind", noise.KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_noise_changes_nothing_said(nlp: Language, kind: str, seed: int) -> None:
    gold = parse_gold(GOLD)
    noisy = noise.lay(gold, kind, seed)
    assert noisy.text != gold.text
    clean, dirty = (annotate_all(text, nlp) for text in (gold.text, noisy.text))
    assert said(dirty) == said(clean)


@pytest.mark.parametrize("kind", noise.KINDS)
def test_spans_map_through_noise(nlp: Language, kind: str) -> None:
    noisy = noise.lay(parse_gold(GOLD), kind, seed=1)
    found = annotate_all(noisy.text, nlp)[0]
    wanted = noisy.records[0]
    assert [(e.label, e.text) for e in found.entities] == [
        (e.label, e.text) for e in wanted.entities
    ]
    assert [s.heading.text for s in found.sections] == [s.heading.text for s in wanted.sections]


@pytest.mark.parametrize(("encoding", "suffix"), [("gb18030", ".txt"), ("utf-8", ".md")])
def test_encodings_and_suffixes_change_nothing_said(
    nlp: Language, tmp_path: Path, encoding: str, suffix: str
) -> None:
    text = parse_gold(GOLD).text
    path = tmp_path / f"report{suffix}"
    path.write_bytes(text.encode(encoding))
    assert govnlp.read(path).encoding == encoding
    assert said(annotate_all(path, nlp)) == said(annotate_all(text, nlp))
