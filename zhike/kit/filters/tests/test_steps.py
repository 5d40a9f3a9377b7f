"""Conditions two steps away: each step goes only to rows that the asker may read."""

import pytest

from tests.cast import a_customer, a_person, a_plant, a_task, a_team, an_added_field, an_order
from zhike.customers.models import Customer
from zhike.kit import filters, writing
from zhike.kit.filters.tests.test_where import found
from zhike.kit.registry import entity_of
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.example.models import Plant
from zhike.sales.models import Order
from zhike.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def south(db):
    return a_team("South")


def test_orders_are_found_by_the_team_of_who_looks_after_their_customer(ada, ana, south):
    eve = a_person("Eve", team="South")
    east, _south = [an_order(customer=a_customer(name, owner=by)) for name, by in (("甲", ana), ("乙", eve))]

    assert found(Order, f"customer.owner.team = {ana.team_id}", by=ada) == [str(east)]
    assert found(Order, f"not customer.owner.team = {south.pk}", by=ada) == [str(east)]
    assert found(Order, "customer.owner.team = me", by=ana) == [str(east)]
    numbers = [row["id"] for row in Program(ada).get("/orders", filter="customer.owner.name = Ana").json()["items"]]
    assert numbers == [east.pk]


def test_customers_are_found_by_what_their_tasks_point_at(ada, ana):
    first, second = a_customer("甲", owner=ana, tier="gold"), a_customer("乙", owner=ana)
    for customer in (first, second):
        a_task(customer=customer, owner=ana)

    assert found(Customer, "has tasks(customer.tier = gold)", by=ada) == ["甲"]
    assert found(Customer, "has tasks(assignee.team = me)", by=ana) == ["甲", "乙"]


def test_a_hidden_row_on_the_way_answers_nothing(ana, bo):
    a_task(title="errand", owner=ana, customer=a_customer("南岭茶行", owner=bo))

    for text in ("customer.owner.name = Bo", "customer.owner.team is not empty", "customer.owner.role = staff"):
        assert found(Task, text, by=ana) == []
        assert found(Task, f"not {text}", by=ana) == ["errand"]


def test_nothing_on_the_way_is_empty(ada):
    a_task(title="alone", owner=ada)
    a_task(title="of nobody", owner=ada, customer=a_customer(owner=None))

    assert found(Task, "customer.owner.team is empty", by=ada) == ["alone", "of nobody"]


def test_a_sentence_names_the_way(ada, ana):
    tree = filters.read(f"customer.owner.team = {ana.team_id}", entity_of(Order), by=ada)

    assert filters.words(tree, entity_of(Order), by=ada) == "Customer › owner: team is East"


def test_the_form_offers_both_steps_and_no_third(ada):
    page = at_the_screen(ada).get("/orders/filter/", {"filter": "customer.owner.team = 1"}).text

    assert '<optgroup label="Customer › owner">' in page
    assert '<option value="customer.owner.team" selected>Customer › owner: team</option>' in page
    assert "customer.owner.team.name" not in page


def test_inside_related_records_the_form_goes_one_step_on(ada):
    page = at_the_screen(ada).get("/customers/filter/", {"filter": "has tasks(customer.kind = channel)"}).text

    assert '<option value="customer.kind" selected>Customer: kind</option>' in page
    assert 'value="customer.owner.team"' not in page


def test_a_link_that_people_added_leads_on_too(ada, ana, bo):
    name = an_added_field("link", label="Customer", link_to="customers.customer").name
    fern, moss, _ivy = [a_plant(name=name, owner=ana) for name in ("Fern", "Moss", "Ivy")]
    writing.change(fern, by=ada, values={name: a_customer("甲", owner=ana, tier="gold")})
    writing.change(moss, by=ada, values={name: a_customer("乙", owner=bo, tier="gold")})

    assert found(Plant, f"{name}.tier = gold", by=ada) == ["Fern", "Moss"]
    assert found(Plant, f"{name}.tier = gold", by=ana) == ["Fern"]
    assert found(Plant, f"not {name}.tier = gold", by=ana) == ["Moss", "Ivy"]
    assert found(Plant, f"{name}.owner.name = Bo", by=ada) == ["Moss"]
