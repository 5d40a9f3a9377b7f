"""Invoices and payments in one shape, whatever columns they came with."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.shapes import MONEY

INVOICES = pa.schema(
    [
        ("invoice", pa.string()),
        ("customer", pa.string()),
        ("currency", pa.string()),
        ("invoiced_on", pa.date32()),
        ("due_on", pa.date32()),
        ("terms_due_on", pa.date32()),
        ("is_disputed", pa.bool_()),
        ("amount", MONEY),
    ]
)
PAYMENTS = pa.schema(
    [
        ("customer", pa.string()),
        ("currency", pa.string()),
        ("paid_on", pa.date32()),
        ("invoice", pa.string()),
        ("amount", MONEY),
    ]
)


def invoices_of(table: pa.Table, *, terms_days: int) -> pa.Table:
    """Invoices with every column of ``INVOICES``; without a due day they are due some days after the invoice."""
    shaped = filled(table, INVOICES, needed=("invoice", "customer", "invoiced_on", "amount"))
    if pc.count_distinct(shaped["invoice"]).as_py() != shaped.num_rows:
        raise MeasureRefused(_("An invoice number stands twice; give one row each."))
    days = [day and day + timedelta(days=terms_days) for day in shaped["invoiced_on"].to_pylist()]
    due = shaped.schema.get_field_index("terms_due_on")
    return shaped.set_column(due, "terms_due_on", pa.array(days, pa.date32()))


def payments_of(table: pa.Table | None, invoices: pa.Table) -> pa.Table:
    """Payments with every column of ``PAYMENTS``; without a table, full payment on each invoice's ``settled_on``."""
    if table is not None:
        return filled(table, PAYMENTS, needed=("customer", "paid_on", "amount"))
    if "settled_on" not in invoices.column_names:
        return PAYMENTS.empty_table()
    settled = invoices.filter(pc.is_valid(invoices["settled_on"]))
    return filled(
        settled.drop_columns("paid_on") if "paid_on" in settled.column_names else settled,
        PAYMENTS,
        needed=(),
        paid_on="settled_on",
    )


def filled(table: pa.Table, schema: pa.Schema, *, needed: tuple[str, ...], **renamed: str) -> pa.Table:
    """The columns of a schema, cast; what is missing is empty, and refused when it is needed."""
    missing = [name for name in needed if name not in table.column_names]
    if missing:
        raise MeasureRefused(_("A column named %(columns)s is missing."), columns=", ".join(missing))
    columns = [column(table, renamed.get(field.name, field.name), field) for field in schema]
    shaped = pa.table(columns, schema=schema)
    if any(shaped[name].null_count for name in needed):
        raise MeasureRefused(_("Rows need %(columns)s; some are empty."), columns=", ".join(needed))
    return shaped


def column(table: pa.Table, name: str, field: pa.Field) -> Any:
    """One column, cast exactly; the defaults are no currency, not disputed."""
    if name not in table.column_names:
        default = {"currency": "", "is_disputed": False}.get(field.name)
        return pa.array([default] * table.num_rows, field.type)
    values = table[name]
    if pa.types.is_floating(values.type) and field.type == MONEY:
        exact = [
            None if value is None else Decimal(str(value)).quantize(Decimal("0.0001")) for value in values.to_pylist()
        ]
        return pa.array(exact, MONEY)
    return values.cast(field.type)
