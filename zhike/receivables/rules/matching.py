"""Whose money a line of a bank's file is, and what it pays: evidence added up to a score out of a hundred."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate

from zhike.receivables.rules.settling import exchanged

FORMS = re.compile(r"股份有限公司|有限责任公司|有限公司|集团|分公司|公司|商行|经营部|个体工商户|coltd|ltd|inc|llc")
NUMBER = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{0,4}-?\d[\dA-Za-z-]{3,28}")
SERIES = re.compile(r"([A-Z]{1,4}\d{4})(\d{6})")  # a number of ours, written without its dash
STEM = re.compile(r"(.+)-\d{1,2}")  # an instalment is called like its document, with its place
NTH = re.compile(r"第?([一二三四五六七八九十]|\d{1,2})期")
FIRST, LAST = re.compile(r"首付|首期|首款|定金|订金|预付"), re.compile(r"尾款|余款|末期|尾期")
DIGITS = "一二三四五六七八九十"
WEIGHTS = {"instalment": 60, "number": 60, "account": 55, "name": 45, "alike": 25, "amount": 25, "sum": 20}
WEIGHTS |= {"only_amount": 15, "day": 10, "part": 10}
SURE, SUGGESTED, LEAD = 80, 15, 25
DAYS_AROUND = 14
MOST_SUMMED = 24  # instalments of one customer whose sums are tried


@dataclass(frozen=True)
class Owed:
    """Something open that money may pay: an instalment, whose it is, how much, and until when.

    `condition` is what its plan calls it, `position` its place there; the last open one of a plan `is_last`.
    """

    key: int
    customer: int
    amount: Decimal
    due_on: date | None
    condition: str = ""
    position: int = 0
    is_last: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a file, with the customers that its parts lead to.

    `numbers` are documents named in the remark, as customer and the instalments they are about; `named` says for each
    customer which, as a reason such as "number:S-1001" or "instalment:S-1001-2".
    """

    amount: Decimal
    received_on: date
    accounts: Collection[int] = ()
    names: Collection[int] = ()
    alike: Collection[int] = ()
    numbers: Mapping[int, Collection[int]] = field(default_factory=dict)
    named: Mapping[int, str] = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True)
class Found:
    """Who probably paid, how probable that is out of a hundred, why, and what would be settled by how much.

    A reason is a word, with what was found behind a colon where that tells more.
    """

    customer: int | None = None
    score: int = 0
    reasons: tuple[str, ...] = ()
    shares: tuple[tuple[int, Decimal], ...] = ()
    is_sure: bool = False


class Openings:
    """What is open, by customer and by amount; what a line takes is open no more for the lines after it."""

    def __init__(self, owed: Iterable[Owed]):
        self.left: dict[int, dict[int, Owed]] = {}
        self.by_amount: dict[Decimal, set[int]] = {}
        for one in sorted(owed, key=lambda one: (one.due_on or date.max, one.key)):
            self.left.setdefault(one.customer, {})[one.key] = one
            self.by_amount.setdefault(one.amount, set()).add(one.customer)

    def of(self, customer: int) -> list[Owed]:
        """What a customer still has to pay, the oldest due first."""
        return list(self.left.get(customer, {}).values())

    def owing(self, amount: Decimal) -> set[int]:
        """The customers with something open over exactly this amount."""
        return {one for one in self.by_amount.get(amount, ()) if any(o.amount == amount for o in self.of(one))}

    def take(self, customer: int, shares: Iterable[tuple[int, Decimal]]) -> None:
        """Count what a line settles as paid."""
        mine = self.left.get(customer, {})
        for key, amount in shares:
            rest = replace(mine[key], amount=mine[key].amount - amount)
            if rest.amount > 0:
                mine[key] = rest
                self.by_amount.setdefault(rest.amount, set()).add(customer)
            else:
                del mine[key]


def match(line: Line, openings: Openings) -> Found:
    """The likeliest payer of a line. Sure only where something names them and nobody else comes near."""
    exact = openings.owing(line.amount)
    named = {*line.accounts, *line.names, *line.numbers, *line.alike}
    candidates = named or (exact if len(exact) == 1 else ())
    scored = sorted((_scored(one, line, openings) for one in candidates), key=lambda found: -found.score)
    if not scored or scored[0].score < SUGGESTED:
        return Found()
    best, lead = scored[0], scored[0].score - (scored[1].score if len(scored) > 1 else 0)
    if len(scored) > 1 and not lead:
        return Found(None, best.score // 2, ("several",))
    is_sure = best.score >= SURE and lead >= LEAD
    return Found(best.customer, min(best.score, 100), best.reasons, best.shares, is_sure)


def in_exchange(
    customer: int, line: Line, openings: Openings, *, rate: Decimal, coins: tuple[Decimal, Decimal]
) -> list[tuple[int, Decimal, Decimal]]:
    """What money would settle of debts in another currency: for each how much of it goes, and how much it settles.

    `rate` is what one of its currency is worth in theirs, `coins` the smallest amounts of both.
    """
    worth = replace(line, amount=(line.amount * rate).quantize(coins[1], ROUND_HALF_UP))
    told, left = [], line.amount
    for key, owed in _shares(customer, worth, openings)[0] if worth.amount else ():
        taken, settled = exchanged(left, owed, rate, coins=coins)
        if taken and settled:
            told.append((key, taken.quantize(coins[0]), settled.quantize(coins[1])))
            left -= taken
    return told


def plain_name(name: str) -> str:
    """A name without blanks, widths and punctuation.

    >>> plain_name("杭州山月茶馆（有限合伙） ")
    '杭州山月茶馆有限合伙'
    """
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name).casefold())


def core_name(name: str) -> str:
    """A name without the words that say what kind of firm it is; nothing where too little is left to know it by.

    >>> core_name("山月茶馆有限公司"), core_name("张三")
    ('山月茶馆', '')
    """
    core = FORMS.sub("", plain_name(name))
    return core if len(core) >= 4 else ""


def numbers_in(remark: str) -> list[str]:
    """What in a remark may be the number of a document.

    >>> numbers_in("付S-1001货款,合同C2026-000012,发票 25332000000012345678")
    ['S-1001', 'C2026-000012', '25332000000012345678']
    """
    return [one.strip("-") for one in NUMBER.findall(unicodedata.normalize("NFKC", remark))]


def written(number: str) -> list[str]:
    """The ways in which our books may write a number that stands in a remark, the likeliest first.

    >>> written("so2026000012"), written("S-1001-2")
    (['so2026000012', 'SO2026000012', 'SO2026-000012'], ['S-1001-2', 'S-1001'])
    """
    large = number.upper()
    dashed = SERIES.sub(r"\1-\2", large)
    stems = [found[1] for one in (number, large, dashed) if (found := STEM.fullmatch(one))]
    return list(dict.fromkeys([number, large, dashed, *stems]))


def part_named(remark: str, one: Owed) -> str:
    """The word of a remark that points at this part of a plan: what the plan calls it, its place, first or last.

    >>> part_named("货款第二期", Owed(1, 7, Decimal(1), None, position=2))
    '第二期'
    """
    said = unicodedata.normalize("NFKC", remark)
    if len(one.condition) > 1 and one.condition in said:
        return one.condition
    nth = NTH.search(said)
    if nth and one.position == (DIGITS.find(nth[1]) + 1 or int(nth[1])):
        return nth[0]
    found = (one.position == 1 and FIRST.search(said)) or (one.is_last and LAST.search(said))
    return found[0] if found else ""


def _scored(customer: int, line: Line, openings: Openings) -> Found:
    evidence = [
        (line.named.get(customer, "number"), customer in line.numbers),
        ("account", customer in line.accounts),
        ("name", customer in line.names),
        ("alike", customer in line.alike and customer not in line.names),
    ]
    reasons = [word for word, holds in evidence if holds]
    shares, fit = _shares(customer, line, openings)
    if fit:
        reasons.append(fit if reasons else "only_amount")
    days = {one.key: one.due_on for one in openings.of(customer)}
    due_on = days.get(shares[0][0]) if shares else None
    if shares and reasons and (word := _part_of(customer, shares[0][0], line, openings)):
        reasons.append(f"part:{word}")
    if fit and due_on and abs((line.received_on - due_on).days) <= DAYS_AROUND:
        reasons.append("day")
    return Found(customer, sum(WEIGHTS[word.partition(":")[0]] for word in reasons), tuple(reasons), tuple(shares))


def _shares(customer: int, line: Line, openings: Openings) -> tuple[list[tuple[int, Decimal]], str]:
    """What the money would settle, and whether it fits exactly: "amount" of one, or "sum" of the first few."""
    mine = openings.of(customer)
    about = set(line.numbers.get(customer, ()))
    mine.sort(key=lambda one: (one.key not in about, not part_named(line.remark, one)))
    for one in mine:
        if one.amount == line.amount:
            return [(one.key, one.amount)], "amount"
    sums = list(accumulate(one.amount for one in mine[:MOST_SUMMED]))
    fit = "sum" if line.amount in sums[1:] else ""
    return _in_turn(line.amount, mine), fit


def _part_of(customer: int, key: int, line: Line, openings: Openings) -> str:
    return next((part_named(line.remark, one) for one in openings.of(customer) if one.key == key), "")


def _in_turn(amount: Decimal, mine: Sequence[Owed]) -> list[tuple[int, Decimal]]:
    shares = []
    for one in mine:
        if taken := min(amount, one.amount):
            shares.append((one.key, taken))
            amount -= taken
    return shares
