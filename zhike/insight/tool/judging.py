"""The measures that judge customers by rules and shares."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures import (
    Abc,
    Cohorts,
    Ladder,
    LadderRules,
    Lifecycle,
    LifecycleRules,
    PlainClv,
    Pyramid,
    Rfm,
    transitions,
    value_test,
)
from zhike.insight.measures.concentration import concentration, gini
from zhike.insight.measures.measure import Measure, Scored
from zhike.insight.measures.settings import settings_from
from zhike.insight.tool.calibrating import CALIBRATE, held_out_from
from zhike.insight.tool.declared import Asked, Declared, Option, listed
from zhike.insight.tool.orders import Orders
from zhike.insight.tool.outcome import Outcome
from zhike.insight.tool.problem import ToolProblem

NUMBERS_OF_CUSTOMERS = ("customer_id", "customer")
MOVING = ("rung", "stage", "tier")
SINCE = Option("since", date, "Tell who went from where to where since this day, in the table transitions.")
SET = Option("set", str, "Settings of the rules, as name=number,name=number.")


def outcome_of(measure: Measure, orders: Orders, asked: Asked) -> Outcome:
    """A measure over the facts of a file; where it judges customers, the file's own names stand for them.

    Asked ``since`` a day, it remembers the verdicts of that day and tells who went from where to where.
    """
    before = at_first(measure, orders, asked)
    scored = measure.fit(orders.facts, as_of=cast(date, asked.as_of), before=before)
    moved = {} if before is None else {"transitions": transitions(before, scored)}
    return Outcome(
        parameters={
            **scored.parameters,
            "formula_version": scored.formula_version,
            **(asked.given("since") if moved else {}),
        },
        warnings=scored.warnings,
        tables={name: with_names(table, orders) for name, table in scored.tables.items()} | moved,
        log_likelihood=scored.log_likelihood,
        customers=scored.customers or known(orders, asked),
        holdout=scored.holdout,
    )


def at_first(measure: Measure, orders: Orders, asked: Asked) -> Scored | None:
    """The verdicts on the day since which movement is asked for; None for measures that do not tell it."""
    since = asked.options.get("since") if measure.code in MOVING else None
    if since is None:
        return None
    if asked.as_of is None or since >= asked.as_of:
        raise ToolProblem(f"--since {since} is not before {asked.as_of}.")
    return measure.fit(orders.facts, as_of=since)


def with_names(table: pa.Table, orders: Orders) -> pa.Table:
    """The table with the file's names where numbers of customers stand."""
    for place, column in enumerate(table.schema):
        if column.name in NUMBERS_OF_CUSTOMERS and pa.types.is_integer(column.type):
            numbers = pc.subtract(table[column.name].combine_chunks(), 1)
            table = table.set_column(place, column.name, orders.customers.take(numbers))
    return table


def known(orders: Orders, asked: Asked) -> int:
    """The customers with a row before the day."""
    sql = "SELECT count(DISTINCT customer_id) AS customers FROM orders WHERE placed_on < :as_of"
    return int(orders.facts.query(sql, as_of=asked.as_of)["customers"][0].as_py())


def simple(measure: type[Measure], *options: str) -> Callable[[Orders, Asked], Outcome]:
    """A measure whose settings are options of the same names."""

    def run(orders: Orders, asked: Asked) -> Outcome:
        return outcome_of(measure(**asked.given(*options)), orders, asked)

    return run


def abc(orders: Orders, asked: Asked) -> Outcome:
    """Of products where the file names them, else of customers."""
    of: Any = asked.options.get("of") or ("product" if "product" in orders.reading.chosen else "customer")
    if of == "product" and "product" not in orders.reading.chosen:
        raise ToolProblem("ABC of products needs the column product; say which it is with --columns product=…")
    outcome = outcome_of(Abc(of=of, **asked.given("a_share", "b_share", "window_months")), orders, asked)
    values = next(iter(outcome.tables.values()))["value"].drop_null().to_numpy()
    return replace(
        outcome,
        parameters={**outcome.parameters, "gini": gini(values)},
        tables={**outcome.tables, "concentration": concentration(values)},
    )


def pyramid(orders: Orders, asked: Asked) -> Outcome:
    """By the usual shares, or by those given; where these are not four, tiers are numbered from the top."""
    given = asked.options.get("shares")
    if given is None:
        return outcome_of(Pyramid(), orders, asked)
    shares = listed(given, float, "shares")
    numbered = tuple(f"tier_{place}" for place in range(1, len(shares) + 1))
    labels = Pyramid.labels if len(shares) == len(Pyramid.labels) else numbered
    return outcome_of(Pyramid(shares=shares, labels=labels), orders, asked)


def by_rules(measure: Callable[..., Measure], rules: type[Any]) -> Callable[[Orders, Asked], Outcome]:
    """A measure whose rules may be settled with ``--set``."""

    def run(orders: Orders, asked: Asked) -> Outcome:
        settings = settings_from(rules, settled(asked.options.get("set") or "", rules))
        return outcome_of(measure(settings=settings), orders, asked)

    return run


def worth(orders: Orders, asked: Asked) -> Outcome:
    """Lifetime value by the plain formula; with ``calibrate_until`` of that day, and judged by what came since."""
    renamed = {"yearly_retention": "retention", "yearly_discount": "discount", "stated_margin": "margin"}
    settings = {ours: value for ours, theirs in renamed.items() if (value := asked.options.get(theirs)) is not None}
    measure = PlainClv(**settings, **asked.given("horizon_years", "first_payment"))
    if (begin := held_out_from(asked)) is None:
        return outcome_of(measure, orders, asked)
    test = value_test(measure, orders.facts, calibrate_until=begin, as_of=cast(date, asked.as_of))
    seen = outcome_of(measure, orders, replace(asked, as_of=begin))
    parameters = {**seen.parameters, "calibrate_until": asked.options["calibrate_until"]}
    return replace(seen, holdout=test.figures, tables={**seen.tables, **test.tables}, parameters=parameters)


def settled(text: str, rules: type[Any]) -> dict[str, Any]:
    """``new_days=60`` as the types the rules have."""
    kinds: dict[str, Any] = {setting.name: type(setting.default) for setting in fields(rules)}
    found = {}
    for part in filter(None, text.split(",")):
        name, _equals, value = (piece.strip() for piece in part.partition("="))
        try:
            found[name] = kinds.get(name, str)(value)
        except ValueError:
            raise ToolProblem(f"--set takes {name} as a number, not {value!r}.") from None
    return found


JUDGING = (
    Declared(
        "rfm",
        "How recently, how often and for how much each customer has bought.",
        simple(Rfm, "bins", "binning"),
        (
            Option("bins", int, "Steps of each score.  [default: 5]"),
            Option("binning", ("value", "rank"), "Cut by value, or equal numbers of customers.  [default: value]"),
        ),
        also_uses=("order",),
    ),
    Declared(
        "abc",
        "The few products or customers that bring most of the money.",
        abc,
        (
            Option("of", ("product", "customer"), "Of what.  [default: products where the file has them]"),
            Option("a_share", float, "Up to this share of the money it is A.  [default: 0.8]"),
            Option("b_share", float, "Up to this share it is B.  [default: 0.95]"),
            Option("window_months", int, "Only the last months.  [default: all]"),
        ),
        also_uses=("product", "order"),
        reads_lines=True,
    ),
    Declared(
        "clv",
        "What each customer is worth from now on, if the last year goes on.",
        worth,
        (
            CALIBRATE,
            Option("retention", float, "State the yearly retention.  [default: learned from the file]"),
            Option("discount", float, "What waiting a year costs.  [default: 0.1]"),
            Option("margin", float, "State the margin as a share of net sales.  [default: from costs]"),
            Option("horizon_years", int, "Count so many years.  [default: endless]"),
            Option("first_payment", ("end", "now"), "When the first year's margin comes.  [default: end]"),
        ),
        also_uses=("order", "cost"),
    ),
    Declared(
        "cohorts",
        "How many of a month's new customers buy again in the months after.",
        simple(Cohorts, "refunded"),
        (Option("refunded", ("leave", "stay"), "Who gave back their only order.  [default: leave]"),),
        also_uses=("order",),
    ),
    Declared(
        "ladder",
        "Eight rungs of loyalty, from lost to advocate, with the reason for each.",
        by_rules(Ladder, LadderRules),
        (SET, SINCE),
        also_uses=("order", "cost"),
    ),
    Declared(
        "pyramid",
        "A small top of customers that carries the firm, and the broad rest.",
        pyramid,
        (Option("shares", str, "Shares of customers from the top.  [default: 0.01,0.04,0.15,0.8]"), SINCE),
        also_uses=("order", "cost"),
    ),
    Declared(
        "lifecycle",
        "The stage of each customer's life: prospect, new, active, loyal, lost.",
        by_rules(Lifecycle, LifecycleRules),
        (SET, SINCE),
        also_uses=("order",),
    ),
)
