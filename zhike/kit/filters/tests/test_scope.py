"""A filter tells nobody about rows they may not read, and refuses by name what it does not know."""

import contextlib
import json

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import a_customer, a_plant, a_task, an_order
from zhike.customers.models import Customer
from zhike.kit import filters
from zhike.kit.filters.tests.test_where import found
from zhike.kit.filters.tests.trees import TREES
from zhike.kit.refusal import Refusal
from zhike.kit.registry import entity_of
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.example.models import Plant
from zhike.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def errand(ana, bo):
    """A task of Ana's about a customer only Bo may read."""
    hidden = a_customer("南岭茶行", owner=bo, kind="channel", tier="gold")
    a_task(title="errand", owner=ana, customer=hidden)
    return hidden


@pytest.mark.parametrize(
    "text",
    [
        "customer = {pk}",
        "customer in ({pk}, 1)",
        "customer.kind = channel",
        "customer.tier = gold",
        "customer.region starts 华",
        "customer.region is not empty",
        "customer is not empty",
        "not customer.kind in (enterprise, channel) and customer is not empty",
    ],
)
def test_a_hidden_row_pointed_at_answers_nothing(errand, ana, bo, text):
    asked = text.format(pk=errand.pk)

    assert found(Task, asked, by=ana) == []
    assert found(Task, f"not ({asked})", by=ana) == ["errand"]


def test_a_hidden_row_pointed_at_is_as_good_as_none(errand, ana):
    for text in ("customer is empty", "customer = none", "customer.kind is empty", "not customer = 1"):
        assert found(Task, text, by=ana) == ["errand"]


def test_the_plain_condition_of_an_address_is_no_way_around(errand, ana, ada):
    assert len(Program(ada).get("/tasks", customer=errand.pk).json()["items"]) == 1
    assert Program(ana).get("/tasks", customer=errand.pk).json()["items"] == []


def test_hidden_rows_that_point_here_do_not_count(ana, bo, ada):
    mother = a_plant(name="文竹", owner=ana)
    a_plant(name="苔", owner=bo, mother=mother, height=90)

    assert found(Plant, "has plants", by=ada) == ["文竹"]
    assert found(Plant, "has plants(height >= 90)", by=ana) == []
    assert found(Plant, "not has plants", by=ana) == ["文竹"]


def test_a_filter_for_orders_counts_only_what_the_asker_may_read(ana, bo, mei):
    an_order(customer=a_customer("甲", owner=ana))
    an_order(customer=a_customer("乙", owner=bo))

    assert found(Customer, "has orders", by=ana) == ["甲"]
    assert found(Customer, "has orders", by=mei) == ["甲"]


def test_names_of_hidden_rows_stand_in_no_sentence(errand, ana, bo):
    tree = filters.read(f"customer = {errand.pk}", entity_of(Task), by=ana)

    assert filters.words(tree, entity_of(Task), by=bo) == "Customer is 南岭茶行"
    assert filters.words(tree, entity_of(Task), by=ana) == "Customer is —"
    page = at_the_screen(ana).get("/tasks/", {"filter": f"customer = {errand.pk}"}).content.decode()
    assert "南岭" not in page


def test_strangers_reach_nothing(teahouse):
    stranger = AnonymousUser()

    for text in ("kind = enterprise", "not owner = me", "not owner.team = me"):
        assert found(Customer, text, by=stranger) == []


@pytest.mark.parametrize(
    ("text", "field", "hint"),
    [
        ("knd = a", "knd", "Did you mean “kind”"),
        ("password = a", "password", "no filter called"),
        ("owner.password = a", "owner.password", "no filter called"),
        ("owner.teem = 1", "owner.teem", "Did you mean “owner.team”"),
        ("owner.team.nam = a", "owner.team.nam", "Did you mean “owner.team.name”"),
        ("owner.team.name.x = a", "owner.team.name.x", "no filter called"),
        ("kind contains a", "kind", "possible are in, is, empty, filled"),
        ("clv contains a", "clv", "possible are min"),
        ("clv >= much", "clv", "is not a value"),
        ("clv >= NaN", "clv", "is not a value"),
        ("known_since last 9z", "known_since", "is not a value"),
        ("known_since last 9999y", "known_since", "is not a value"),
        ("known_since = 9999-12-31", "known_since", "is not a value"),
        ("region last 3d", "region", "possible are"),
        ("owner = you", "owner", "is not a value"),
        ("customers.parent = me", "customers.parent", "no filter called"),
        ("owner >= none", "owner", "possible are in"),
        ("has order", "order", "Did you mean “orders”"),
        ("has orders(customer.owner.team = me)", "customer.owner.team", "more than 2 steps"),
        ("has orders(customer.owner.name = a)", "customer.owner.name", "more than 2 steps"),
        ("has orders(has tasks)", "tasks", "Nothing called"),
        ("has customers", "customers", "Did you mean “customers."),
    ],
)
def test_what_is_not_known_is_refused_by_name(ana, text, field, hint):
    with pytest.raises(Refusal, match=hint) as refusal:
        filters.read(text, entity_of(Customer), by=ana)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "tree",
    [
        [],
        {"all": []},
        {"all": {}},
        {"all": [{}]},
        {"not": None},
        {"has": 5},
        {"has": "orders", "where": 5},
        {"field": "kind"},
        {"field": "kind", "op": "in"},
        {"field": "owner", "op": "in", "values": []},
        {"field": "kind", "op": "in", "values": "a"},
        {"field": "kind", "op": "in", "values": [["a"]]},
        {"field": "kind", "op": "is", "values": ["a", "b"]},
        {"field": "kind", "op": "is", "values": ["a"], "or": 1},
        {"field": "region", "op": "has", "values": ["\x00"]},
        {"field": "region", "op": "has", "values": ["\ud800"]},
        {"field": "clv", "op": "min", "values": ["1e999999"]},
        {"any": [{"field": "kind", "op": "is", "values": ["channel"]}] * 101},
        {"field": "kind", "op": "in", "values": ["a"] * 501},
        json.loads('{"not":' * 12 + "1" + "}" * 12),
    ],
)
def test_a_malformed_tree_is_refused(ana, tree):
    with pytest.raises(Refusal) as refusal:
        filters.where(tree, entity_of(Customer), by=ana)
    assert refusal.value.field

    answer = Program(ana).get("/customers", filter=json.dumps(tree))
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["field"]


def test_the_interface_tells_the_field(ana):
    problem = Program(ana).get("/customers", filter="knd = a").json()

    assert (problem["status"], problem["field"]) == (400, "knd")
    assert problem["detail"] == "This list has no filter called “knd”. Did you mean “kind”?"


@given(tree=TREES | st.recursive(st.none() | st.text(), lambda some: st.lists(some) | st.dictionaries(st.text(), some)))
@settings(max_examples=150, deadline=None)
def test_whatever_is_sent_is_a_filter_or_a_refusal(tree):
    with contextlib.suppress(Refusal):
        filters.where(tree, entity_of(Plant), by=AnonymousUser())
