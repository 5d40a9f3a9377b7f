"""Who may read no order learns nowhere what customers bought for; nor a margin, who knows no cost."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict

from tests.cast import a_customer, a_quote, a_role, a_rule_of_approval, a_standing, a_target, an_account_plan, an_order
from zhike.api.tokens.keeping import make
from zhike.approvals.models import Approval
from zhike.customers.knowing import may_know
from zhike.exchange.exporting.sheet import Sheet
from zhike.insight.cubes import declaring
from zhike.kit import registry
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.query import Query
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.sales import approval

pytestmark = pytest.mark.django_db
NET, MARGIN, WORTH = "14824.68", "7412.34", "29649.36"
FIGURES = (NET, "14.8K", MARGIN, "7412", WORTH, "29.6K")  # with neither commas nor the sign of the currency
OF_MARGIN = FIGURES[2:]
NO_ORDERS = {"rights": {"orders": {"read": "none"}}}
NO_COSTS = {"fields": {"products": {"cost": "hidden"}}}
PLACES = (
    "/customers/",
    "/customers/{row.pk}/",
    "/customers/{row.pk}/standings/tier/",
    "/customers/{row.pk}/standings/net_sales_12m/",
    "/customers/{row.pk}/standings/clv/",
    "/api/v1/customers",
    "/api/v1/customers/{row.pk}",
    "/today/",
)


@pytest.fixture
def judged(ana):
    """A customer with sums of orders, a margin, and what follows from it."""
    customer = a_customer(owner=ana, net_sales_12m=Decimal(NET), margin_12m=Decimal(MARGIN))
    a_standing(customer, "clv", Decimal(WORTH), evidence={"yearly_value": float(MARGIN), "value_basis": "margin_12m"})
    a_standing(customer, "rung", "core", since=date(2026, 2, 1), until=date(2026, 3, 1), as_of=date(2026, 3, 1))
    a_standing(customer, "rung", "edge", since=date(2026, 3, 1))
    told = {"value": float(MARGIN), "value_basis": "margin_12m", "place": 1, "ranked_customers": 3}
    a_standing(customer, "tier", "gold", evidence=told)
    return customer


@pytest.mark.parametrize("place", PLACES)
def test_sums_of_orders_are_told_on_no_page_to_who_may_read_none(place, judged, ana):
    screen, place = at_the_screen(ana), place.format(row=judged)
    before = figures_in(screen.get(place))

    a_role(ana, **NO_ORDERS)

    assert before
    assert figures_in(screen.get(place)) == []


@pytest.mark.parametrize("place", ["/account-plans/{row.pk}/", "/targets/{row.pk}/"])
def test_nor_are_they_beside_plans_and_targets(place, ana):
    order = an_order(owner=ana, total=Decimal(NET))
    row = (
        an_account_plan(owner=ana, customer=order.customer)
        if "plans" in place
        else a_target(owner=ana, category="", region="")
    )
    screen, place = at_the_screen(ana), place.format(row=row)
    before = figures_in(screen.get(place))

    a_role(ana, **NO_ORDERS)
    page = screen.get(place)

    assert before
    assert (page.status_code, figures_in(page)) == (200, [])


@pytest.mark.parametrize("asked", ["sort=-net_sales_12m", "net_sales_12m.min=9", "columns=clv", "group=net_sales_12m"])
def test_no_question_about_them_is_answered(asked, judged, ana):
    customers = registry.entity_named("customers")
    if "group" not in asked:
        Query.read(customers, QueryDict(asked), by=ana)
    a_role(ana, **NO_ORDERS)

    with pytest.raises(Refusal):
        Query.read(customers, QueryDict(asked), by=ana)


def test_no_file_holds_them(judged, ana):
    customers = registry.entity_named("customers")
    before = str(list(Sheet(customers, "", by=ana, whole=False).rows()))

    a_role(ana, **NO_ORDERS)

    told = str(list(Sheet(customers, "", by=ana, whole=False).rows()))
    assert (NET in before, NET in told, "gold" in told.lower()) == (True, False, True)


def test_a_token_that_reads_customers_alone_is_told_no_sums_of_orders(judged, ana):
    _token, alone = make("alone", by=ana, scopes=["customers:read"])
    _token, with_orders = make("both", by=ana, scopes=["customers:read", "orders:read", "products:read"])

    told = {text: Program(token=text).get(f"/customers/{judged.pk}") for text in (alone, with_orders)}

    assert (figures_in(told[alone]), told[alone].json()["tier"]["value"]) == ([], "gold")
    assert NET in figures_in(told[with_orders])
    assert WORTH in figures_in(told[with_orders])


def test_who_is_asked_to_approve_sees_the_amount_without_a_right_to_read_the_paper(ana, mei):
    a_rule_of_approval(noun="sales.quote", from_amount=Decimal(1000), from_discount=None, role="manager")
    approval.ask(a_quote(owner=ana, list_price=MARGIN), by=ana)
    place, screen = f"/approvals/{Approval.objects.get().pk}/", at_the_screen(mei)

    a_role(mei, rights={"quotes": {"read": "none"}})

    assert [figures_in(screen.get(one))[:1] for one in (place, "/approvals/")] == [[NET], ["14.8K"]]


@pytest.mark.parametrize("place", PLACES)
def test_who_may_not_know_costs_is_told_no_margin_and_still_what_was_bought_for(place, judged, ana):
    screen, place = at_the_screen(ana), place.format(row=judged)
    before = figures_in(screen.get(place))

    a_role(ana, **NO_COSTS)
    told = figures_in(screen.get(place))

    assert [one for one in told if one in OF_MARGIN] == []
    assert told == [one for one in before if one not in OF_MARGIN]


def test_nor_do_cubes_measure_it(ana):
    sales = declaring.declared("sales")
    before = {*sales.measures_of(ana)}

    a_role(ana, **NO_COSTS)

    assert before - {*sales.measures_of(ana)} == {"margin"}
    assert [may_know(kind, by=ana) for kind in ("net_sales_12m", "margin_12m", "clv", "lifetime")] == [
        *(True, False, False, False)
    ]


def figures_in(answer):
    text = answer.content.decode(errors="replace").replace(",", "")
    return [figure for figure in FIGURES if figure in text]
