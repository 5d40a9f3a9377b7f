"""Arithmetic about leads, without a database: what one is worth, and whose turn it is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

LOWEST, HIGHEST = 0, 100
BETWEEN = re.compile(r"[,，、;；\n]")


class Rule(NamedTuple):
    """A condition on a lead: what it asks, how, for which values; the points, and the sentence that goes with them."""

    asked: str
    operator: str
    values: Sequence[str]
    points: int
    sentence: str


def listed(cell: str) -> list[str]:
    """The words of a cell, apart by commas.

    >>> listed("华东，华南, 华北")
    ['华东', '华南', '华北']
    """
    return [word for part in BETWEEN.split(cell) if (word := part.strip())]


def score(rules: Iterable[Rule], lead: Mapping[str, str]) -> tuple[int, list[tuple[int, str]]]:
    """What a lead is worth, from 0 to 100, and the reasons, the weightiest first.

    >>> rules = [Rule("phone", "given", (), 30, "Has a phone"), Rule("title", "has", ["采购"], 20, "Buys")]
    >>> score(rules, {"phone": "1"})
    (30, [(30, 'Has a phone')])
    """
    reasons = [(rule.points, rule.sentence) for rule in rules if holds(rule, lead)]
    reasons.sort(key=lambda reason: -abs(reason[0]))
    return max(LOWEST, min(HIGHEST, sum(points for points, _sentence in reasons))), reasons


def holds(rule: Rule, lead: Mapping[str, str]) -> bool:
    """Whether the condition of a rule is true of a lead; letters of either case are the same."""
    value = lead.get(rule.asked, "").strip().casefold()
    words = [word.casefold() for word in rule.values]
    return {
        "given": value != "",
        "missing": value == "",
        "is": value in words,
        "has": any(word in value for word in words),
    }[rule.operator]


def in_turn(people: Sequence[int], *, last: int | None) -> int:
    """Who is next: the first after whoever got the last one, by number; the first of all after the last of all.

    >>> in_turn([3, 5, 8], last=5), in_turn([3, 5, 8], last=8), in_turn([3, 5, 8], last=6)
    (8, 3, 8)
    """
    ordered = sorted(people)
    return next((one for one in ordered if last is not None and one > last), ordered[0])


def least_loaded(loads: Mapping[int, int]) -> int:
    """Whoever has least to do; of several the one with the lowest number.

    >>> least_loaded({3: 4, 5: 1, 8: 1})
    5
    """
    return min(loads, key=lambda one: (loads[one], one))


def with_room(loads: Mapping[int, int], *, most: int | None) -> dict[int, int]:
    """Those who have fewer than `most` open leads; all where there is no limit."""
    return {one: load for one, load in loads.items() if most is None or load < most}
