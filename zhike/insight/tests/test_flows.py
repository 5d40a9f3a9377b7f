"""Movement adds up: who stood somewhere at the start is found again at the end, and only in one place."""

from datetime import date
from decimal import Decimal

import pytest

from tests.cast import a_customer, a_standing
from zhike.customers.models import Standing
from zhike.insight.models import Run
from zhike.insight.questions.flows import flow
from zhike.insight.questions.groups import picture
from zhike.insight.questions.movers import movers, standing_of
from zhike.insight.questions.rfm import grid
from zhike.insight.questions.times import known_months

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = date(2025, 5, 1), date(2025, 6, 1), date(2025, 7, 1)


def a_history(*steps, kind="rung", **fields):
    """A customer with dated verdicts: `a_history((MAY, "new"), (JULY, "active"), owner=ana, tier="gold")`."""
    customer = a_customer(**fields)
    ends = [day for day, _value in steps[1:]] + [None]
    for (day, value), end in zip(steps, ends, strict=True):
        a_standing(customer, kind, value, since=day, until=end, as_of=end or day, evidence={"purchases_90d": 3})
    return customer


@pytest.fixture
def ladder(ana, bo):
    """Five customers of Ana and one of Bo over two months."""
    return {
        "rose": a_history((MAY, "new"), (JULY, "core"), owner=ana, margin_12m=Decimal(100)),
        "stayed": a_history((MAY, "active"), owner=ana, margin_12m=Decimal(200)),
        "slipped": a_history(
            (MAY, "core"), (date(2025, 6, 20), "edge"), owner=ana, tier="gold", margin_12m=Decimal(4000)
        ),
        "lost": a_history((MAY, "edge"), (JULY, "lost"), owner=ana, margin_12m=Decimal(50)),
        "came": a_history((date(2025, 6, 11), "new"), owner=ana, margin_12m=Decimal(10)),
        "other": a_history((MAY, "core"), (JULY, "active"), owner=bo, margin_12m=Decimal(7)),
    }


def test_a_month_is_a_matrix_of_who_went_where(ladder, ana):
    june = flow("rung", JUNE, JULY, by=ana)

    counted = {(line.was, move.now): move.customers for line in june.lines for move in line.moves if move.customers}
    assert counted == {
        ("new", "core"): 1,
        ("active", "active"): 1,
        ("core", "edge"): 1,
        ("edge", "lost"): 1,
        (None, "new"): 1,
    }


def test_the_rows_of_the_matrix_sum_to_those_who_stood_there_at_the_start(ladder, mei):
    june = flow("rung", JUNE, JULY, by=mei)

    for line in june.lines:
        if line.was:
            stood = Standing.objects.on(JUNE).filter(kind="rung", value=line.was, customer__owner__team=mei.team)
            assert line.customers == stood.count()
    assert sum(line.customers for line in june.lines if line.was) == 4


def test_the_columns_sum_to_those_who_stand_there_at_the_end(ladder, ana):
    june = flow("rung", JUNE, JULY, by=ana)

    assert dict(zip((value for value, _w, _m in june.values), june.totals, strict=True)) == {
        "advocate": 0, "core": 1, "active": 1, "new": 1, "inactive": 0, "edge": 1, "onlooker": 0, "lost": 1,
    }  # fmt: skip


def test_the_sentence_below_tells_what_slipped_and_what_it_is_worth(ladder, ana):
    june = flow("rung", JUNE, JULY, by=ana)

    assert (june.risen, june.slipped, june.came, june.net_movement) == (1, 2, 1, -1)
    assert june.has_margin
    assert (june.slipped_worth, june.slipped_gold, june.slipped_gold_worth) == (Decimal(4050), 1, Decimal(4000))


def test_money_is_net_sales_where_no_margin_is_known(ana):
    a_history((MAY, "core"), (JULY, "edge"), owner=ana, net_sales_12m=Decimal(900))

    june = flow("rung", JUNE, JULY, by=ana)

    assert (june.has_margin, june.slipped_worth) == (False, Decimal(900))


def test_behind_a_number_stand_its_customers_the_most_valuable_first(ladder, ana):
    second = a_history((MAY, "core"), (JULY, "edge"), owner=ana, margin_12m=Decimal(9000))

    found = list(movers("rung", JUNE, JULY, "core", "edge", by=ana))

    assert [row["pk"] for row in found] == [second.pk, ladder["slipped"].pk]
    standing = standing_of(found[1], by=ana)
    assert (standing.value, standing.since, standing.evidence) == ("edge", date(2025, 6, 20), {"purchases_90d": 3})
    assert list(movers("rung", JUNE, JULY, None, "new", by=ana).values_list("pk", flat=True)) == [ladder["came"].pk]


def test_nobody_sees_the_movement_of_others(ladder, bo):
    june = flow("rung", JUNE, JULY, by=bo)

    assert {key: move.customers for key, move in june.moves.items()} == {("core", "active"): 1}
    assert not movers("rung", JUNE, JULY, "core", "edge", by=bo)


def test_related_parties_do_not_count(ana):
    supplier = a_customer(owner=ana)
    type(supplier).objects.filter(pk=supplier.pk).update(kind="supplier")
    a_standing(supplier, "rung", "core", since=MAY)

    assert flow("rung", JUNE, JULY, by=ana).moves == {}
    assert picture("rung", by=ana).customers == 0


def test_groups_are_counted_with_their_money_and_the_unjudged_apart(ana):
    a_customer(owner=ana, tier="gold", net_sales_12m=Decimal(700), margin_12m=Decimal(300))
    a_customer(owner=ana, tier="gold", net_sales_12m=Decimal(500), margin_12m=Decimal(100))
    a_customer(owner=ana, tier="lead", net_sales_12m=Decimal(100), margin_12m=Decimal(-20))
    a_customer(owner=ana)

    tiers = picture("tier", by=ana)

    assert [(g.value, g.customers, g.net, g.margin) for g in tiers.groups] == [
        ("gold", 2, Decimal(1200), Decimal(400)),
        ("silver", 0, None, None),
        ("iron", 0, None, None),
        ("lead", 1, Decimal(100), Decimal(-20)),
    ]
    assert (tiers.customers, tiers.unjudged.customers) == (3, 1)
    assert next((bar["customer_share"], bar["worth_share"]) for bar in tiers.bars) == (2 / 3, 1.0)


def test_an_override_and_a_past_standing_do_not_count_twice(ana):
    customer = a_history((MAY, "new"), (JUNE, "active"), owner=ana)
    a_standing(customer, "tier", "gold")

    assert {g.value: g.customers for g in picture("rung", by=ana).groups if g.customers} == {"active": 1}


def test_the_grid_counts_by_recency_and_frequency(ana):
    a_customer(owner=ana, rfm="543", net_sales_12m=Decimal(400))
    a_customer(owner=ana, rfm="541", net_sales_12m=Decimal(200))
    a_customer(owner=ana, rfm="155", net_sales_12m=Decimal(100))
    a_customer(owner=ana)

    cells = {
        (c.recency, c.frequency): (c.customers, c.mean_net) for row in grid(by=ana).rows for c in row if c.customers
    }

    assert cells == {(5, 4): (2, Decimal(300)), (1, 5): (1, Decimal(100))}
    assert (grid(by=ana).customers, grid(by=ana).unscored) == (3, 1)
    assert [row[0].recency for row in grid(by=ana).rows] == [5, 4, 3, 2, 1]


def test_the_months_that_can_be_shown_run_from_the_first_verdict_to_the_last_computation(ana):
    a_history((MAY, "new"), owner=ana)
    Run.objects.create(measure="ladder", as_of=date(2025, 7, 20), status="done")

    known = known_months("rung", date(2025, 7, 20))

    assert [(month.code, month.end) for month in known] == [
        ("2025-07", date(2025, 7, 20)),
        ("2025-06", JULY),
        ("2025-05", JUNE),
    ]


def test_a_month_that_began_before_anything_was_known_is_not_shown(ana):
    a_history((date(2025, 6, 15), "new"), owner=ana)

    assert [month.code for month in known_months("rung", date(2025, 7, 20))] == ["2025-07"]
    assert known_months("rung", date(2025, 6, 15)) == []
