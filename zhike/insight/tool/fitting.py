"""The measures that fit models, and those that stand on them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast

from zhike.insight.measures import (
    BgNbd,
    BgNbdForecast,
    Churn,
    Contribution,
    CustomerEquity,
    FittedClv,
    GammaGamma,
    MbgNbd,
    MbgNbdForecast,
    ParetoNbd,
    ParetoNbdForecast,
    Repeats,
    SpendForecast,
    SpendTest,
    Survival,
    ValueMatrix,
    back_test,
    spend_test,
)
from zhike.insight.measures.lifetime.model import PurchaseModel
from zhike.insight.tool.calibrating import CALIBRATE, held_out_from
from zhike.insight.tool.declared import Asked, Declared, Option, options_of, settings_of
from zhike.insight.tool.judging import outcome_of, with_names
from zhike.insight.tool.orders import Orders
from zhike.insight.tool.outcome import Outcome

UNIT = Option("unit", ("day", "week"), "Unit of time of the fit.  [default: week]")


def fitted(measure: type[Any], model: type[Any]) -> Callable[[Orders, Asked], Outcome]:
    """A model of repeat buying."""

    def run(orders: Orders, asked: Asked) -> Outcome:
        made = measure(**settings_of(measure, asked, "calibrate_until"))
        return tested(made, model(minimum_repeaters=made.minimum_repeaters, penalty=made.penalty), orders, asked)

    return run


def tested(measure: Any, model: PurchaseModel, orders: Orders, asked: Asked) -> Outcome:
    """A measure that stands on a model; with ``calibrate_until`` it sees nothing later, and is judged by what came."""
    if (begin := held_out_from(asked)) is None:
        return outcome_of(measure, orders, asked)
    seen = outcome_of(measure, orders, replace(asked, as_of=begin))
    days = {"calibrate_until": begin, "as_of": cast(date, asked.as_of)}
    test = back_test(model, orders.facts, **days, unit=measure.unit, seed=measure.seed)
    tables = {**seen.tables, **{name: with_names(table, orders) for name, table in test.tables.items()}}
    parameters = {**seen.parameters, "calibrate_until": asked.options["calibrate_until"]}
    return replace(seen, holdout=test.figures, tables=tables, parameters=parameters)


def spending(orders: Orders, asked: Asked) -> Outcome:
    """What a purchase brings; with ``calibrate_until`` from nothing later, and judged by what came."""
    measure = SpendForecast(**settings_of(SpendForecast, asked, "calibrate_until"))
    if (begin := held_out_from(asked)) is None:
        return outcome_of(measure, orders, asked)
    seen = outcome_of(measure, orders, replace(asked, as_of=begin))
    test = spends_tested(measure, orders, asked, begin)
    parameters = {**seen.parameters, "calibrate_until": asked.options["calibrate_until"]}
    return replace(seen, holdout=test.figures, tables={**seen.tables, **test.tables}, parameters=parameters)


def spends_tested(measure: SpendForecast | FittedClv, orders: Orders, asked: Asked, begin: date) -> SpendTest:
    """The model of spend under a measure, judged by what came from a day on."""
    model = GammaGamma(minimum_repeaters=measure.minimum_repeaters, penalty=measure.penalty)
    return spend_test(model, orders.facts, calibrate_until=begin, as_of=cast(date, asked.as_of))


def worth(orders: Orders, asked: Asked) -> Outcome:
    """The value of a lifetime by fitted models; with ``calibrate_until`` purchases and their money are judged."""
    measure = FittedClv(**settings_of(FittedClv, asked, "calibrate_until"))
    found = tested(measure, measure.buying_model, orders, asked)
    if (begin := held_out_from(asked)) is None:
        return found
    test = spends_tested(measure, orders, asked, begin)
    buying = measure.buying_model.fit(Repeats.read(orders.facts, as_of=begin, unit=measure.unit))
    return replace(found, holdout={**(found.holdout or {}), **test.with_purchases(buying, unit=measure.unit)})


def standing_on_worth(measure: type[Any]) -> Callable[[Orders, Asked], Outcome]:
    """A measure that stands on the value of a lifetime, whose settings are options too."""

    def run(orders: Orders, asked: Asked) -> Outcome:
        below = FittedClv(**settings_of(FittedClv, asked, "calibrate_until"))
        return outcome_of(measure(worth=below, **settings_of(measure, asked, "calibrate_until")), orders, asked)

    return run


def plainly(measure: type[Any]) -> Callable[[Orders, Asked], Outcome]:
    """A measure whose settings are its options."""

    def run(orders: Orders, asked: Asked) -> Outcome:
        return outcome_of(measure(**settings_of(measure, asked, "calibrate_until")), orders, asked)

    return run


def a_fit(name: str, meaning: str, measure: type[Any], model: type[Any]) -> Declared:
    """The declaration of a model of repeat buying."""
    options = (UNIT, CALIBRATE, *options_of(measure, "unit", "calibrate_until"))
    return Declared(name, meaning, fitted(measure, model), options)


WORTH = options_of(FittedClv, "calibrate_until")
FITTING = (
    a_fit("bgnbd", "Purchases to come, if customers may leave after a repeat purchase.", BgNbdForecast, BgNbd),
    a_fit("mbgnbd", "Purchases to come, if customers may leave after any purchase.", MbgNbdForecast, MbgNbd),
    a_fit("paretonbd", "Purchases to come, if customers may leave at any time.", ParetoNbdForecast, ParetoNbd),
    Declared(
        "gammagamma",
        "What a coming purchase of each customer brings.",
        spending,
        (UNIT, CALIBRATE, *options_of(SpendForecast)),
    ),
    Declared(
        "lifetime",
        "What each customer is worth from now on, by fitted models, with bands.",
        worth,
        (CALIBRATE, *WORTH),
        also_uses=("cost",),
    ),
    Declared(
        "equity",
        "What all customers together are worth, and what has changed it.",
        standing_on_worth(CustomerEquity),
        (*WORTH, *options_of(CustomerEquity)),
        also_uses=("cost",),
    ),
    Declared(
        "matrix",
        "Present against potential value: four cells, each with a policy.",
        standing_on_worth(ValueMatrix),
        (*WORTH, *options_of(ValueMatrix)),
        also_uses=("cost",),
    ),
    Declared(
        "contribution",
        "What customers bring after goods, orders and service.",
        plainly(Contribution),
        options_of(Contribution),
        also_uses=("order", "cost"),
    ),
    Declared(
        "survival",
        "How long it takes until customers buy again, or fall silent.",
        plainly(Survival),
        options_of(Survival),
    ),
    Declared(
        "churn",
        "What was lost: customers, money, share of the market, place beside the rival.",
        plainly(Churn),
        options_of(Churn),
    ),
)
