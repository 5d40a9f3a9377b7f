"""The tables that signals read, and those they leave."""

from collections.abc import Mapping

import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.shapes import MONEY

KINDS = ("payment", "refund", "sale", "return", "invoice", "red", "credit", "quote")

READ: Mapping[str, pa.Schema] = {
    "signal_papers": pa.schema(
        [
            ("kind", pa.string()),
            ("paper", pa.string()),
            ("customer", pa.string()),
            ("seller", pa.string()),
            ("day", pa.date32()),
            ("currency", pa.string()),
            ("amount", MONEY),
            ("payer", pa.string()),
            ("reference", pa.string()),
            ("against", pa.string()),
        ]
    ),
    "signal_claims": pa.schema(
        [("customer", pa.string()), ("currency", pa.string()), ("day", pa.date32()), ("amount", MONEY)]
    ),
    "signal_lines": pa.schema(
        [
            ("paper", pa.string()),
            ("customer", pa.string()),
            ("seller", pa.string()),
            ("product", pa.string()),
            ("day", pa.date32()),
            ("currency", pa.string()),
            ("listed", MONEY),
            ("quantity", MONEY),
            ("amount", MONEY),
        ]
    ),
}
NEEDED = {"signal_papers": ("kind", "paper", "day", "amount"), "signal_claims": READ["signal_claims"].names,
          "signal_lines": ("paper", "seller", "product", "day", "quantity", "amount")}  # fmt: skip
LIMITS = pa.schema([("kind", pa.string()), ("currency", pa.string()), ("amount", MONEY)])
CHOSEN = pa.schema([("seller", pa.string()), ("currency", pa.string())])

ALERTS = pa.schema(
    [
        ("rank", pa.int64()),
        ("rule", pa.string()),
        ("day", pa.date32()),
        ("customer", pa.string()),
        ("seller", pa.string()),
        ("currency", pa.string()),
        ("at_risk", MONEY),
        ("strength", pa.float64()),
        ("priority", pa.float64()),
        ("papers", pa.int64()),
        ("why", pa.string()),
        ("alert", pa.string()),
    ]
)
PAPERS = pa.schema(
    [
        ("alert", pa.string()),
        ("place", pa.int64()),
        ("kind", pa.string()),
        ("paper", pa.string()),
        ("day", pa.date32()),
        ("customer", pa.string()),
        ("amount", MONEY),
    ]
)
REASONS = pa.schema(
    [
        ("alert", pa.string()),
        ("place", pa.int64()),
        ("code", pa.string()),
        ("weight", pa.float64()),
        ("values", pa.string()),
    ]
)
BY_RULE = pa.schema(
    [("rule", pa.string()), ("currency", pa.string()), ("alerts", pa.int64()), ("at_risk", pa.decimal128(38, 4))]
)


def shaped(name: str, table: pa.Table | None) -> pa.Table:
    """A given table in the shape that is read: what it lacks is empty, without a currency it is "".

    Refuses a table that lacks what no answer can do without, a kind of paper that is unknown, and paper numbers twice.
    """
    schema = READ[name]
    if table is None:
        return schema.empty_table()
    missing = [column for column in NEEDED[name] if column not in table.column_names]
    if missing:
        raise MeasureRefused(
            _("The table %(table)s has no column %(columns)s."), table=name, columns=", ".join(missing)
        )
    columns = {field.name: column_of(table, field) for field in schema}
    return pa.table(columns, schema=schema)


def column_of(table: pa.Table, field: pa.Field) -> pa.ChunkedArray | pa.Array:
    """A column in its type; nulls, or the empty currency, where there is none."""
    column = table[field.name] if field.name in table.column_names else pa.nulls(table.num_rows, field.type)
    column = column.cast(field.type)
    return column.fill_null("") if field.name == "currency" else column
