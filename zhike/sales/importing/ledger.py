"""What merging asks of the database, a statement each, over the lines of one part of a run."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from zhike.exchange.importing.models import ImportRun
from zhike.sales.models import Order


class Part(NamedTuple):
    """The staged lines of a run up to and including one order number."""

    run: int
    last: str


class Known(NamedTuple):
    """An order the ledger has already."""

    number: str
    id: int
    customer_id: int | None


class Draft(NamedTuple):
    """What the staged lines of one order add up to."""

    number: str
    placed_at: datetime
    total: Decimal
    quantity: Decimal


class Added(NamedTuple):
    """What a part added to the ledger; `orders` are the ids of orders that got lines."""

    lines: int
    anonymous: int
    amount: Decimal
    orders: list[int]


def next_part(run: ImportRun, orders: int) -> Part | None:
    """The next orders by number, at most so many; None when nothing is staged. The same after every kill."""
    found = _rows(
        """
        select max(number) from (
            select distinct number from sales_stagedline where run_id = %s order by number limit %s
        ) as next
        """,
        [run.pk, orders],
    )
    [[last]] = found
    return None if last is None else Part(run.pk, last)


def first_codes(part: Part) -> list[tuple[str, str | None]]:
    """Each order number with the first customer code its lines name, if any."""
    return _rows(
        """
        select number, (array_agg(customer_code order by row_number) filter (where customer_code is not null))[1]
        from sales_stagedline where run_id = %s and number <= %s group by number
        """,
        part,
    )


def known(numbers: list[str]) -> dict[str, Known]:
    """Which of these orders the ledger has."""
    found = Order.objects.filter(number__in=numbers).values_list("number", "id", "customer_id")
    return {number: Known(number, pk, customer) for number, pk, customer in found}


def take_strangers(part: Part, owners: dict[str, str | None]) -> list[tuple[int, str]]:
    """Unstage the lines that name another customer than their order has: (row number, customer code)."""
    return _rows(
        """
        delete from sales_stagedline as line
        using unnest(%s::text[], %s::text[]) as entry(number, code)
        where line.run_id = %s and line.number <= %s and line.number = entry.number
          and line.customer_code is not null and line.customer_code is distinct from entry.code
        returning line.row_number, line.customer_code
        """,
        [list(owners), list(owners.values()), *part],
    )


def drafts(part: Part) -> list[Draft]:
    """The orders of the staged lines, by number."""
    found = _rows(
        """
        select number, min(placed_at), sum(round(quantity * unit_price, 4)), sum(quantity)
        from sales_stagedline where run_id = %s and number <= %s group by number order by number
        """,
        part,
    )
    return [Draft(*row) for row in found]


def described_customers(part: Part, codes: list[str]) -> list[tuple[str, str | None, str | None]]:
    """Each of these codes with the first name and region the lines give it."""
    return _rows(
        """
        select customer_code,
               (array_agg(customer_name order by row_number) filter (where customer_name is not null))[1],
               (array_agg(region order by row_number) filter (where region is not null))[1]
        from sales_stagedline where run_id = %s and number <= %s and customer_code = any(%s)
        group by customer_code
        """,
        [*part, codes],
    )


def products(part: Part) -> list[tuple[str, str | None]]:
    """Each product code with the name most lines give it; lines that cost something know it better than corrections."""
    return _rows(
        """
        select product_code,
               coalesce(mode() within group (order by description) filter (where unit_price > 0),
                        mode() within group (order by description))
        from sales_stagedline where run_id = %s and number <= %s and product_code is not null
        group by product_code
        """,
        part,
    )


def add_orders(orders: Iterable[Order]) -> None:
    """Open the orders in the ledger, empty."""
    Order.objects.bulk_create(orders, ignore_conflicts=True, batch_size=1000)


def add_lines(part: Part, numbers: list[str], product_ids: dict[str, int]) -> Added:
    """Add every staged line the ledger lacks, and its amount to the total of its order.

    A line is known by order, product, quantity, price, moment and its turn among lines that agree in all of these: a
    file may hold the same line twice and mean it, while the same file read twice adds nothing.
    """
    entries = known(numbers)
    found = _rows(
        ADD_LINES,
        [
            *([row.number for row in entries.values()], [row.id for row in entries.values()]),
            *(list(product_ids), list(product_ids.values())),
            *part,
            timezone.now(),
        ],
    )
    return Added(*found[0])


def remove(part: Part) -> int:
    """Unstage a part that is in the ledger; returns how many lines it had."""
    with connection.cursor() as cursor:
        cursor.execute("delete from sales_stagedline where run_id = %s and number <= %s", part)
        return int(cursor.rowcount)


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


ADD_LINES = """
    with entry as (
        select e.number, e.order_id, coalesce(max(l.position), 0) as taken
        from unnest(%s::text[], %s::bigint[]) as e(number, order_id)
        left join sales_orderline l on l.order_id = e.order_id
        group by e.number, e.order_id
    ), line as (
        select s.*, e.order_id, a.product_id,
               coalesce('#' || s.product_code, s.description, '') as article,
               e.taken + row_number() over (partition by s.number order by s.row_number) as position
        from sales_stagedline s
        join entry e on e.number = s.number
        left join unnest(%s::text[], %s::bigint[]) as a(code, product_id) on a.code = s.product_code
        where s.run_id = %s and s.number <= %s
    ), turn as (
        select *, row_number() over (
            partition by number, article, quantity, unit_price, placed_at order by row_number) as turn
        from line
    ), added as (
        insert into sales_orderline
               (order_id, position, product_id, description, quantity, unit_price, unit_cost, amount, key)
        select order_id, position, product_id, coalesce(description, ''), quantity, unit_price, unit_cost,
               round(quantity * unit_price, 4),
               encode(substring(sha256(convert_to(concat_ws(E'\\x1f', number, article, quantity, unit_price,
                   extract(epoch from placed_at), turn), 'UTF8')) for 16), 'hex')::uuid
        from turn order by number, row_number
        on conflict (key) do nothing
        returning order_id, amount
    ), booked as (
        update sales_order o set total = o.total + a.amount, changed_at = %s
        from (select order_id, sum(amount) as amount from added group by order_id) a
        where o.id = a.order_id
    )
    select count(*), count(*) filter (where o.customer_id is null), coalesce(sum(amount), 0),
           coalesce(array_agg(distinct order_id), '{}')
    from added join sales_order o on o.id = added.order_id
"""
