"""Which backups stay."""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import NamedTuple


class Keep(NamedTuple):
    """How many days, weeks and months have a backup kept of each."""

    days: int = 7
    weeks: int = 4
    months: int = 12


def kept(moments: Sequence[datetime], *, keep: Keep) -> set[datetime]:
    """The moments whose backups stay: the latest of each of the last days, weeks and months that have one.

    Of the latest day all stay, whatever the numbers say.
    """
    newest = sorted(moments, reverse=True)
    return {
        *(moment for moment in newest if moment.date() == newest[0].date()),
        *latest_of_each(newest, lambda at: at.date(), keep.days),
        *latest_of_each(newest, lambda at: at.isocalendar()[:2], keep.weeks),
        *latest_of_each(newest, lambda at: (at.year, at.month), keep.months),
    }


def latest_of_each(newest: Sequence[datetime], span: Callable[[datetime], Hashable], many: int) -> list[datetime]:
    """The latest moment of each span, for the last spans that have one."""
    firsts: dict[Hashable, datetime] = {}
    for moment in newest:
        firsts.setdefault(span(moment), moment)
    return list(firsts.values())[:many]
