"""The rule books: which settings of each measure are in force, and the measure they make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, cast

from django.db.models import Q
from django.utils import timezone

from zhike.insight.measures.abc import Abc
from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.churn_risk import ChurnRisk
from zhike.insight.measures.clv import PlainClv
from zhike.insight.measures.equity.matrix import ValueMatrix
from zhike.insight.measures.ladder import Ladder
from zhike.insight.measures.ladder_rules import LadderRules
from zhike.insight.measures.lifecycle import Lifecycle, LifecycleRules
from zhike.insight.measures.lifetime.by_kind import ClvByKind
from zhike.insight.measures.loyalty import LoyaltyKpis
from zhike.insight.measures.measure import Measure, plain
from zhike.insight.measures.pyramid import Pyramid
from zhike.insight.measures.rfm import Rfm, RfmCuts
from zhike.insight.measures.settings import settings_from
from zhike.insight.measures.signals import Signals
from zhike.insight.measures.staying import Churn
from zhike.insight.models import RuleBook
from zhike.insight.risk_classes import RiskClasses
from zhike.kit.models import Staff

Settings = Mapping[str, Any]
SETTLED_SIGNALS = (
    "days", "history_days", "duplicate_days", "plan_days", "split_days", "near", "least_lines", "discount_gap", "steep",
    "threshold", "burst_days", "burst_over", "burst_z", "least_strength", "per_day",
)  # fmt: skip
MOST_YEARS = 50  # that a value is added up over, where an end is set


@dataclass(frozen=True)
class Book:
    """A measure that is settled by rules: the settings it starts with, and how settings make it.

    `build` raises MeasureRefused for settings that make no sense.
    """

    defaults: Settings
    build: Callable[[Settings], Any]


BOOKS = {
    "ladder": Book(plain(vars(LadderRules())), lambda given: Ladder(settings=settings_from(LadderRules, given))),
    "pyramid": Book(
        {"shares": [0.01, 0.04, 0.15, 0.8], "value": "margin_12m"},
        lambda given: Pyramid(shares=tuple(given["shares"]), value=given["value"]),
    ),
    "rfm": Book({"bins": 5, "binning": "value"}, lambda given: _rfm(**given)),
    "abc": Book({"a_share": 0.8, "b_share": 0.95, "of": "customer", "window_months": 12}, lambda given: Abc(**given)),
    "lifecycle": Book(
        plain(vars(LifecycleRules())), lambda given: Lifecycle(settings=settings_from(LifecycleRules, given))
    ),
    # Customers of a tier stay alike, so lifetime value learns from the pyramid in force.
    "clv": Book(
        {"yearly_discount": 0.1, "horizon_years": None, "first_payment": "end"},
        lambda given: PlainClv(pyramid=cast(Pyramid, measure_of(in_force("pyramid"))), **given),
    ),
    "churn": Book(
        {"periods": 4, "months": 3, "patience": 3.0, "default_gap": 180},
        lambda given: Churn(**given),
    ),
    "churn_risk": Book(
        {"horizon_days": 91, "active_days": 365, **plain(vars(RiskClasses()))},
        lambda given: ChurnRisk(**RiskClasses.split(given)[1]),
    ),
    "lifetime": Book({"yearly_discount": 0.1, "horizon_years": None}, lambda given: _lifetime(**given)),
    "matrix": Book({"present_cut": None, "potential_cut": None}, lambda given: _matrix(**given)),
    # The limits that papers may be split below are those of the approval rules.
    "signals": Book(
        {one.name: one.default for one in fields(Signals) if one.name in SETTLED_SIGNALS},
        lambda given: Signals(**given),
    ),
    # What is aimed at: figures are compared with it where they are shown, so that a new target needs no computation.
    "loyalty": Book({}, lambda given: LoyaltyKpis(targets=given)),
    # What is known of the market, by quarter: no rule, but kept like one, with who said it and when.
    "market": Book({}, lambda _given: Churn()),
}


def in_force(name: str, *, on: date | None = None) -> RuleBook:
    """The rules of a measure on a day, by default today; the first use writes the defaults down as version 1."""
    found = looked_at(name, on=on)
    if found.pk is None:
        found, _made = RuleBook.objects.get_or_create(
            measure=name,
            version=1,
            defaults={"settings": found.settings, "made_by": Staff.objects.robot("insight")},
        )
    return found


def looked_at(name: str, *, on: date | None = None) -> RuleBook:
    """The same for who only looks: where nothing has used it yet, the defaults, and nothing is written down."""
    come = Q(effective_from=None) | Q(effective_from__lte=on or timezone.localdate())
    found = RuleBook.objects.filter(come, measure=name).order_by("-version").first()
    return _complete(found) or RuleBook(measure=name, version=1, settings=dict(BOOKS[name].defaults))


def newest(name: str) -> RuleBook:
    """The last version that was published, also where its day is still to come: what the next one is made from."""
    return _complete(RuleBook.objects.filter(measure=name).order_by("-version").first()) or looked_at(name)


def version_of(name: str, label: str) -> RuleBook | None:
    """A version by the name that evidence gives it; None where there is no such version."""
    number = label.removeprefix("v")
    return _complete(RuleBook.objects.filter(measure=name, version=number).first()) if number.isdecimal() else None


def measure_of(book: RuleBook) -> Measure:
    """The measure that a version of settings makes."""
    return cast(Measure, BOOKS[book.measure].build(book.settings))


def cuts_of(given: Settings) -> tuple[float, float] | None:
    """The borders of the value matrix; none where they move with the middles."""
    both = given["present_cut"], given["potential_cut"]
    if (both[0] is None) != (both[1] is None):
        raise MeasureRefused(_("Set both borders of the value matrix, or neither."))
    return None if both[0] is None else both


def complete(measure: str, settings: Settings) -> dict[str, Any]:
    """The settings of a version with what was no setting yet when it was written, as it went by then."""
    return {**BOOKS[measure].defaults, **settings}


def _complete(book: RuleBook | None) -> RuleBook | None:
    if book is not None:
        book.settings = complete(book.measure, book.settings)
    return book


def _lifetime(*, horizon_years: int | None, **given: Any) -> ClvByKind:
    """A future that is still told year by year."""
    if horizon_years is not None and horizon_years > MOST_YEARS:
        raise MeasureRefused(_("A horizon has at most %(most)s years."), most=MOST_YEARS)
    return ClvByKind(horizon_years=horizon_years, **given)


def _matrix(**given: Any) -> ValueMatrix:
    """What is to come is worth what the rules of lifetime value in force say."""
    return ValueMatrix(worth=cast(ClvByKind, measure_of(looked_at("lifetime"))), cuts=cuts_of(given))


def _rfm(*, cuts: Settings | None = None, **given: Any) -> Rfm:
    """With fixed thresholds as they are kept: three lists of numbers."""
    fixed = {name: tuple(values) for name, values in cuts.items()} if cuts else None
    return Rfm(cuts=RfmCuts(**fixed, version="rules") if fixed else None, **given)
