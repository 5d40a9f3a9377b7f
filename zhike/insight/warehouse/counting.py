"""What the database holds of a fact, month by month: rows, sums of amounts, and a digest of every value."""

from decimal import Decimal

from django.db import connection

from zhike.insight.warehouse.manifest import Month
from zhike.kit.facts import Column, Fact

POSTGRES = {"int64": "bigint", "string": "text", "bool": "boolean", "date32": "date", "money": "numeric(19,4)"}
WHOLE, UNDATED = "all", "undated"


def counted(fact: Fact) -> dict[str, Month]:
    """Every month with rows; one without any where there are none at all.

    The digest of a row is that of its text with all its values; those of rows are added up, so that their order does
    not count while any value, row more or row less does.
    """
    names = [column.name for column in money(fact)]
    sums = "".join(f', coalesce(sum("{name}"), 0)' for name in names)
    digest = "coalesce(sum(hashtextextended(fact::text, 0)), 0)::text"
    sql = f"select {month_of(fact)}, count(*), {digest}{sums} from ({typed(fact)}) fact group by 1"  # noqa: S608 -- declared
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = {
            month: Month(rows, content, dict(zip(names, amounts, strict=True)))
            for month, rows, content, *amounts in cursor.fetchall()
        }
    return found or {WHOLE: Month(0, "0", {name: Decimal(0) for name in names})}


def typed(fact: Fact) -> str:
    """The fact's SQL with every column named and cast as it is declared."""
    names = ", ".join(f'"{column.name}"' for column in fact.columns)
    casts = ", ".join(f'"{column.name}"::{POSTGRES[column.type]}' for column in fact.columns)
    return f"select {casts} from ({fact.sql}) fact ({names})"  # noqa: S608 -- a declaration, not input


def month_of(fact: Fact) -> str:
    """The month of a row as text, in SQL."""
    return f"""coalesce(to_char("{fact.day}", 'YYYY-MM'), '{UNDATED}')""" if fact.day else f"'{WHOLE}'"


def money(fact: Fact) -> list[Column]:
    """The columns whose sums are checked."""
    return [column for column in fact.columns if column.type == "money"]
