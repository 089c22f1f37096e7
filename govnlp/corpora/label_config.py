"""Labelling configurations: what an annotation tool is told about govnlp's labels.

Made from ``govnlp.vocabulary`` and the attributes of the guidelines' elements, so that
they name what the gold files can hold, no more and no less.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from govnlp.corpora import brat
from govnlp.corpora.label_studio import PART_OF, TEXT, control_name
from govnlp.corpora.labels import CHINESE, CHOICES, SEVERAL, STRUCTURE_TAGS, attribute_names
from govnlp.vocabulary import ENTITY_LABELS

#: Colours of labels: entities strong, structure pale, all told apart without red and green.
COLOURS: Final = {
    "OFFICE": "#1f77b4",
    "DATE": "#ff7f0e",
    "COUNT": "#9467bd",
    "CITATION": "#8c564b",
    "DOCNUM": "#17becf",
    "DOCUMENT": "#4d4d4d",
    "TITLE": "#f7b6d2",
    "HEADING": "#aec7e8",
    "PARAGRAPH": "#dbdb8d",
    "TABLE": "#c5b0d5",
    "SIGN_OFF": "#9edae5",
    "NOTE": "#c7c7c7",
}
#: Names of attributes as annotators see them.
_CHINESE_ATTRIBUTES: Final = {
    "kind": "类型",
    "year": "年度",
    "period": "统计期限 YYYY-MM-DD/YYYY-MM-DD",
    "issuer": "发布机构",
    "division": "行政区划代码",
    "level": "层级",
    "type": "主题（可多选）",
    "topic": "主要主题",
    "also": "其他主题（可多选）",
    "outside": "在所有文档之外",
    "ref": "自称",
    "name": "全称",
    "value": "值",
    "unit": "单位",
    "mod": "修饰",
    "business": "工作日",
    "neg": "否定",
    "item": "所数之物",
    "upper": "上限",
}


def label_studio_config() -> str:
    """Label Studio's labelling configuration, XML.

    Structure and entities are two sets of labels over ``$text``; the attributes of a
    label show when one of its regions is selected. Labels and choices show their Chinese
    names and are exported under govnlp's.
    """
    view = ElementTree.Element("View")
    for control, labels in (("structure", STRUCTURE_TAGS), ("entities", ENTITY_LABELS)):
        names = {"name": control, "toName": TEXT, "showInline": "true"}
        set_ = ElementTree.SubElement(view, "Labels", names)
        for label in labels:
            shown = {"value": f"{CHINESE[label]} {label}", "alias": label}
            ElementTree.SubElement(set_, "Label", shown | {"background": COLOURS[label]})
    relations = ElementTree.SubElement(view, "Relations")
    ElementTree.SubElement(relations, "Relation", {"value": PART_OF})
    ElementTree.SubElement(view, "Text", {"name": TEXT, "value": f"${TEXT}"})
    for label in (*STRUCTURE_TAGS, *ENTITY_LABELS):
        for attribute in attribute_names(label):
            _control(view, label, attribute)
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def _control(view: ElementTree.Element, label: str, attribute: str) -> None:
    """What a selected region of ``label`` shows for an attribute."""
    region = {"visibleWhen": "region-selected", "whenLabelValue": label}
    box = ElementTree.SubElement(view, "View", region | {"whenTagName": _control_set(label)})
    zh = _CHINESE_ATTRIBUTES.get(attribute, "")
    header = f"{CHINESE[label]}：{zh} {attribute}".strip()
    ElementTree.SubElement(box, "Header", {"value": header, "size": "5"})
    names = {"name": control_name(label, attribute), "toName": TEXT, "perRegion": "true"}
    key = label, attribute
    if key not in CHOICES:
        ElementTree.SubElement(box, "TextArea", names | {"maxSubmissions": "1", "rows": "1"})
        return
    number = "multiple" if key in SEVERAL else "single"
    choices = ElementTree.SubElement(
        box, "Choices", names | {"choice": number, "showInline": "true"}
    )
    for term in CHOICES[key].values():
        shown = {"value": f"{term.zh} {term.name}", "alias": term.name}
        hint = {"hint": term.covers} if term.covers else {}
        ElementTree.SubElement(choices, "Choice", shown | hint)


def _control_set(label: str) -> str:
    return "entities" if label in ENTITY_LABELS else "structure"


def doccano_config() -> str:
    """doccano's span types, JSON, for *Labels → Import*."""
    types = [
        {
            "text": label,
            "prefixKey": None,
            "suffixKey": key,
            "backgroundColor": COLOURS[label],
            "textColor": "#ffffff" if label in ENTITY_LABELS or label == "DOCUMENT" else "#000000",
        }
        for label, key in zip(COLOURS, "odcinfthpbsx", strict=True)
    ]
    return json.dumps(types, ensure_ascii=False, indent=1) + "\n"


def doccano_relations() -> str:
    """doccano's relation types, JSON."""
    relation = {"text": PART_OF, "prefixKey": None, "suffixKey": "r"}
    colours = {"backgroundColor": "#9467bd", "textColor": "#ffffff"}
    return json.dumps([relation | colours], indent=1) + "\n"


def write_beside(format_name: str, target: Path) -> list[Path]:
    """Write a format's labelling configuration to where its tool looks or the user does."""
    written = []
    for path, text in _configurations(format_name, target):
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def _configurations(format_name: str, target: Path) -> Iterator[tuple[Path, str]]:
    if format_name == "label-studio":
        yield target.with_suffix(".config.xml"), label_studio_config()
    elif format_name == "doccano":
        yield target.with_suffix(".labels.json"), doccano_config()
        yield target.with_suffix(".relations.json"), doccano_relations()
    elif format_name == "brat" and target.is_dir():
        yield target / "annotation.conf", brat.configuration()
