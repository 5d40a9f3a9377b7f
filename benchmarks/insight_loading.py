"""Loading the warehouse from an embedded PostgreSQL filled with orders and lines by one statement each."""

from typing import Any

from benchmarks.throwaway import site

ORDERS = """
insert into sales_order
  (created_at, changed_at, version, custom, number, customer_id, kind, placed_at, placed_on, currency, total, note)
select now(), now(), 1, '{}', 'B' || n, null, case when n %% 50 = 0 then 'return' else 'sale' end,
       day, day, 'CNY', 0, ''
from (select n, date '2023-01-01' + (n * 1095 / %(orders)s)::int as day from generate_series(1, %(orders)s::bigint) n) o
"""
LINES = """
insert into sales_orderline (order_id, position, description, quantity, unit_price, amount, unit_cost, key)
select o.id, n, '', 1 + o.id %% 5, 100 + o.id %% 900,
       (1 + o.id %% 5) * (100 + o.id %% 900) * case when o.kind = 'sale' then 1 else -1 end, 70, gen_random_uuid()
from sales_order o, generate_series(1, 4) n
"""


def loaded(lines: int) -> dict[str, Any]:
    """The first load of so many lines in orders of four, and a second one that finds nothing changed."""
    with site():
        from django.core.management import call_command
        from django.db import connection

        from benchmarks.insight import timed
        from zhike.insight.warehouse import current, load

        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute("set statement_timeout = 0")
            cursor.execute(ORDERS, {"orders": lines // 4})
            cursor.execute(LINES % ())
            cursor.execute("vacuum (analyze) sales_order, sales_orderline")
        first = timed(load)
        return first | {"rows": current().rows, "again": timed(load)}
