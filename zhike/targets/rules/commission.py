"""What a sale or a receipt earns the one who made it, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Rate:
    """A percentage paid from a share of the target on (100 is all of it); of one category, or of all (``""``)."""

    percent: Decimal
    above: Decimal = Decimal(0)
    category: str = ""


@dataclass(frozen=True)
class Base:
    """An amount that may earn something: of which document, of which category. Returns are negative."""

    key: str
    amount: Decimal
    category: str = ""


@dataclass(frozen=True)
class Line:
    """One line of a statement: so much of a document, at this rate, because the target was reached that far."""

    key: str
    category: str
    amount: Decimal
    percent: Decimal
    share: Decimal | None
    earned: Decimal


def lines(bases: Sequence[Base], rates: Sequence[Rate], *, asked: Decimal | None, marginal: bool) -> list[Line]:
    """The statement of one person for one period: amounts in the order they came, what each earned.

    Not `marginal`: the share of the target reached at the end of the period decides the rate of every amount.
    `marginal`: each step is paid at its own rate, and an amount that crosses a step is cut there. Without a target
    only rates from the first yuan on apply.
    """
    if not asked:
        first = [rate for rate in rates if not rate.above]
        return [_line(base, base.amount, first, None) for base in bases]
    if not marginal:
        share = 100 * sum((base.amount for base in bases), Decimal(0)) / asked
        return [_line(base, base.amount, _reached(rates, share), share) for base in bases]
    return list(_cut(bases, rates, asked))


def total(some: Iterable[Line]) -> Decimal:
    """What a statement comes to."""
    return sum((line.earned for line in some), Decimal(0))


def _cut(bases: Sequence[Base], rates: Sequence[Rate], asked: Decimal) -> Iterator[Line]:
    """Amounts cut at the steps. What is given back goes down the steps again, at the rates it was paid by."""
    steps = sorted({rate.above * asked / 100 for rate in rates} | {Decimal(0)})
    so_far = Decimal(0)
    for base in bases:
        for piece_from, piece_to in _pieces(so_far, so_far + base.amount, steps):
            low = min(piece_from, piece_to)
            yield _line(base, piece_to - piece_from, _reached(rates, 100 * low / asked), 100 * low / asked)
        so_far += base.amount


def _pieces(begin: Decimal, end: Decimal, steps: Sequence[Decimal]) -> list[tuple[Decimal, Decimal]]:
    low, high = min(begin, end), max(begin, end)
    marks = [low, *(step for step in steps if low < step < high), high]
    pieces = list(pairwise(marks))
    return pieces if begin <= end else [(to, frm) for frm, to in reversed(pieces)]


def _reached(rates: Sequence[Rate], share: Decimal) -> list[Rate]:
    """The rates in force at a share of the target: of each category the highest step reached."""
    found: dict[str, Rate] = {}
    for rate in sorted(rates, key=lambda rate: rate.above):
        if rate.above <= max(share, Decimal(0)):
            found[rate.category] = rate
    return list(found.values())


def _line(base: Base, amount: Decimal, rates: Sequence[Rate], share: Decimal | None) -> Line:
    """One line; a rate of the category itself comes before that of all."""
    by_category = {rate.category: rate.percent for rate in rates}
    percent = by_category.get(base.category, by_category.get("", Decimal(0)))
    earned = (amount * percent / 100).quantize(CENT, ROUND_HALF_UP)
    return Line(base.key, base.category, amount, percent, share, earned)
