"""How the country is covered: customers, money and care by region, drawn as a grid of provinces, and what is white."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from zhike.customers.models import Customer
from zhike.kit.access.models import Team
from zhike.kit.access.rows import rows
from zhike.look.charts import Drawing
from zhike.look.charts.sheet import Sheet
from zhike.look.format import money, number
from zhike.planning.rules import SHORT, TILES, province
from zhike.planning.territories import rules
from zhike.sales.models import Order
from zhike.work.models import Call, Task, Visit

LONG = 90  # days without a contact
SIDE, GAP, ROOMY = 74, 4, 50
WARMEST = 10
FADED = 0.3  # the warmth from which soft words could no longer be read
#: What counts as a contact, and when it was.
CONTACTS: tuple[tuple[Any, str], ...] = ((Task, "done_at"), (Call, "started_at"), (Visit, "checked_in_at"))


@dataclass
class Region:
    """One region: customers, those without an owner, money of twelve months, and when somebody last did something."""

    name: str
    customers: int = 0
    unowned: int = 0
    amount: Decimal = Decimal(0)
    last_on: date | None = None
    teams: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{reverse('kit:list', args=['customers'])}?{urlencode({'region': self.name})}"

    def silent(self, *, on: date) -> int | None:
        """Days since somebody was last in contact; None where nobody ever was."""
        return (on - self.last_on).days if self.last_on else None

    def is_white(self, *, on: date) -> bool:
        """Whether there is something to win and nobody at it: most without an owner, or no contact for long."""
        quiet = self.silent(on=on)
        return bool(self.customers) and (self.unowned * 2 > self.customers or quiet is None or quiet > LONG)


@dataclass(frozen=True, kw_only=True)
class Map(Drawing):
    """A square for each province, as warm as its value; `told` are triples of warmth, words and an address."""

    told: dict[str, tuple[float, str, str]]

    def draw(self, width: int) -> Sheet:
        across, down = (1 + max(place[axis] for place in TILES.values()) for axis in (0, 1))
        side = min(SIDE, width / across)
        sheet = Sheet(round(side * across), round(side * down))
        for name, (column, row) in TILES.items():
            warmth, words, to = self.told.get(name, (0.0, "", ""))
            tone = f"h{round(WARMEST * warmth)}" if words else "h0"
            x, y = side * column, side * row
            title = f"{name} · {words}" if words else name
            sheet.rect(x, y, side - GAP, side - GAP, tone=tone, title=title, to=to)
            middle, is_roomy = x + (side - GAP) / 2, side > ROOMY
            sheet.text(middle, y + side * (0.42 if is_roomy else 0.58), name if is_roomy else SHORT[name], tone="in")
            if words and is_roomy:
                sheet.text(middle, y + side * 0.72, words, tone="in" if warmth > FADED else "soft")
        return sheet


def regions(*, by: Any, today: date) -> list[Region]:
    """Every region with customers in sight, those with most money first."""
    found: dict[str, Region] = {}
    seen = rows(Customer, by=by).exclude(region="").exclude(kind__in=("supplier", "competitor")).order_by()
    for name, count, unowned in seen.values_list("region").annotate(
        Count("pk"), unowned=Count("pk", filter=Q(owner=None))
    ):
        found[name] = Region(name, count, unowned)
    orders = rows(Order, by=by).filter(placed_on__gt=today - timedelta(days=365), currency=settings.CURRENCY).order_by()
    for name, amount in orders.values_list("customer__region").annotate(Sum("total")):
        if name in found:
            found[name].amount = amount
    latest = [_latest(rows(model, by=by), moment) for model, moment in CONTACTS]
    for name, last in latest[0].union(*latest[1:], all=True):
        if name in found:
            found[name].last_on = max(found[name].last_on or date.min, localdate(last))
    for name, teams in _teams(found, by=by).items():
        found[name].teams = sorted(teams)
    return sorted(found.values(), key=lambda one: (-one.amount, one.name))


def _teams(names: Collection[str], *, by: Any) -> dict[str, set[str]]:
    """The teams of regions: those whose territory they are, and those that a rule in use gives them to."""
    told: dict[str, set[str]] = {name: set() for name in names}
    for team in Team.objects.all():
        for name in told.keys() & set(team.regions):
            told[name].add(team.name)
    for rule in rules(by=by):
        whose = rule.team or (rule.owner.team if rule.owner else None)
        if whose:
            for name in (name for name in names if name.startswith(rule.region_names)):
                told[name].add(whose.name)
    return told


def _latest(some: QuerySet[Any], moment: str) -> QuerySet[Any, tuple[str, datetime]]:
    """When the last of these was, by region."""
    done = some.filter(**{f"{moment}__isnull": False}).order_by()
    return done.values_list("customer__region").annotate(Max(moment))


def drawn(some: Sequence[Region], *, by_what: str, today: date) -> Map:
    """The map, coloured by `customers`, `amount` or `silence`: by the root, so that the small differ too."""
    by_province: dict[str, list[Region]] = {}
    for one in some:
        if name := province(one.name):
            by_province.setdefault(name, []).append(one)
    values = {name: _value(regions, by_what, today) for name, regions in by_province.items()}
    most = max((value for value in values.values() if value is not None), default=1.0) or 1.0
    told = {
        name: (sqrt((value or 0.0) / most), _words(value, by_what), by_province[name][0].url)
        for name, value in values.items()
    }
    return Map(label=_("Coverage by province"), says=_("The same figures stand in the table below."), told=told)


def untouched(some: Sequence[Region]) -> list[str]:
    """Provinces without a single customer in sight."""
    known = {province(one.name) for one in some}
    return [name for name in TILES if name not in known]


def _value(some: Sequence[Region], by_what: str, today: date) -> float | None:
    if by_what == "amount":
        return max(float(sum(one.amount for one in some)), 0.0)
    if by_what == "silence":
        quiet = [days for one in some if (days := one.silent(on=today)) is not None]
        return float(min(quiet)) if quiet else None
    return float(sum(one.customers for one in some))


def _words(value: float | None, by_what: str) -> str:
    if value is None:
        return _("never")
    if by_what == "amount":
        return money(round(value))
    return _("%(n)s d") % {"n": number(value)} if by_what == "silence" else number(value)
