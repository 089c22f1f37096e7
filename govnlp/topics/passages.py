"""What is classified: a paragraph's text, the entities in it, where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph to classify.

    text (str): Its text, best as the pipeline's clean view shows it.
    entities (tuple[tuple[int, int, str], ...] | None): Start, end (code points in
        ``text``, end exclusive) and label of each entity, in order and disjoint.
        ``None``: they are looked for with :func:`govnlp.find_entities`.
    heading (str): The headings that it stands under, the innermost first, a line each;
        read only by a classifier that was made with a ``heading_weight``.
    position (float | None): Where it stands in its document, 0 the first paragraph, 1
        the last; read only by a classifier that was made with ``positions=True``.

    Raises ``ValueError`` for entities that overlap or lie outside the text.
    """

    text: str
    entities: tuple[tuple[int, int, str], ...] | None = None
    heading: str = ""
    position: float | None = None

    def __post_init__(self) -> None:
        reached = 0
        for start, end, label in self.entities or ():
            if not reached <= start <= end <= len(self.text):
                raise ValueError(
                    f"entity {label} at {start}–{end}: entities are sorted, do not overlap "
                    f"and lie within the text of {len(self.text)} characters"
                )
            reached = end


def as_passages(given: Iterable[str | Passage], mask: tuple[str, ...]) -> list[Passage]:
    """Each of ``given`` as a passage whose entities are known.

    Entities are looked for only where labels in ``mask`` will replace them.
    Raises ``TypeError`` where a single string is given for a list of them.
    """
    if isinstance(given, (str, Passage)):
        raise TypeError("a list of passages is needed, not a single one: [passage]")
    return [_with_entities(Passage(one) if isinstance(one, str) else one, mask) for one in given]


def _with_entities(passage: Passage, mask: tuple[str, ...]) -> Passage:
    if passage.entities is not None:
        return passage
    found: tuple[tuple[int, int, str], ...] = ()
    if mask:
        from govnlp.grammar.find import find_entities

        found = tuple(
            (match.start, match.end, str(getattr(match, "label", "")))
            for match in find_entities(passage.text)
        )
    return Passage(passage.text, found, passage.heading, passage.position)
