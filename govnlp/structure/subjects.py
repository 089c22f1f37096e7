"""From a heading's words to its subjects."""

from __future__ import annotations

from functools import lru_cache

from govnlp.structure.rules import rules


@lru_cache(maxsize=4096)
def heading_subjects(heading: str) -> tuple[str, ...]:
    """The subjects of a heading (clean text), in the order in which it names them.

    Never empty: a heading that no pattern knows is ``other``.

    >>> heading_subjects("二、政府信息公开的组织领导和制度建设情况")
    ('organization', 'institution')
    >>> heading_subjects("八、因政府信息公开申请提起行政复议、行政诉讼的情况")
    ('litigation',)
    """
    found: list[tuple[int, str]] = []
    rest = heading.rstrip("。：:")
    for rule in rules().subjects:
        if rule.weak and found:
            break
        for match in rule.pattern.finditer(rest):
            if rule.label:
                found.append((match.start(), rule.label))
        # Same length, so that places stay comparable.
        rest = rule.pattern.sub(lambda m: "\n" * len(m[0]), rest)
    subjects = dict.fromkeys(subject for _, subject in sorted(found))
    return tuple(subjects) or ("other",)
