"""The dashboards of the firm: every saved cube answers, and says what plain SQL counts in the database."""

import pytest
from django.db import connection
from django.utils import timezone

from tests.ready_made import firm_database
from zhike.insight.cubes.models import SavedCube
from zhike.insight.cubes.store import Store
from zhike.insight.cubes.tests.cast import ALL, ask, built
from zhike.kit.access.models import Staff
from zhike.site.demo.cubes import DASHBOARDS

pytestmark = pytest.mark.django_db
TITLES = [title for tiles in DASHBOARDS.values() for title, _width, _state in tiles]
Cells = dict[tuple, tuple]

#: Of every deal the position of the stage it came to, open ones where they are and others where they left last.
FAR = """
    select d.*, (
        select max(s.position) from deals_stage s
        where s.kind = 'open' and s.pipeline_id = d.pipeline_id and (
            (d.status = 'open' and s.id = d.stage_id)
            or s.id in (select m.left_id from deals_stagemove m where m.deal_id = d.id and not m.is_undo)
        )
    ) as far
    from deals_deal d
"""
CAME = f"({FAR}) d join deals_stage s on s.pipeline_id = d.pipeline_id and s.kind = 'open' and d.far >= s.position"
LOST_HERE = "d.status = 'lost' and d.far = s.position"
OPEN_NOW = """
    select i.customer_id, i.due_on, i.amount - i.paid as open
    from receivables_instalment i
    where i.replaced_on is null and i.amount > i.paid
    union all
    select e.customer_id, null, -(e.firm_credit - coalesce(sum(s.firm_credit), 0))
    from receivables_ledgerentry e left join receivables_allocation s on s.credit_id = e.id
    where e.account = 'owed' and e.credit > 0
    group by e.id having e.credit > coalesce(sum(s.amount), 0)
"""
#: By the title of a saved cube what the database says of it: SQL whose first columns name the cell.
COUNTED = {
    "销售漏斗：走到各阶段的商机": (2, f"select s.name, d.pipeline_id, count(*) from {CAME} group by 1, 2"),
    "各阶段的通过率、赢单率与停留天数": (
        2,
        f"""
        select d.pipeline_id, s.name, count(*),
               count(*) filter (where d.far > s.position or d.status = 'won')::numeric
               / nullif(count(*) filter (where d.far > s.position or d.status in ('won', 'lost')), 0),
               count(*) filter (where d.status = 'won')::numeric
               / nullif(count(*) filter (where d.status <> 'open'), 0),
               (select avg(m.days) from deals_stagemove m where m.left_id = s.id)
        from {CAME} group by d.pipeline_id, s.name, s.id
        """,
    ),
    "销售员：赢单率与成交天数": (
        1,
        """
        select owner_id, coalesce(sum(amount) filter (where status = 'won'), 0), count(*) filter (where status = 'won'),
               count(*) filter (where status = 'lost'),
               count(*) filter (where status = 'won')::numeric / nullif(count(*) filter (where status <> 'open'), 0),
               avg(closed_on - opened_on) filter (where status = 'won')
        from deals_deal group by 1
        """,
    ),
    "销售员：净销售、毛利与客户数": (
        1,
        """
        select o.credited_to_id, sum(l.amount),
               case when count(l.id) = count(l.unit_cost) then sum(l.amount) - sum(l.quantity * l.unit_cost) end,
               count(distinct o.id) filter (where o.kind = 'sale' and o.status <> 'cancelled'),
               count(distinct o.customer_id) filter (where o.kind = 'sale' and o.status <> 'cancelled')
        from sales_order o join sales_orderline l on l.order_id = o.id group by 1
        """,
    ),
    "销售员：回款": (
        1,
        """
        select credited_to_id, sum(case when kind = 'refund' then -amount else amount end), sum(allocated), count(*)
        from receivables_receipt where withdrawn_on is null and currency = 'CNY' group by 1
        """,
    ),
    "各来源的赢单率": (
        1,
        """
        select source, count(*) filter (where status = 'won')::numeric / count(*) filter (where status <> 'open'),
               count(*), coalesce(sum(amount) filter (where status = 'won'), 0)
        from deals_deal group by 1
        """,
    ),
    "输单：因为什么": (
        1,
        """
        select loss_reason_id, sum(amount), count(*) from deals_deal where status = 'lost' group by 1
        """,
    ),
    "输单：输在哪个阶段": (
        2,
        f"""
        select s.name, d.pipeline_id, coalesce(sum(d.amount) filter (where {LOST_HERE}), 0)
        from {CAME} group by 1, 2
        """,
    ),
    "应收账龄": (
        1,
        f"""
        select case when open < 0 then 'unapplied' when late <= 0 then 'not_due'
                    when late <= 30 then '1-30' when late <= 60 then '31-60'
                    when late <= 90 then '61-90' when late <= 180 then '91-180' when late <= 365 then '181-365'
                    else '366-' end, sum(open)
        from (select coalesce(%(today)s - due_on, 0) as late, open from ({OPEN_NOW}) i) i group by 1
        """,
    ),
    "应收：谁的客户逾期": (
        1,
        f"""
        select c.owner_id, sum(open), coalesce(sum(open) filter (where due_on < %(today)s), 0),
               coalesce(sum(open) filter (where due_on < %(today)s), 0) / sum(open) filter (where open > 0),
               sum(open * (%(today)s - due_on)) filter (where due_on < %(today)s)
               / sum(open) filter (where due_on < %(today)s)
        from ({OPEN_NOW}) i join customers_customer c on c.id = i.customer_id group by 1
        """,
    ),
    "销售目标与达成：个人": (
        2,
        """
        select s.team_id, t.person_id, t.amount, coalesce(sum(o.total), 0), coalesce(sum(o.total), 0) / t.amount
        from targets_target t
        join kit_staff s on s.id = t.person_id
        left join sales_order o on o.credited_to_id = s.id and o.placed_on >= t.starts_on
            and o.placed_on <= least(t.ends_on, %(today)s)
        where t.period = 'quarter'
        group by s.team_id, t.person_id, t.amount
        """,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def at(django_db_setup, django_db_blocker, tmp_path_factory):
    """The cubes of the whole firm, built once."""
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("firm") / "warehouse"
    with django_db_blocker.unblock(), firm_database(), override_settings(WAREHOUSE_DIR=folder):
        yield built()


@pytest.fixture
def admin() -> Staff:
    return Staff.objects.get(username="admin")


def told(title: str, *, by: Staff, at: Store) -> Cells:
    """What a saved cube says of all time, whatever it shows first; totals left out."""
    state = SavedCube.objects.get(name=title).state
    for window in ("12m", "24m", "this-year"):
        state = state.replace(f"window={window}", "window=all")
    found = ask(state.replace("&top=10", ""), by=by, at=at)
    return {
        key: rounded(found.value(one, key) for one in found.question.measures)
        for key in found.cells
        if not any(value is ALL for value in key)
    }


def counted(sql: str, keys: int) -> Cells:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"today": timezone.localdate()})
        return {row[:keys]: rounded(row[keys:]) for row in cursor.fetchall()}


def rounded(numbers) -> tuple:
    return tuple(None if number is None else round(float(number), 6) for number in numbers)


@pytest.mark.parametrize("title", TITLES)
def test_every_tile_shows_figures(at, admin, title):
    found = told(title, by=admin, at=at)

    assert sum(any(row) for row in found.values()) >= 3


@pytest.mark.parametrize("title", COUNTED)
def test_a_tile_says_what_sql_counts(at, admin, title):
    keys, sql = COUNTED[title]
    found, expected = told(title, by=admin, at=at), counted(sql, keys)

    width = len(next(iter(expected.values())))
    assert {key: row[:width] for key, row in found.items() if any(row)} == {
        key: row for key, row in expected.items() if any(row)
    }
