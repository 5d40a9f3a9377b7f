"""The page of risk signals: who sees which alert, what opens from it, and what is kept of a look into it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.cast import a_customer, a_person, a_receipt
from tests.cast.desk import a_rule_of_approval
from tests.cast.papers import a_quote, an_order
from zhike.insight import warehouse
from zhike.insight.checks import check, reopen
from zhike.insight.computing import kept
from zhike.insight.computing.limits import limits_of_approval
from zhike.insight.measures.engines import open_facts
from zhike.insight.measures.measure import plain
from zhike.insight.measures.signals import Signals
from zhike.insight.models import Run, SignalCheck
from zhike.insight.pictures.alerts import in_sight
from zhike.insight.pictures.seen import Seen
from zhike.insight.tests.pictures_cast import JULY
from zhike.insight.tests.signals_cast import World
from zhike.insight.tests.test_pictures import page_of, text_of
from zhike.kit.audit.trace import trace_of
from zhike.kit.refusal import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 20)


def a_run(world, measure=None):
    """A kept run over these papers."""
    found = world.found(measure or Signals(), as_of=JULY)
    run = Run.objects.create(
        measure="signals", as_of=JULY, status=Run.Status.DONE, parameters=plain(dict(found.parameters))
    )
    kept.keep(run, found.tables)
    return run


def twice(world, customer, *, number, amount=800, kind="payment", **told):
    """Two equal payments of a customer."""
    for place in range(2):
        paper = f"{number + place}"
        world.paper(
            kind, paper, DAY + timedelta(days=place), amount, customer=f"{customer.pk}", reference=paper[:-1], **told
        )


def seen_by(person, run):
    return [row["rule"] for row in in_sight(Seen(run, by=person))]


def test_an_alert_names_its_customer_its_reasons_and_opens_its_papers(client, admin):
    receipts = [a_receipt(owner=admin, amount=800) for _twice in range(2)]
    customer, world = receipts[0].customer, World()
    for place, receipt in enumerate(receipts):
        told = {"customer": f"{customer.pk}", "reference": "B1"}
        world.paper("payment", f"{receipt.pk}", DAY + timedelta(days=place), 800, **told)
    a_run(world)

    page = text_of(page_of(client, admin, "signals"))

    assert "2 payments of ¥800.00; days from the first to the last: 1." in page
    assert "They carry the same bank reference." in page
    assert reverse("kit:detail", args=["customers", customer.pk]) in page
    for receipt in receipts:
        assert f"Receipt {receipt.number} · 2025-06-2" in page
        assert reverse("kit:detail", args=["receipts", receipt.pk]) in page


def test_managers_see_the_alerts_of_customers_in_their_sight_and_staff_see_none(client, ana, mei, admin):
    world = World()
    near, far = a_customer("清泉茶庄", owner=ana), a_customer("竹里茶行", owner=a_person("Far", team=None))
    twice(world, near, number=10)
    twice(world, far, number=20)
    run = a_run(world)

    assert [len(seen_by(person, run)) for person in (admin, mei, ana)] == [2, 1, 0]
    assert "竹里茶行" not in text_of(page_of(client, mei, "signals"))
    assert "清泉茶庄" not in text_of(page_of(client, ana, "signals"))


def test_an_alert_about_a_seller_is_seen_by_who_sees_all_its_customers_and_never_by_the_seller(ana, mei, admin):
    def a_burst(seller, *owners):
        world = World()
        keys = [f"{a_customer(owner=owner).pk}" for owner in owners]
        for place, ago in enumerate([*range(300, 20, -30), *(3, 3, 3, 2, 2, 2, 1, 1)]):
            told = {"customer": keys[place % len(keys)], "seller": f"{seller.pk}"}
            world.paper("sale", f"{place}", JULY - timedelta(days=ago), 100, **told)
        return a_run(world, Signals(least_strength=0.3))

    own, mixed = a_burst(ana, ana, ana), a_burst(ana, ana, a_person("Far", team=None))

    assert (seen_by(admin, own), seen_by(mei, own)) == (["burst"], ["burst"])
    assert (seen_by(admin, mixed), seen_by(mei, mixed)) == (["burst"], [])
    assert seen_by(mei, a_burst(mei, ana, ana)) == []


def test_what_was_looked_into_leaves_the_list_and_counts_in_the_share_that_was_real(client, admin):
    world = World()
    for number in (10, 20):
        twice(world, a_customer(f"客户{number}"), number=number)
    run = a_run(world)
    first, second = (row["alert"] for row in in_sight(Seen(run, by=admin)))
    client.force_login(admin)

    told = {"alert": first, "verdict": "real", "note": "退给了对方"}
    answer = client.post(reverse("insight:signal-check"), told, follow=True)
    check(second, by=admin, verdict="fine")

    page = text_of(page_of(client, admin, "signals"))
    assert answer.status_code == 200
    assert "Real so far: 1 of 2 looked into (50%)." in page
    assert "To check today" not in page
    assert "退给了对方" in page
    kept_check = SignalCheck.objects.get(alert=first)
    assert [entry.verb for entry in trace_of(kept_check)] == ["insight.check"]

    client.post(reverse("insight:signal-reopen"), {"alert": first})
    assert "To check today" in text_of(page_of(client, admin, "signals"))
    assert SignalCheck.objects.count() == 1


def test_with_another_paper_it_is_asked_again(admin):
    world, customer = World(), a_customer()
    twice(world, customer, number=10)
    before = in_sight(Seen(a_run(world), by=admin))[0]["alert"]
    check(before, by=admin, verdict="fine")
    world.paper("payment", "99", DAY, 800, customer=f"{customer.pk}")

    after = in_sight(Seen(a_run(world), by=admin))[0]["alert"]

    assert not SignalCheck.objects.filter(alert=after).exists()


def test_refusals_change_nothing(ana, mei, admin):
    world = World()
    twice(world, a_customer(owner=a_person("Far", team=None)), number=10)
    run = a_run(world)
    (row,) = in_sight(Seen(run, by=admin))

    with pytest.raises(NotAllowed):
        check(row["alert"], by=ana, verdict="fine")
    for by, alert, verdict in ((mei, row["alert"], "fine"), (admin, "nothing", "fine"), (admin, row["alert"], "maybe")):
        with pytest.raises(Refusal):
            check(alert, by=by, verdict=verdict)
    with pytest.raises(Refusal):
        reopen(row["alert"], by=admin)
    assert not SignalCheck.objects.exists()

    check(row["alert"], by=admin, verdict="fine")
    with pytest.raises(Refusal, match="meanwhile"):
        check(row["alert"], by=admin, verdict="real")
    assert SignalCheck.objects.get().verdict == "fine"


def test_the_list_is_as_long_as_a_team_can_check(client, admin):
    world = World()
    for number in range(10, 100, 10):
        twice(world, a_customer(), number=number)
    a_run(world, Signals(per_day=4))

    page = text_of(page_of(client, admin, "signals"))

    assert page.count('name="verdict" value="real"') == 4
    assert "9 alerts wait; at risk are ¥7,200." in page


def test_nothing_found_is_said(client, admin):
    a_run(World())

    assert "Nothing waits to be checked." in text_of(page_of(client, admin, "signals"))


def test_the_papers_of_the_database_raise_the_alerts_by_the_rules_of_approval(admin, ana):
    a_rule_of_approval(from_amount=Decimal(50_000), noun="sales.quote")
    customer = a_customer(owner=ana)
    today = date(2026, 3, 20)
    for place in range(2):
        a_receipt(
            owner=admin, customer=customer, amount=300, reference="B7", received_on=today - timedelta(days=3 - place)
        )
        a_quote(
            owner=ana,
            customer=customer,
            list_price="48000",
            quantity=1,
            issued_on=today - timedelta(days=3),
        )
    back = an_order(owner=ana, kind="return", total=Decimal(-90), placed_on=today - timedelta(days=1))

    with open_facts(warehouse.load().folder) as facts:
        found = Signals(**limits_of_approval()).fit(facts, as_of=today)

    rows = {row["rule"]: row for row in found.table.to_pylist()}
    assert set(rows) == {"twice", "split", "back"}
    assert (rows["split"]["seller"], rows["split"]["at_risk"]) == (f"{ana.pk}", 96_000)
    assert (rows["twice"]["customer"], rows["twice"]["at_risk"]) == (f"{customer.pk}", 300)
    assert "same bank reference" in rows["twice"]["why"]
    papers = {row["alert"]: row["paper"] for row in found.tables["papers"].to_pylist()}
    assert papers[rows["back"]["alert"]] == f"{back.pk}"
