"""The measures that look for patterns: what goes together, who is alike, what comes next, what is odd or owed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.ageing import Ageing
from zhike.insight.measures.anomalies import Anomalies
from zhike.insight.measures.baskets import Baskets, entries_of_lines
from zhike.insight.measures.cautions import Caution, say
from zhike.insight.measures.churn_risk import ChurnRisk
from zhike.insight.measures.clusters import Clusters
from zhike.insight.measures.forecast import SalesForecast
from zhike.insight.measures.forecast.calendar import Calendar, Frequency
from zhike.insight.measures.found import Found
from zhike.insight.measures.loyalty import LoyaltyKpis
from zhike.insight.measures.recommend import NextProduct
from zhike.insight.measures.signals import Signals
from zhike.insight.tool.baskets import DAYS_FOR, OF_DAYS, found_in
from zhike.insight.tool.declared import Asked, Declared, Option, options_of, settings_of
from zhike.insight.tool.judging import known, with_names
from zhike.insight.tool.orders import Orders
from zhike.insight.tool.outcome import Outcome
from zhike.insight.tool.periods import day_after_last, frequency_of, periods_of
from zhike.insight.tool.problem import ToolProblem
from zhike.insight.tool.reading import Reading
from zhike.insight.tool.shapes import BASKETS, INVOICES, PAPERS, SERIES
from zhike.insight.tool.signals import LIMITS, ROWS_ARE, signals


def outcome_of(found: Found, *, customers: int = 0, warnings: tuple[Any, ...] = ()) -> Outcome:
    """What was found, as every measure hands it back."""
    parameters = {**found.parameters, "formula_version": found.formula_version}
    tables = {name: best_first(table) for name, table in found.tables.items()}
    return Outcome(parameters, (*warnings, *found.warnings), tables, found.log_likelihood, customers)


def best_first(table: pa.Table) -> pa.Table:
    """People with a place each by their places; other tables as they are."""
    return table.sort_by("place") if table.column_names[-1:] == ["place"] else table


def of_customers(measure: type[Any], *, key: str = "customer_id") -> Callable[[Orders, Asked], Outcome]:
    """A measure over the facts of a file; ``key`` is its column with numbers of customers."""

    def run(orders: Orders, asked: Asked) -> Outcome:
        found = measure(**settings_of(measure, asked)).fit(orders.facts, as_of=cast(date, asked.as_of))
        tables = {name: with_names(renamed(best_first(table), key), orders) for name, table in found.tables.items()}
        outcome = outcome_of(found, customers=known(orders, asked))
        return Outcome(outcome.parameters, outcome.warnings, tables, outcome.log_likelihood, outcome.customers)

    return run


def renamed(table: pa.Table, key: str) -> pa.Table:
    """The table with its key called as everywhere, and a number."""
    if key not in table.column_names:
        return table
    numbers = table[key].cast(pa.int64())
    return table.set_column(table.column_names.index(key), "customer_id", numbers)


def baskets(reading: Reading, asked: Asked) -> Outcome:
    """Rules of what goes together; rows of returned goods are left out, and charges where goods are told."""
    found, said = found_in(reading, asked)
    return outcome_of(found, warnings=tuple(said))


def forecast(reading: Reading, asked: Asked) -> Outcome:
    """The periods to come of every series."""
    table = in_periods(reading, asked)
    measure, as_of = in_time(SalesForecast, table, asked)
    series = "series" if "series" in table.column_names else None
    found = measure.of(table, series=series, as_of=as_of)
    outcome = outcome_of(found, warnings=(*rows_after(table, asked), *ended_early(table, measure, as_of)))
    return replace(outcome, as_of=as_of or after_all(table, measure.frequency))


def anomalies(reading: Reading, asked: Asked) -> Outcome:
    """Odd periods; those of each series explain them where the file has several."""
    table = in_periods(reading, asked)
    measure, as_of = in_time(Anomalies, table, asked)
    dimensions = ("series",) if "series" in table.column_names else ()
    found = measure.of(table, dimensions=dimensions, as_of=as_of)
    return replace(
        outcome_of(found, warnings=rows_after(table, asked)), as_of=as_of or after_all(table, measure.frequency)
    )


def rows_after(table: pa.Table, asked: Asked) -> tuple[Caution, ...]:
    """How many rows lie on or after the day asked for, and so do not count."""
    if asked.as_of is None or not pa.types.is_date(table.schema.field("period").type):
        return ()
    later = pc.sum(pc.greater_equal(table["period"], asked.as_of)).as_py()
    return (say("rows_after_as_of", rows=later, as_of=asked.as_of.isoformat()),) if later else ()


def ended_early(table: pa.Table, measure: SalesForecast, as_of: date | None) -> tuple[str, ...]:
    """That silence at the end of some series counts as no sales, which may only be the end of what is known."""
    if "series" not in table.column_names or measure.gaps != "zero" or not pa.types.is_date(table["period"].type):
        return ()
    calendar = Calendar(measure.frequency)
    table = table.filter(pc.less(table["period"], as_of)) if as_of else table
    days = table.group_by("series").aggregate([("period", "max")])["period_max"].to_pylist()
    ends = [calendar.start(day) for day in days]
    early = sum(end < max(ends, default=end) for end in ends)  # type: ignore[operator]
    silent = f"{early} series end before the last period; until there they count as no sales."
    return (f"{silent} Where they are only not known, ask with --gaps unknown.",) if early else ()


def in_time(measure: type[Any], table: pa.Table, asked: Asked) -> tuple[Any, date | None]:
    """A measure with the frequency of the file, unless one is given, and the day before which everything lies.

    Without such a day a last period that is made of several days is over only where its last day is there.
    """
    settings, days = settings_of(measure, asked), table["period"].to_pylist()
    if pa.types.is_integer(table.schema.field("period").type):
        return measure(**{"frequency": "step", "season": 1, **settings}), asked.as_of
    if "frequency" not in settings and (found := frequency_of(days)):
        settings["frequency"] = found
    made = measure(**settings)
    return made, asked.as_of or day_after_last(days, frequency=made.frequency)


def after_all(table: pa.Table, frequency: Frequency) -> date | None:
    """The first day after the last period; None where periods are steps, or none is told."""
    last, calendar = pc.max(table["period"]).as_py(), Calendar(frequency)
    return cast(date, calendar.after(calendar.start(last))) if isinstance(last, date) else None


def in_periods(reading: Reading, asked: Asked) -> pa.Table:
    """The rows of a file with their periods as days or steps."""
    table = reading.table
    place = table.column_names.index("period")
    periods = periods_of(table["period"].combine_chunks(), zone=asked.zone, day_first=asked.day_first)
    return table.set_column(place, "period", periods)


def ageing(reading: Reading, asked: Asked) -> Outcome:
    """Open invoices by how late they are."""
    names = {"date": "invoiced_on", "due": "due_on", "settled": "settled_on", "disputed": "is_disputed"}
    table = reading.table.rename_columns([names.get(name, name) for name in reading.table.column_names])
    made = Ageing(**settings_of(Ageing, asked))
    found = made.of(table, as_of=cast(date, asked.as_of), engine=asked.engine)
    return outcome_of(found, customers=pc.count_distinct(table["customer"]).as_py())


def next_product(orders: Orders, asked: Asked) -> Outcome:
    """What to offer whom, where the file names products."""
    if "product" not in orders.reading.chosen:
        raise ToolProblem("recommend needs the column product; say which it is with --columns product=…")
    return of_customers(NextProduct, key="customer")(orders, asked)


def header(name: str) -> Option:
    """An option that says which column is what."""
    return Option(name, str, f"The header of the column {name}.  [default: guessed]")


MINING = (
    Declared(
        "baskets",
        "What is bought together, as rules counted exactly; also of files with one basket a line.",
        baskets,
        (header("basket"), header("item"), *OF_DAYS, *options_of(Baskets)),
        shape=BASKETS,
        also_uses=("quantity", "date"),
        columns_by=("basket", "item"),
        days_for=DAYS_FOR,
        bare=entries_of_lines,
    ),
    Declared(
        "clusters",
        "Groups of customers who are alike in recency, frequency and money.",
        of_customers(Clusters, key="id"),
        options_of(Clusters, "columns"),
    ),
    Declared(
        "recommend",
        "The products to offer each customer next, with the purchase that speaks for each.",
        next_product,
        options_of(NextProduct),
        also_uses=("product", "order"),
        reads_lines=True,
    ),
    Declared(
        "forecast",
        "What will be sold in the periods to come, with bands, by the method that did best before.",
        forecast,
        (header("series"), header("period"), header("value"), *options_of(SalesForecast)),
        shape=SERIES,
        columns_by=("series", "period", "value"),
        scales=False,
    ),
    Declared(
        "anomalies",
        "Periods far from what their past lets expect, and which part of them moved.",
        anomalies,
        (header("series"), header("period"), header("value"), *options_of(Anomalies)),
        shape=SERIES,
        columns_by=("series", "period", "value"),
        scales=False,
    ),
    Declared(
        "ageing",
        "Open invoices by how late they are, days of sales outstanding, expected loss.",
        ageing,
        options_of(Ageing),
        shape=INVOICES,
        also_uses=("due", "settled", "disputed", "currency"),
    ),
    Declared(
        "signals",
        "Payments, papers and discounts that deserve a second look, each with its reasons, ranked.",
        signals,
        (ROWS_ARE, LIMITS, *options_of(Signals, "limit_currency")),
        shape=PAPERS,
        also_uses=(
            *("customer", "paper", "kind", "currency", "seller", "payer", "reference", "against", "product"),
            *("quantity", "listed"),
        ),
    ),
    Declared(
        "churnrisk",
        "The chance that each customer leaves, with what gives each one away.",
        of_customers(ChurnRisk, key="id"),
        options_of(ChurnRisk),
    ),
    Declared(
        "loyalty",
        "Sixteen figures of loyalty over twelve months, beside the twelve before.",
        of_customers(LoyaltyKpis),
        options_of(LoyaltyKpis),
        reads_lines=True,
    ),
)
