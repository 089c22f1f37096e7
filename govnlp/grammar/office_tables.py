"""The words that offices are found by (机构): what ``resources/offices.toml`` says of them.

:func:`office_lexicon` holds the lists made ready for look-up, :func:`word_list` gives one of
the lists that say what a head needs, :func:`head_of` all that they say of one head. Beside
them stand the few patterns that both reading a name and finding offices go by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from govnlp.grammar.places import place_names
from govnlp.grammar.words import WordSet, any_of
from govnlp.resources import load_table

#: The characters of names, as a part of a class in a pattern.
HAN = "\u3400-\u9fff〇"
#: What the issuer calls itself; 街道办事处 alone too. Words that only begin so are left out.
SELF_REFERENCE = re.compile(
    r"我(?:府|分局|分公司|总队|学院|分行|支行|街道办事处|街道办|街道|单位|机关"
    r"|公司|集团|中心|大队|支队|馆|局|厅|委(?!员|托|派)|署|镇|乡"
    r"|街(?!道)|办(?![理事公法结案])|院(?!内|落)|校(?!园)|所(?![在有属需])"
    r"|站|部(?![分署]|门(?!户))|会(?![议同])|社(?!会|区)|行(?![政为业使动])"
    r"|处(?![理于在])|司|队|站|关(?![注心系于键乎联爱怀切]))"
    r"|本(?:行政机关|机关|单位|部门|街道办事处|办事处|街道|局|厅|委(?!员|托|派)|镇|乡(?!土)|署"
    r"|院(?!内|落)|校(?!园)|办(?![理事公法结案])|公司|中心|部(?![分署]|门(?!户))|馆"
    r"|所(?![在有属需])|会(?![议同])|集团|大队|支队)"
    r"|街道办事处(?<![\u3400-\u9fff]街道办事处)(?![主副党])"
)
#: Heads of towns and sub-districts, that are places and offices alike.
TOWN_HEADS = ("街道", "镇", "乡", "苏木")
#: Characters before the head of a town that make it a class, or part of another word.
NOT_TOWNS = re.compile(
    r"[全各本我该每两几城村乡小重古集建市县区双多某此和与及或等所驻到在向由新老同跨]$"
)
#: Levels of one character, that a name can open with: 市政府.
LEVELS = "省市县区旗州盟镇乡"
#: What no office is right before: a session (市委十次全会), ministries as a class, an account.
_NOT_AFTER = (
    r"[一二三四五六七八九十]+(?:届|次全)|\d{5}[^，。；]{0,6}平台"
    r"|发布(?:”|微信|微博|公众号|客户端|政务新媒体)"
    r"|(?<=办)公(?![布开示告])"
    r"|(?<=国务院)[\u3400-\u9fff]{0,6}(?:部门|部委)"
)
#: A meeting is no title: 办事处主任办公会.
_MEETING = "[^，。]{1,3}长?办公会"
#: What two characters can be the end of: the bits of ``Lexicon.tails``.
PLACE_END, LEVEL_END, WORD_END = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of the table, ready for look-up."""

    levels: WordSet
    anchored: frozenset[str]
    cut: frozenset[str]
    worded: frozenset[str]
    bare: frozenset[str]
    words: WordSet
    titles: re.Pattern[str]
    belongings: re.Pattern[str]
    lookahead: dict[str, tuple[str, ...]]
    generic: WordSet
    stops: WordSet
    heads: re.Pattern[str]
    #: Spelt from the right, as ``heads`` reads.
    no_heads: frozenset[str]
    needs: dict[str, tuple[str, ...]]
    particles: frozenset[str]
    never: frozenset[str]
    never_ends: WordSet
    outer: WordSet
    no_towns: frozenset[str]
    stems: WordSet
    prefixes: WordSet
    #: Whether a place, a level or a word can end in two characters.
    tails: dict[str, int]


@dataclass(frozen=True, slots=True)
class Head:
    """A head and the lists that hold it, or one of its ends."""

    text: str
    town: bool
    bare: bool
    anchored: bool
    worded: bool
    cut: bool
    village: bool
    group: bool
    zone: bool
    proper: bool
    numbered: bool
    quoted: bool
    over_gap: bool
    short_gap: bool
    needs_word: bool
    needs_place: bool
    tasked: bool
    mission: bool
    station: bool
    #: What follows it where it is part of another word.
    undone: re.Pattern[str]


@cache
def office_lexicon() -> Lexicon:
    """The lists of ``resources/offices.toml``."""
    data = load_table("offices.toml")
    split = {key: frozenset(value.split()) for key, value in data.items() if isinstance(value, str)}
    heads = split["anchored_heads"] | split["worded_heads"] | split["bare_heads"] | set(TOWN_HEADS)
    schools = frozenset(data["heads"]["schools"].split())
    cut = frozenset(data["heads"]["cut"].split())
    heads |= cut | schools
    no_heads = frozenset(data["never"]["heads"].split())
    titles = f"(?!{_MEETING}){any_of(split['not_followed_by'])}"
    words = split["words"] | {head for head in heads - split["bare_heads"] if len(head) > 1}
    words -= split["levels"]
    tails: dict[str, int] = {}
    kinds = ((PLACE_END, place_names().words), (LEVEL_END, split["levels"]), (WORD_END, words))
    for kind, names in kinds:
        for tail in {name[-2:] for name in names}:
            tails[tail] = tails.get(tail, 0) | kind
    return Lexicon(
        levels=WordSet(split["levels"]),
        anchored=split["anchored_heads"] | schools | cut,
        cut=cut,
        worded=split["worded_heads"],
        bare=split["bare_heads"],
        words=WordSet(words),
        titles=re.compile(titles),
        belongings=re.compile(f"{titles}|”?{any_of(data['anywhere']['platforms'].split())}"),
        lookahead={head: tuple(words.split()) for head, words in data["lookahead"].items()},
        generic=WordSet(data["left"]["generic"].split()),
        stops=WordSet(data["left"]["stops"].split()),
        heads=re.compile(any_of(word[::-1] for word in heads | no_heads)),
        no_heads=frozenset(word[::-1] for word in no_heads),
        needs={name: tuple(words.split()) for name, words in data["heads"].items()},
        particles=frozenset(data["heads"]["particles"].split()),
        prefixes=WordSet(data["heads"]["prefixes"].split()),
        tails=tails,
        never=frozenset(data["never"]["names"].split()),
        never_ends=WordSet(data["never"]["ends"].split()),
        outer=WordSet(data["heads"]["outer"].split()),
        no_towns=frozenset(data["never"]["towns"].split()),
        stems=WordSet(
            split["words"] - split["worded_heads"] - split["anchored_heads"] - split["levels"]
        ),
    )


@cache
def word_list(name: str) -> tuple[str, ...]:
    """One of the lists under ``[heads]`` in ``resources/offices.toml``."""
    return office_lexicon().needs[name]


def names_village(name: str) -> bool:
    """Whether a name is that of a village's or a community's committee.

    >>> names_village("云岭村村民委员会"), names_village("云岭镇人民政府")
    (True, False)
    """
    return name.endswith(word_list("village_heads"))


@cache
def head_of(text: str) -> Head:
    """What the tables say of a head."""
    lexicon = office_lexicon()
    return Head(
        text,
        town=text in TOWN_HEADS,
        bare=text in lexicon.bare,
        anchored=text in lexicon.anchored,
        worded=text in lexicon.worded,
        cut=text in lexicon.cut,
        village=names_village(text),
        group=text.endswith(word_list("groups")),
        zone=text in word_list("zones"),
        proper=text in word_list("proper"),
        numbered=text in word_list("numbered"),
        quoted=text in word_list("quoted"),
        over_gap=text.endswith(word_list("over_gap")),
        short_gap=text in word_list("short_gap"),
        needs_word=text in word_list("needs_word"),
        needs_place=text.endswith(word_list("needs_place"))
        and not text.endswith(word_list("sole")),
        mission=text in word_list("missions"),
        tasked=text.endswith(word_list("tasked")),
        station=text in word_list("stations"),
        undone=_undone(text),
    )


@cache
def _undone(head: str) -> re.Pattern[str]:
    """What may not follow a head, by its longest end that the table holds."""
    lookahead = office_lexicon().lookahead
    # What may not follow 处 (处在) may well follow 办事处.
    ends = (head[i:] for i in range(len(head)) if i == 0 or i < len(head) - 1)
    words = next((lookahead[end] for end in ends if end in lookahead), ())
    return re.compile("|".join([*([any_of(words)] if words else []), _NOT_AFTER]))


def is_han(char: str) -> bool:
    """Whether a character can stand in a name: one of those in ``HAN``."""
    return "\u3400" <= char <= "\u9fff" or char == "〇"
