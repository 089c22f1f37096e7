"""The public face: what ``import govnlp`` gives, and what it costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from spacy.language import Language

import govnlp
from govnlp.record import Record

TEXT = "松溪镇2018年政府信息公开工作年度报告\n\n一、概述\n我镇主动公开信息46条。\n"


def python(code: str) -> str:
    """Run code in a process of its own, in which a warning is an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout.strip()


def test_import_is_clean_and_light() -> None:
    heavy = ("spacy", "numpy", "pydantic", "lxml", "typer", "opencc")
    code = f"import govnlp, sys; print([m for m in {heavy} if m in sys.modules])"
    assert python(code) == "[]"


@pytest.mark.parametrize(
    "call",
    ["find_dates('2017年')", "find_offices('教育局')", "find_counts('5条')", "parse_number('廿')",
     "find_citations('《条例》')", "find_document_numbers('国办发〔2017〕24号')",
     "find_entities('2017年')", "parse_date('2017年')"],
)  # fmt: skip
def test_finders_load_no_spacy(call: str) -> None:
    code = f"import govnlp, sys; govnlp.{call}; print('spacy' in sys.modules)"
    assert python(code) == "False"


def test_every_public_name_is_there() -> None:
    for name in govnlp.__all__:
        assert getattr(govnlp, name) is not None
    assert set(govnlp.__all__) <= {*vars(govnlp), *govnlp._HOMES}
    assert govnlp.annotate is getattr(govnlp, "annotate") and callable(govnlp.annotate)  # noqa: B009
    with pytest.raises(AttributeError, match="'anotate'"):
        govnlp.anotate  # noqa: B018


def test_star_import() -> None:
    assert python("from govnlp import *; print(annotate.__name__)") == "annotate"


def test_annotate_a_text(nlp: Language) -> None:
    record = govnlp.annotate(TEXT)
    assert isinstance(record, Record)
    assert (record.text, record.id, record.source.path) == (TEXT, "text#0", None)
    assert record.year == 2018 and record.title is not None
    assert record.govnlp == govnlp.__version__
    assert govnlp.annotate(TEXT, nlp) == record


def test_annotate_a_file(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_text(TEXT, encoding="gb18030")
    for given in (path, str(path)):
        record = govnlp.annotate(given)
        assert record.id == "报告.txt#0" and record.source.path == "报告.txt"
        assert record.text == TEXT and record.source.media_type == "text/plain"
    with pytest.raises(govnlp.ReadError):
        govnlp.annotate(tmp_path / "none.txt")


@pytest.mark.parametrize("text", ["", " ", "公开", "x" * 5_000, "a\0b", ".", "~", "/", "公" * 900])
def test_what_names_no_file_is_a_text(text: str) -> None:
    assert govnlp.annotate(text).text == text


def test_a_slip_in_a_path_is_no_report(tmp_path: Path) -> None:
    for name in ("reprots/2017.txt", "2017年报.DOCX", "旧.doc"):
        with pytest.raises(govnlp.ReadError, match="no such file"):
            govnlp.annotate(name)
    assert govnlp.annotate("附件：公开名单.doc").source.path is None


def test_annotate_all(nlp: Language) -> None:
    other = TEXT.replace("2018", "2019").replace("松溪", "竹溪")
    text = TEXT + "\n\n" + other + "公开。\n"
    records = govnlp.annotate_all(text, nlp)
    assert [record.year for record in records] == [2018, 2019]
    assert "".join(record.text for record in records) == text
    chosen = govnlp.annotate(text, nlp)
    assert chosen.year == 2018
    assert [warning.code for warning in chosen.warnings][-1] == "more_documents"
    assert all(w.code != "more_documents" for record in records for w in record.warnings)


def test_records_of_any_doc() -> None:
    """A doc of another pipeline, or a part of one of ours, is analysed then."""
    import spacy

    from govnlp.annotation import records_of

    (record,) = records_of(spacy.blank("zh")(TEXT))
    assert record.title is not None and len(record.entities) >= 2
    part = govnlp.load()(TEXT)[:15].as_doc()
    (record,) = records_of(part)
    assert record.text == part.text
