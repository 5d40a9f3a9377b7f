"""Objections in the cube explorer."""

from datetime import date

import pytest

from tests.cast import a_customer, a_decided_objection, a_product, an_objection, an_objection_kind
from zhike.insight.cubes.drilling import address
from zhike.insight.cubes.tests.cast import ALL, ask, built, numbers

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(settings, tmp_path, ana, bo):
    """Of the price two were overcome and one was not, one is open; of the time one of Bo's was lost."""
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    price, timing, pot = an_objection_kind(name="Price"), an_objection_kind(name="Time"), a_product()
    house, of_bo = a_customer(owner=ana), a_customer(owner=bo)
    told = {"kind": price, "seller": ana, "customer": house, "raised_on": date(2026, 3, 2)}
    a_decided_objection(**told, method="ask", outcome="overcome")
    a_decided_objection(**told, method="ask", outcome="lost", timing="later")
    a_decided_objection(**told, method="turn", outcome="overcome", product=pot)
    an_objection(**told, method="turn")
    a_decided_objection(
        kind=timing, seller=bo, customer=of_bo, method="ask", outcome="lost", raised_on=date(2026, 3, 3)
    )
    return built(), {"price": price, "time": timing, "pot": pot}


def test_ways_are_counted_with_the_share_that_helped(ada, book):
    at, _rows = book

    def told(measure, rows="method", columns="-"):
        return numbers(
            ask(f"cube=objections&rows={rows}&columns={columns}&measures={measure}&window=all", by=ada, at=at)
        )

    assert told("objections") == {("ask",): 3, ("turn",): 2, (ALL,): 5}
    assert told("decided")[("turn",)] == 1
    assert told("overcome") == {("ask",): 1, ("turn",): 1, (ALL,): 2}
    assert told("share_overcome")[("turn",)] == 1
    assert told("share_overcome")[(ALL,)] == pytest.approx(0.5)
    by_kind = told("objections", rows="kind", columns="outcome")
    assert (by_kind["Price", "overcome"], by_kind["Price", "open"], by_kind["Time", "lost"]) == (2, 1, 1)


def test_a_cell_of_a_kind_opens_the_objections_of_that_kind(client, ada, book):
    at, rows = book
    found = ask("cube=objections&rows=kind&columns=-&measures=objections&window=all", by=ada, at=at)
    client.force_login(ada)

    page = client.get(address(found, ("Price",), found.question.measures[0]))

    assert page.status_code == 200
    assert {one.kind for one in page.context["page"].rows} == {rows["price"]}


def test_they_are_cut_by_time_product_and_seller(ada, ana, bo, book):
    at, rows = book

    def told(by):
        found = numbers(ask(f"cube=objections&rows={by}&columns=-&measures=objections&window=all", by=ada, at=at))
        return {(str(value),) if value is not ALL else (ALL,): count for (value,), count in found.items()}

    assert told("timing") == {("at_once",): 4, ("later",): 1, (ALL,): 5}
    assert told("product")[(str(rows["pot"].pk),)] == 1
    assert (told("seller")[(str(ana.pk),)], told("seller")[(str(bo.pk),)]) == (4, 1)


def test_people_count_the_objections_of_their_own_customers(ana, book):
    at, _rows = book

    found = numbers(ask("cube=objections&rows=kind&columns=-&measures=objections&window=all", by=ana, at=at))

    assert found == {("Price",): 4, (ALL,): 4}
