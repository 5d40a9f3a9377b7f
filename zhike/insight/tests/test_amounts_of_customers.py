"""No page about customers, no file and no program tells what they bought for to whoever's role hides amounts of orders.

Every sale here is of 15,838.
"""

import shutil
from datetime import date

import pytest
from django.db.models import F

from tests.cast import a_person, a_world
from zhike.customers.kinds import KINDS
from zhike.exchange.exporting.sheet import Sheet
from zhike.insight.computing import compute
from zhike.insight.questions.comparing import COMPARED
from zhike.insight.tests.firm import JULY, a_firm, a_sale
from zhike.insight.tests.test_amounts_hidden import EACH, hide, numbers_in, of_sales, tells
from zhike.insight.words import RULED
from zhike.kit import registry
from zhike.kit.access.models import Role
from zhike.sales.models import Order, OrderLine

pytestmark = pytest.mark.django_db
EARLIER = JULY.replace(month=6)
COLUMNS = "name,tier,rung,lifecycle,rfm,abc,purchases_12m"
CLASSES = ("rung", "tier", "lifecycle", "abc")
STANDINGS = ("/insight/rfm/", "/loyalty/pyramid/", "/loyalty/", "/loyalty/lifecycle/")
#: What people have typed stands there, with the sign of the currency.
TYPED = ("/insight/pictures/loyalty/targets/", *(f"/insight/rules/{measure}/" for measure in RULED))
ADDRESSES = (
    *STANDINGS,
    *(f"{place}?xlsx=" for place in STANDINGS),
    "/loyalty/moves/rung/?month=2025-06&was=none&now=active",
    "/loyalty/moves/lifecycle/?month=2025-06&was=none&now=active",
    "/insight/",
    "/insight/runs/",
    *TYPED,
    *(f"/insight/compare/{measure}/" for measure in COMPARED),
    *(f"/insight/compare/{measure}/customers/?way=grown" for measure in COMPARED),
    *(f"/insight/explain/{{pk}}/{kind}/" for kind in CLASSES),
    "/insight/cube/?cube=customers&rows=tier&columns=-&measures=customers",
    "/customers/",
    "/customers/?tier=gold",
    "/customers/{pk}/",
    "/customers/{pk}/panels/",
    "/customers/{pk}/timeline/",
    "/customers/{pk}/axes/",
    f"/customers/?columns={COLUMNS}",
    "/api/v1/customers",
    "/api/v1/customers/{pk}",
    *(f"/customers/{{pk}}/standings/{kind}/" for kind in KINDS),
    "/today/",
)
#: Those that tell amounts to whoever may know them.
TELLING = {
    *("/insight/rfm/", "/loyalty/pyramid/", "/loyalty/", "/loyalty/lifecycle/"),
    *("/insight/rfm/?xlsx=", "/loyalty/pyramid/?xlsx=", "/loyalty/?xlsx=", "/loyalty/lifecycle/?xlsx="),
    *("/insight/compare/figures/", "/insight/compare/rfm/", "/insight/compare/abc/", "/insight/compare/pyramid/"),
    *("/insight/explain/{pk}/tier/", "/insight/explain/{pk}/abc/"),
    *("/customers/", "/customers/{pk}/", "/customers/{pk}/timeline/"),
    *(f"/customers/{{pk}}/standings/{kind}/" for kind in ("tier", "abc", "rfm", "profit", "net_sales_12m")),
}
#: Those that are about nothing else.
SHUT = {
    *(f"/insight/compare/{measure}/" for measure in ("figures", "clv", "lifetime")),
    *(f"/insight/compare/{measure}/customers/?way=grown" for measure in ("figures", "clv", "lifetime")),
    *(f"/customers/{{pk}}/standings/{kind}/" for kind in ("net_sales_12m", "margin_12m", "clv", "lifetime")),
}


@pytest.fixture(scope="module")
def judged(django_db_setup, django_db_blocker, tmp_path_factory):
    """The folder of what is found as of June and of July."""
    folder = tmp_path_factory.mktemp("judged")

    def make():
        mei = a_person("Mei", role=Role.MANAGER)
        firm = a_firm(zheng=mei, bai=mei)
        a_sale(firm["bai"], date(2025, 5, 11))
        OrderLine.objects.update(unit_price=EACH, amount=F("quantity") * EACH, unit_cost=0)
        Order.objects.update(total=2 * EACH)
        for day in (EARLIER, JULY):
            compute(day, by=mei)
        for kind in ("tier", "abc"):
            moved(firm["zheng"], kind)
        return folder, firm["zheng"].pk

    with a_world(django_db_blocker, make, WAREHOUSE_DIR=folder / "warehouse") as world:
        yield world


def moved(customer, kind):
    """As if it had stood elsewhere until July, with less to show for it."""
    now = customer.standings.get(kind=kind, until=None)
    past = {"value": 2 * EACH, "value_share": 0.25, "share_before": 0.9, "place": 2, "ranked_customers": 3}
    now.since = JULY
    now.save()
    customer.standings.create(
        kind=kind, value={"tier": "lead", "abc": "C"}[kind], since=EARLIER, until=JULY, as_of=JULY, evidence=past
    )


@pytest.fixture
def pk(db, judged, warehouse_folder):
    """Zheng, of whom most is known."""
    folder, pk = judged
    shutil.copytree(folder, warehouse_folder.parent, dirs_exist_ok=True)
    return pk


def test_whoever_may_not_know_amounts_learns_none_from_any_page_about_customers(client, ada, pk):
    client.force_login(ada)
    whole = {place: client.get(place.format(pk=pk)) for place in ADDRESSES}

    hide(ada)
    told = {place: client.get(place.format(pk=pk)) for place in ADDRESSES}

    assert {place for place, answer in whole.items() if tells(answer)} >= TELLING
    assert [place for place, answer in told.items() if tells(answer) and place not in TYPED] == []
    assert [place for place in TYPED if of_sales(numbers_in(told[place]))] == []
    assert {place for place, answer in told.items() if answer.status_code != 200} == SHUT
    assert {place for place, answer in whole.items() if answer.status_code != 200} == set()


@pytest.mark.parametrize("kind", ["net_sales_12m", "clv"])
def test_nor_by_asking_a_list_for_what_they_may_not_see(client, ada, pk, kind):
    hide(ada)
    client.force_login(ada)

    asked = [client.get("/customers/", query).status_code for query in ({f"{kind}.min": "1"}, {"columns": kind})]

    assert asked[0] == 400
    assert client.get("/api/v1/customers", {"sort": f"-{kind}"}).status_code == 400


def test_evidence_keeps_what_is_no_amount(client, ada, pk):
    client.force_login(ada)
    before = client.get(f"/api/v1/customers/{pk}").json()

    hide(ada)
    after = client.get(f"/api/v1/customers/{pk}").json()

    assert {"net_sales_12m", "clv"} <= before.keys() - after.keys()
    assert before["tier"]["evidence"].keys() - after["tier"]["evidence"].keys() == {"value", "value_share"}
    assert after["tier"]["evidence"]["place"] == before["tier"]["evidence"]["place"]


def test_an_export_holds_none(ada, pk):
    hide(ada)

    rows = str(list(Sheet(registry.entity_named("customers"), "", by=ada, whole=True).rows()))

    assert f"{12 * EACH}" not in rows
    assert "郑山茶庄" in rows
