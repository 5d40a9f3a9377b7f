"""What is taken off the prices of a quote, line by line and altogether."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from zhike.catalog.rules import discount, hundredths
from zhike.sales import listing, options
from zhike.sales.models import Quote, QuoteLine


@dataclass(frozen=True)
class Measured:
    """A line beside what the price lists ask for a piece of it, tax included, in the currency of the quote."""

    line: QuoteLine
    on_lists: Decimal | None

    @property
    def full(self) -> Decimal:
        """What its discount is measured against: the list price that was typed, or that of the lists if it is more.

        A list price typed lower is a discount as well.
        """
        return max(self.line.list_price, self.on_lists or Decimal(0))

    @property
    def taken(self) -> Decimal:
        """What is taken off in percent, with the discount on all."""
        return hundredths(discount(self.full, self.line.unit_price))

    @property
    def is_other(self) -> bool:
        """Whether the list price that was typed is not that of the price lists."""
        return self.on_lists is not None and self.on_lists != self.line.list_price

    @property
    def is_below(self) -> bool:
        """Whether it is less, so that the price lists are what the discount is measured against."""
        return self.full != self.line.list_price


class Taken(NamedTuple):
    """What is taken off altogether in percent: of `full`, when `asked` is asked.

    `letter` is the alternative with which that is most, `by_lists` whether price lists made `full` more than was typed.
    """

    percent: Decimal
    full: Decimal
    asked: Decimal
    letter: str = ""
    by_lists: bool = False
    with_options: bool = False


class Most(NamedTuple):
    """The most that a customer may come to owe, in the currency of the quote, and with what that is."""

    amount: Decimal
    letter: str = ""
    with_options: bool = False


def measured(quote: Quote, lines: Iterable[QuoteLine]) -> list[Measured]:
    """Lines of a quote, which may be unsaved, beside what the price lists say of them."""
    some = list(lines)
    return [Measured(line, price) for line, price in zip(some, listing.on_lists(quote, some), strict=True)]


def taken_off(some: Iterable[Measured]) -> Taken:
    """What is taken off altogether: with all options, and with the alternative with which it is most."""
    lines = [one for one in some if one.line.may_count]
    letters = options.letters(one.line for one in lines) or [""]
    return max((_taken(lines, letter) for letter in letters), key=lambda taken: taken.percent)


def most_of(lines: Iterable[QuoteLine]) -> Most:
    """What lines may come to: with all options, and with the dearest alternative."""
    some = [line for line in lines if line.may_count]
    with_options = any(line.part == QuoteLine.Part.OPTIONAL for line in some)
    sums = {
        letter: sum((line.amount for line in some if not line.is_alternative or line.part == letter), Decimal(0))
        for letter in options.letters(some) or [""]
    }
    letter = max(sums, key=lambda letter: sums[letter])
    return Most(sums[letter], letter.upper(), with_options)


def _taken(lines: Iterable[Measured], letter: str) -> Taken:
    some = [one for one in lines if not one.line.is_alternative or one.line.part == letter]
    full = sum((one.line.quantity * one.full for one in some), Decimal(0))
    asked = sum((one.line.quantity * one.line.unit_price for one in some), Decimal(0))
    by_lists = any(one.is_below for one in some)
    with_options = any(one.line.part == QuoteLine.Part.OPTIONAL for one in some)
    return Taken(hundredths(discount(full, asked)), full, asked, letter.upper(), by_lists, with_options)
