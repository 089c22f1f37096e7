"""Headings nested into sections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govnlp.structure.sections import Heading, innermost, nest_sections


def heads(*levels: int) -> list[Heading]:
    """Headings of four characters, one every ten."""
    return [Heading(i * 10, i * 10 + 4, level) for i, level in enumerate(levels)]


def test_a_section_runs_to_the_next_heading_of_its_level_or_higher() -> None:
    nested = nest_sections(heads(1, 2, 2, 3, 1), 57)
    assert [(s.start, s.end, s.parent) for s in nested] == [
        (0, 40, None),
        (10, 20, 0),
        (20, 40, 0),
        (30, 40, 2),
        (40, 57, None),
    ]


def test_a_skipped_level_nests_and_a_first_low_level_has_no_parent() -> None:
    nested = nest_sections(heads(3, 1, 3, 2), 50)
    assert [s.parent for s in nested] == [None, None, 1, 1]
    assert [s.end for s in nested] == [10, 50, 30, 50]


def test_white_space_at_a_sections_end_is_left_out_where_the_text_is_given() -> None:
    text = "一、概述\n正文。\n\u3000\n二、问题\n"
    starts = [0, text.index("二")]
    headings = [Heading(start, start + 4, 1) for start in starts]
    assert [s.end for s in nest_sections(headings, len(text))] == [starts[1], len(text)]
    assert [text[s.start : s.end] for s in nest_sections(headings, len(text), text)] == [
        "一、概述\n正文。",
        "二、问题",
    ]


def test_no_section_ends_inside_its_heading() -> None:
    assert nest_sections(heads(1), 2)[0].end == 4


def test_headings_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="starts before"):
        nest_sections(heads(1, 1)[::-1], 30)


@given(st.lists(st.integers(1, 4), max_size=30), st.integers(0, 330))
def test_innermost_is_the_smallest_section_around(levels: list[int], offset: int) -> None:
    nested = nest_sections(heads(*levels), len(levels) * 10 + 5)
    around = [i for i, s in enumerate(nested) if s.start <= offset < s.end]
    smallest = min(around, key=lambda i: nested[i].end - nested[i].start, default=None)
    assert innermost(nested, offset) == smallest
    for section in nested:
        if section.parent is not None:
            parent = nested[section.parent]
            assert parent.start < section.start and section.end <= parent.end
            assert parent.heading.level < section.heading.level


def test_innermost_of_no_sections() -> None:
    assert innermost([], 3) is None
