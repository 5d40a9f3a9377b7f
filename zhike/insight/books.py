"""The rule books: which settings of each measure are in force, and the measure they make."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from zhike.insight.measures.abc import Abc
from zhike.insight.measures.clv import PlainClv
from zhike.insight.measures.ladder import Ladder
from zhike.insight.measures.ladder_rules import LadderRules
from zhike.insight.measures.lifecycle import Lifecycle, LifecycleRules
from zhike.insight.measures.measure import Measure, plain
from zhike.insight.measures.pyramid import Pyramid
from zhike.insight.measures.rfm import Rfm
from zhike.insight.measures.settings import settings_from
from zhike.insight.models import RuleBook
from zhike.kit.models import Staff

Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Book:
    """A measure that is settled by rules: the settings it starts with, and how settings make it.

    `build` raises MeasureRefused for settings that make no sense.
    """

    defaults: Settings
    build: Callable[[Settings], Measure]


BOOKS = {
    "ladder": Book(plain(vars(LadderRules())), lambda given: Ladder(settings=settings_from(LadderRules, given))),
    "pyramid": Book(
        {"shares": [0.01, 0.04, 0.15, 0.8], "value": "margin_12m"},
        lambda given: Pyramid(shares=tuple(given["shares"]), value=given["value"]),
    ),
    "rfm": Book({"bins": 5, "binning": "value"}, lambda given: Rfm(**given)),
    "abc": Book({"a_share": 0.8, "b_share": 0.95, "of": "customer", "window_months": 12}, lambda given: Abc(**given)),
    "lifecycle": Book(
        plain(vars(LifecycleRules())), lambda given: Lifecycle(settings=settings_from(LifecycleRules, given))
    ),
    # Customers of a tier stay alike, so lifetime value learns from the pyramid in force.
    "clv": Book(
        {"yearly_discount": 0.1, "horizon_years": None, "first_payment": "end"},
        lambda given: PlainClv(pyramid=cast(Pyramid, measure_of(in_force("pyramid"))), **given),
    ),
}


def in_force(name: str) -> RuleBook:
    """The newest version of a measure's settings; the first use writes the defaults down as version 1."""
    newest = looked_at(name)
    if newest.pk is None:
        newest, _made = RuleBook.objects.get_or_create(
            measure=name,
            version=1,
            defaults={"settings": newest.settings, "made_by": Staff.objects.robot("insight")},
        )
    return newest


def looked_at(name: str) -> RuleBook:
    """The same for who only looks: where nothing has used it yet, the defaults, and nothing is written down."""
    newest = RuleBook.objects.filter(measure=name).order_by("-version").first()
    return newest or RuleBook(measure=name, version=1, settings=dict(BOOKS[name].defaults))


def measure_of(book: RuleBook) -> Measure:
    """The measure that a version of settings makes."""
    return BOOKS[book.measure].build(book.settings)
