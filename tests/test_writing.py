"""Plain creating and changing."""

import pytest

from tests.cast import a_customer, a_person, a_plant, a_task
from zhike.kit import writing_many
from zhike.kit.audit.trace import trace_of
from zhike.kit.events import Event
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.search import find
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import announced, refused, trace
from zhike.kit.writing import change, create, errors_by_field
from zhike.sales.models import Order
from zhike.work.models import Task


def test_a_new_row_is_traced_announced_and_found(ana, teahouse):
    task = create(Task, by=ana, values={"title": "寄样品", "customer": teahouse, "assignee": ana})

    assert trace(task) == ["Ana created this"]
    assert trace_of(task).get().changes["title"] == [None, "寄样品"]
    assert Event.objects.get().keys == {"task": task.pk, "by": ana.pk}
    assert list(find(Task.objects.all(), "样品")) == [task]


def test_a_change_tells_old_and_new(ana, task):
    change(task, by=ana, values={"title": "Call twice", "note": ""})

    assert trace_of(task).get().changes == {"title": ["Call about the kettle", "Call twice"]}
    assert announced() == ["work.task_changed"]


def test_the_same_again_is_no_change(ana, task):
    change(task, by=ana, values={"title": task.title})

    assert (task.fresh().version, trace(task), announced()) == (1, [], [])


def test_a_stale_change_is_refused(ana, task):
    change(task, by=ana, values={"title": "First"}, version=1)

    with refused("Somebody changed this while you were editing"):
        change(task, by=ana, values={"title": "Second"}, version=1)


def test_staff_may_not_make_a_row_for_somebody_else(ana, bo):
    with refused("out of your own sight"):
        create(Task, by=ana, values={"title": "x", "assignee": bo})


def test_staff_may_not_give_a_row_away(ana, bo, task):
    with refused("out of your own sight"):
        change(task, by=ana, values={"assignee": bo})


@pytest.mark.parametrize("as_key", [False, True])
def test_a_task_may_not_be_hung_on_a_customer_out_of_reach(ana, dealer, task, as_key):
    values = {"customer_id": dealer.pk} if as_key else {"customer": dealer}

    with refused("names nothing you can see") as at_hidden:
        change(task, by=ana, values=values)
    with refused("names nothing you can see") as at_nothing:
        change(task, by=ana, values={"customer_id": 987_654_321})

    assert str(at_hidden.value) == str(at_nothing.value)
    assert at_hidden.value.field == "customer"


def test_a_link_that_was_there_before_stays(ana, dealer):
    task = a_task(owner=ana, customer=dealer)

    change(task, by=ana, values={"customer": dealer, "note": "Ask Bo."})

    assert task.fresh().note == "Ask Bo."


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_robot": True}])
def test_nobody_is_given_work_who_is_not_at_work(mei, task, fields):
    gone = a_person("Gil", **fields)

    with refused("names nothing you can see"):
        change(task, by=mei, values={"assignee": gone})


@pytest.mark.parametrize("name", ["status", "done_at", "id", "version", "created_at", "nonsense"])
def test_only_what_is_declared_for_writing_is_written(ana, task, name):
    with refused(f"There is no “{name}” to set here"):
        change(task, by=ana, values={name: "done"})
    with refused(f"There is no “{name}” to set here"):
        create(Task, by=ana, values={"title": "x", "assignee": ana, name: "done"})


def test_nobody_writes_the_ledger_by_hand(ada):
    with refused("Your role does not allow this") as refusal:
        create(Order, by=ada, values={"number": "1"})

    assert isinstance(refusal.value, NotAllowed)


def test_every_broken_rule_is_told_at_its_field(ana):
    a_plant(owner=ana, label="L")

    with refused() as refusal:
        create(Plant, by=ana, values={"name": "", "label": "L", "keeper": ana})

    assert errors_by_field(refusal.value) == {
        "name": ["This field cannot be blank."],
        "label": ["Plant with this Label already exists."],
    }


def test_a_rule_of_the_whole_row_stands_under_no_field(ana):
    with refused() as refusal:
        create(Plant, by=ana, values={"name": "Fern", "label": "L", "keeper": ana, "pots": 0})

    assert errors_by_field(refusal.value) == {"": ["Constraint “plant_in_a_pot” is violated."]}


def test_a_manager_may_take_up_what_nobody_owns(mei):
    customer = a_customer(owner=None)

    change(customer, by=mei, values={"owner": mei})

    assert trace(customer) == ["Mei changed this"]


def test_a_refusal_names_the_field_it_is_about(ana, dealer):
    with pytest.raises(Refusal) as refusal:
        create(Task, by=ana, values={"title": "x", "assignee": ana, "customer": dealer})

    assert refusal.value.field == "customer"


@pytest.mark.parametrize("note", ["a\tb", "a\\N", "\\N", "a\r\nb", "带“引号”", ""])
def test_many_rows_are_written_as_they_are(db, note):
    some = [Plant(name="文竹", label="1", note=note, custom={"1": note})]
    some += [Plant(name="吊兰", label="2", custom={"1": None})]
    writing_many.insert(some)

    assert [plant.pk for plant in Plant.objects.order_by("pk")] == [plant.pk for plant in some]
    assert Plant.objects.get(pk=some[0].pk).note == note
    assert [plant.custom for plant in Plant.objects.order_by("pk")] == [{"1": note}, {"1": None}]
