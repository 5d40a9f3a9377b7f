"""The days a calendar shows: a month in whole weeks, a week from its Monday, one day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhike.kit.refusal import Refusal
from zhike.look.format import long_date

KINDS = ("month", "week", "day")
EARLIEST, LATEST = 1900, 2200  # years


@dataclass(frozen=True)
class Span:
    """A month, a week or a day, by its first day."""

    kind: str
    first: date

    @property
    def days(self) -> list[date]:
        """Every day on the page."""
        if self.kind == "day":
            return [self.first]
        monday = self.first - timedelta(days=self.first.weekday())
        last = monday + timedelta(days=6) if self.kind == "week" else self.beside(1).first - timedelta(days=1)
        return [monday + timedelta(days=n) for n in range((last - monday).days // 7 * 7 + 7)]

    def beside(self, step: int) -> "Span":
        """The one before (-1) or after (1)."""
        if self.kind == "month":
            return Span("month", (self.first + timedelta(days=31 if step > 0 else -1)).replace(day=1))
        return Span(self.kind, self.first + timedelta(days=step * (7 if self.kind == "week" else 1)))

    @property
    def words(self) -> str:
        """The span as people say it."""
        if self.kind == "month":
            return str(date_format(self.first, "YEAR_MONTH_FORMAT"))
        if self.kind == "day":
            return long_date(self.first)
        return f"{self.days[0]:%Y-%m-%d} – {self.days[-1]:%m-%d}"

    @property
    def said(self) -> str:
        """How an address says it."""
        return f"{self.kind}={self.first:%Y-%m}" if self.kind == "month" else f"{self.kind}={self.first}"


def span(kind: str, day: date) -> Span:
    """The span of a kind in which a day lies."""
    if kind == "month":
        return Span("month", day.replace(day=1))
    return Span(kind, day - timedelta(days=day.weekday()) if kind == "week" else day)


def asked(params: dict[str, str], *, today: date) -> Span:
    """What an address asks to see: the present month where it does not say. Raises Refusal."""
    kind = next((name for name in KINDS if params.get(name)), "month")
    said = params.get(kind, "")
    try:
        day = date.fromisoformat(f"{said}-01" if kind == "month" else said) if said else today
        if not EARLIEST <= day.year <= LATEST:
            raise ValueError(day)
    except ValueError:
        raise Refusal(_("“%(day)s” is no day of a calendar.") % {"day": said[:20]}) from None
    return span(kind, day)
