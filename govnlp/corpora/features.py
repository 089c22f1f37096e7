"""Types of the dataset's columns, for Hugging Face ``datasets``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govnlp.corpora.folder import ERAS, FORMS, LEVELS
from govnlp.corpora.rows import ROWS
from govnlp.vocabulary import (
    COUNT_KINDS,
    COUNT_MODS,
    DATE_KINDS,
    DATE_MODS,
    DOCUMENT_KINDS,
    ENTITY_LABELS,
    SUBJECTS,
    TABLE_KINDS,
)

if TYPE_CHECKING:
    from datasets import Features

CONFIGURATIONS = tuple(ROWS)


def features(configuration: str) -> Features:
    """The features of ``"documents"`` or ``"paragraphs"``.

    Subjects, entity labels, kinds and axes are ``ClassLabel``, their names in the order
    of ``govnlp.vocabulary``. Raises ``ValueError`` for another configuration,
    ``ImportError`` with advice where ``datasets`` is not installed.
    """
    if configuration not in CONFIGURATIONS:
        known = ", ".join(CONFIGURATIONS)
        raise ValueError(f"configuration is {configuration!r}; it can be {known}")
    library = datasets_library()
    columns = document_columns(library) if configuration == "documents" else _paragraphs(library)
    made: Features = library.Features(columns)
    return made


def datasets_library() -> Any:
    """The module ``datasets``, imported here and nowhere else: nothing else needs it."""
    try:
        import datasets
    except ImportError as error:
        raise ImportError("this needs 'datasets': pip install 'govnlp[datasets]'") from error
    return datasets


def document_columns(library: Any) -> dict[str, Any]:
    """The columns of the configuration ``documents``.

    library (Any): What has the makers of types ``Value``, ``List`` and ``ClassLabel``: the
        module ``datasets``, or :class:`govnlp.corpora.arrow.ArrowTypes` for plain Arrow.
    """
    text, whole, many = library.Value("string"), library.Value("int32"), library.List
    subject = library.ClassLabel(names=list(SUBJECTS))
    span = {"start": whole, "end": whole, "text": text}
    heading = {"level": whole, "number": text, "subjects": many(subject)}
    return {
        "id": text,
        **_axes(library),
        "text": text,
        "kind": library.ClassLabel(names=list(DOCUMENT_KINDS)),
        "year": whole,
        "period": {"start": text, "end": text},
        "issuer": text,
        "division": text,
        "title": span,
        "headings": many(span | heading | {"parent": whole, "section_end": whole}),
        "paragraphs": many(span | {"topic": subject, "also": many(subject), "heading": whole}),
        "tables": many(_table(library)),
        "sign_off": span,
        "notes": many(span),
        "entities": many(entity_columns(library)),
    }


def _paragraphs(library: Any) -> dict[str, Any]:
    text, many = library.Value("string"), library.List
    subject = library.ClassLabel(names=list(SUBJECTS))
    return {
        "id": text,
        "document": text,
        **_axes(library),
        "kind": library.ClassLabel(names=list(DOCUMENT_KINDS)),
        "year": library.Value("int32"),
        "headings": many(text),
        "subjects": many(subject),
        "text": text,
        "topic": subject,
        "also": many(subject),
        "entities": many(entity_columns(library)),
    }


def _axes(library: Any) -> dict[str, Any]:
    return {
        "file": library.Value("string"),
        "level": library.ClassLabel(names=list(LEVELS)),
        "era": library.ClassLabel(names=list(ERAS)),
        "region": library.Value("string"),
        "form": library.ClassLabel(names=list(FORMS)),
    }


def _table(library: Any) -> dict[str, Any]:
    whole = library.Value("int32")
    return {
        "start": whole,
        "end": whole,
        "kind": library.ClassLabel(names=list(TABLE_KINDS)),
        "heading": whole,
        "rows": library.List(library.List(library.Value("string"))),
    }


def entity_columns(library: Any) -> dict[str, Any]:
    """The columns of an entity; ``library`` as of :func:`document_columns`."""
    text, whole, flag = (library.Value(kind) for kind in ("string", "int32", "bool"))
    return {
        "start": whole,
        "end": whole,
        "text": text,
        "label": library.ClassLabel(names=list(ENTITY_LABELS)),
        "name": text,
        "self_reference": flag,
        "division": text,
        "kind": library.ClassLabel(names=[*DATE_KINDS, *COUNT_KINDS]),
        "value": text,
        "quantity": library.Value("float64"),
        "mod": library.ClassLabel(names=[*DATE_MODS, *COUNT_MODS]),
        "first": text,
        "last": text,
        "business_days": flag,
        "unit": text,
        "negated": flag,
        "item": text,
        "upper": library.Value("float64"),
        "part_of": whole,
        "docnum": text,
        "issued": text,
        "code": text,
        "year": whole,
        "number": library.Value("int64"),
        "of": whole,
    }
