"""Baskets of a file: which rows count, in which days, and beside which year."""

from datetime import date
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.baskets import Baskets, Here, There
from zhike.insight.measures.baskets.counting import Counting
from zhike.insight.measures.cautions import say
from zhike.insight.measures.found import Found
from zhike.insight.measures.moments import months_before
from zhike.insight.measures.spark import session_at
from zhike.insight.tool.declared import Asked, Option, settings_of
from zhike.insight.tool.problem import ToolProblem
from zhike.insight.tool.reading import Reading

A_YEAR = 12  # months
DAYS_FOR = ("months", "beside")
OF_DAYS = (
    Option("months", int, "Only the last months.  [default: all; 12 with --beside]"),
    Option(
        "beside",
        ("year_before",),
        "Count every rule again in the same months of the year before, to tell a habit from a season.",
    ),
)


def found_in(reading: Reading, asked: Asked) -> tuple[Found, list[Any]]:
    """The rules of what goes together, and what was left out for them: returned goods, charges, other days."""
    table, said = without_returns(goods_of(reading.table, asked.goods))
    measure = Baskets(**settings_of(Baskets, asked))
    if "date" not in table.column_names:
        refuse_without_days(asked)
        return measure.told(counted(table, asked)), said
    until = cast(date, asked.as_of)
    months = asked.options.get("months") or (A_YEAR if asked.options.get("beside") else None)
    if after := pc.sum(pc.greater_equal(table["date"], until)).as_py():
        said.append(say("rows_after_as_of", rows=after, as_of=until.isoformat()))
    before = None
    if asked.options.get("beside"):
        before = counted(within(table, until=months_before(until, A_YEAR), months=months), asked)
    found = measure.told(counted(within(table, until=until, months=months), asked), before=before)
    return found, said


def without_returns(table: pa.Table) -> tuple[pa.Table, list[Any]]:
    """The rows of what was taken, and how many were of something else."""
    if "quantity" not in table.column_names:
        return table, []
    kept = table.filter(pc.fill_null(pc.greater(table["quantity"], 0), True))  # noqa: FBT003 -- a value
    rows = table.num_rows - kept.num_rows
    counted = (
        "1 row with a quantity of zero or less was"
        if rows == 1
        else f"{rows} rows with a quantity of zero or less were"
    )
    return kept, [f"{counted} left out."] if rows else []


def within(table: pa.Table, *, until: date, months: int | None) -> pa.Table:
    """The rows before a day, of the last months alone where these are told."""
    if months is not None and months < 1:
        raise ToolProblem("--months takes at least 1.")
    table = table.filter(pc.less(table["date"], until))
    return table if months is None else table.filter(pc.greater_equal(table["date"], months_before(until, months)))


def refuse_without_days(asked: Asked) -> None:
    """Months can only be told apart where rows have a day."""
    for name in DAYS_FOR:
        if asked.options.get(name) is not None:
            raise ToolProblem(f"--{name} needs the column date; say which it is with --columns date=…")


def counted(table: pa.Table, asked: Asked) -> Counting:
    """The entries where they are to be counted."""
    return There.sent(table, session=session_at()) if asked.engine == "spark" else Here(table)


def goods_of(table: pa.Table, goods: str) -> pa.Table:
    """The rows whose item is of the pattern of goods."""
    try:
        is_goods = pc.match_substring_regex(table["item"], goods)
    except pa.ArrowInvalid as problem:
        raise ToolProblem(f"--goods is no pattern that can be read: {goods!r}.") from problem
    return table.filter(pc.fill_null(is_goods, True)) if goods else table  # noqa: FBT003 -- a value
