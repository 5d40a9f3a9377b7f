"""The three tables every measure reads: names, columns and types, the same in Arrow, Parquet and SQL."""

from collections.abc import Collection, Mapping

import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _

MONEY = pa.decimal128(19, 4)

SCHEMAS: Mapping[str, pa.Schema] = {
    "customers": pa.schema(
        [
            ("customer_id", pa.int64()),
            ("kind", pa.string()),
            ("known_since", pa.date32()),
            ("region", pa.string()),
            ("owner_id", pa.int64()),
            ("referred_by", pa.int64()),
        ]
    ),
    "orders": pa.schema(
        [
            ("order_id", pa.int64()),
            ("customer_id", pa.int64()),
            ("placed_on", pa.date32()),
            ("kind", pa.string()),
            ("gross", MONEY),
            ("refund", MONEY),
            ("net", MONEY),
            ("margin", MONEY),
        ]
    ),
    "order_lines": pa.schema(
        [
            ("line_id", pa.int64()),
            ("order_id", pa.int64()),
            ("product_id", pa.int64()),
            ("product_code", pa.string()),
            ("is_goods", pa.bool_()),
            ("placed_on", pa.date32()),
            ("kind", pa.string()),
            ("quantity", MONEY),
            ("amount", MONEY),
        ]
    ),
}

#: What follows from a table's other columns, worked out where the source (other than a warehouse) does not say it.
#: Orders marked as first of day, counted, are the days with a purchase; telling days apart costs more than that.
DERIVED: Mapping[str, Mapping[str, str]] = {
    "orders": {
        "first_of_day": "(kind = 'sale' AND"
        " row_number() OVER (PARTITION BY customer_id, placed_on, kind ORDER BY order_id) = 1)"
    }
}


def casting(name: str, *, source: str, given: Collection[str] = ()) -> str:
    """SELECT that gives ``source`` the shape of table ``name``; values that do not fit stop the query.

    ``given`` names the columns that it has.
    """
    cast = [f"CAST({field.name} AS {sql_type(field.type)}) AS {field.name}" for field in SCHEMAS[name]]
    derived = [f"{text if one not in given else one} AS {one}" for one, text in DERIVED.get(name, {}).items()]
    return f"SELECT {', '.join(cast + derived)} FROM {source}"  # noqa: S608 - our own names


def refuse_other_shape(name: str, columns: list[str]) -> None:
    """Refuse a table that lacks a column, before anything is computed from it."""
    missing = [column for column in SCHEMAS[name].names if column not in columns]
    if missing:
        raise MeasureRefused(
            _("The table %(table)s has no column %(columns)s."), table=name, columns=", ".join(missing)
        )


def sql_type(kind: pa.DataType) -> str:
    """The standard SQL name of an Arrow type used here."""
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    return {"int64": "BIGINT", "string": "STRING", "date32[day]": "DATE", "bool": "BOOLEAN"}[str(kind)]
