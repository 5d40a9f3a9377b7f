"""Over which days a cube is asked: the last twelve months, a year, from a day to a day, or everything."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.cubes.times import months_before, years_before
from zhike.kit.refusal import Refusal

USUAL = "12m"
WORDS = {
    "12m": gettext_lazy("last 12 months"),
    "24m": gettext_lazy("last 24 months"),
    "this-year": gettext_lazy("this year"),
    "last-year": gettext_lazy("last year"),
    "all": gettext_lazy("all time"),
}


@dataclass(frozen=True)
class Window:
    """The days from `first` to the last before `end`; `first` is None where there is no beginning."""

    code: str
    first: date | None
    end: date

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.end - timedelta(days=1)

    def earlier(self, *, years: int = 0, months: int = 0, days: int = 0) -> "Window":
        """The same window so much earlier."""
        back = lambda day: months_before(years_before(day, years), months) - timedelta(days=days)  # noqa: E731
        return Window("", self.first and back(self.first), back(self.end))


def window(code: str, *, end: date) -> Window:
    """What an address asks for; `end` is the first day that is not known any more.

    Months are whole: the last twelve are the present one, as far as it goes, and the eleven before.

    >>> window("12m", end=date(2026, 11, 22)).first
    datetime.date(2025, 12, 1)
    """
    code = code or USUAL
    last = end - timedelta(days=1)
    if code in ("12m", "24m"):
        return Window(code, months_before(last.replace(day=1), int(code[:2]) - 1), end)
    if code == "this-year":
        return Window(code, date(last.year, 1, 1), end)
    if code == "last-year":
        return Window(code, date(last.year - 1, 1, 1), date(last.year, 1, 1))
    return Window(code, None, end) if code == "all" else _between(code)


def _between(code: str) -> Window:
    first, _dots, last = code.partition("..")
    try:
        found = Window(code, date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
    except (ValueError, OverflowError):
        raise Refusal(_("“%(window)s” is no span of days.") % {"window": code[:40]}, field="window") from None
    if found.first is None or found.first >= found.end or found.first.year < 1900:
        raise Refusal(_("The first day comes after the last one. Swap them."), field="window")
    return found
