"""How fast govnlp is, beside other systems in the same run; see docs/benchmarks.md.

python -m pytest tests/benchmarks -m benchmark_suite
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
import spacy
from conftest import BASELINE
from spacy.language import Language
from systems import SYSTEMS

import govnlp
from govnlp.grammar.citations import find_citations
from govnlp.grammar.counts import find_counts
from govnlp.grammar.dates import find_dates
from govnlp.grammar.document_numbers import find_document_numbers
from govnlp.grammar.find import find_entities
from govnlp.grammar.offices import find_offices
from govnlp.pipeline.analysis import _say_what_is_counted, analyse_text
from govnlp.pipeline.segmenters import MODEL_FILES, PKUSEG_MODEL
from govnlp.structure import analyse
from govnlp.text import clean_lines

pytestmark = [
    pytest.mark.benchmark_suite,
    pytest.mark.benchmark(timer=time.process_time, disable_gc=False),
]
Measure = Callable[..., None]

FINDERS = (find_offices, find_dates, find_counts, find_citations, find_document_numbers)


@pytest.fixture(scope="session")
def clean(texts: list[str]) -> list[str]:
    """The texts as the finders read them: cleaned, a line a block, tables left out."""
    return [analyse_text(text)["view"]["clean"] for text in texts]


@pytest.fixture(scope="session")
def pkuseg_model() -> str:
    """The folder of the model that the package ships."""
    if not all((PKUSEG_MODEL / name).is_file() for name in MODEL_FILES):
        pytest.skip("the package holds no pkuseg model")
    return str(PKUSEG_MODEL)


def run_through(nlp: Language, texts: list[str]) -> None:
    for _ in nlp.pipe(texts):
        pass


def test_pkuseg_alone(measure: Measure, texts: list[str], pkuseg_model: str) -> None:
    import spacy_pkuseg

    alone = spacy_pkuseg.pkuseg(pkuseg_model, user_dict=None, postag=False)
    measure(BASELINE, lambda: [alone.cut(text) for text in texts], texts)


@pytest.mark.parametrize("segmenter", ["char", "pkuseg"])
@pytest.mark.parametrize("topics", [False, True], ids=["without topics", "with topics"])
def test_pipeline(
    measure: Measure, texts: list[str], segmenter: str, topics: bool, request: Any
) -> None:
    if segmenter == "pkuseg":
        request.getfixturevalue("pkuseg_model")
    nlp = govnlp.load(segmenter=segmenter)
    classifies = "govnlp_topics" in nlp.pipe_names
    if topics and not classifies:
        pytest.skip("the pipeline has no topics")
    if classifies and not topics:
        nlp.disable_pipe("govnlp_topics")
    row = f'govnlp, segmenter="{segmenter}", {"with" if topics else "without"} topics'
    measure(row, lambda: run_through(nlp, texts), texts)


def test_cleaning(measure: Measure, texts: list[str]) -> None:
    measure("clean view", lambda: [clean_lines(text) for text in texts], texts)


def test_structure(measure: Measure, texts: list[str]) -> None:
    views = [clean_lines(text) for text in texts]
    pairs = list(zip(views, texts, strict=True))
    measure("structure", lambda: [analyse(view, text) for view, text in pairs], texts)


@pytest.mark.parametrize("finder", FINDERS, ids=lambda finder: finder.__name__)
def test_finder(measure: Measure, clean: list[str], finder: Callable[[str], Any]) -> None:
    measure(f"`{finder.__name__}`", lambda: [finder(text) for text in clean], clean)


def test_items(measure: Measure, clean: list[str]) -> None:
    found = [(find_entities(text), text) for text in clean]
    work = lambda: [_say_what_is_counted(matches, text) for matches, text in found]  # noqa: E731
    measure("`find_items`, `link_parts`", work, clean)


def test_character_tokenizer(measure: Measure, texts: list[str]) -> None:
    nlp = spacy.blank("zh")
    measure('spacy.blank("zh"), characters', lambda: run_through(nlp, texts), texts)


def test_jieba(measure: Measure, texts: list[str]) -> None:
    jieba = pytest.importorskip("jieba", reason="jieba is not installed (extra compare)")
    measure("jieba", lambda: [jieba.lcut(text) for text in texts], texts)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_other_system(measure: Measure, texts: list[str], system: Any) -> None:
    """On fewer texts: some of them take seconds for one."""
    try:
        find = system.make(None)
    except ImportError as error:
        pytest.skip(f"{system.distribution} is not usable (extra compare): {error}")
    some = texts[::10]
    logging.disable(logging.CRITICAL)  # JioNLP logs what it cannot parse
    try:
        measure(system.name, lambda: [list(find(text)) for text in some], some, rounds=2)
    finally:
        logging.disable(logging.NOTSET)
