"""What the decorator of a verb adds: right, lock, trace, event, and refusal with nothing changed."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from tests.at_once import together
from tests.cast import a_person, a_plant
from zhike.kit.access.models import Role
from zhike.kit.actions import action
from zhike.kit.atomic import one_act
from zhike.kit.audit.door import through
from zhike.kit.audit.models import Door
from zhike.kit.audit.trace import trace_of
from zhike.kit.events import Event
from zhike.kit.search import find
from zhike.kit.testing.example.actions import hand_over, take_cutting, water
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import announced, refused, trace


@pytest.fixture
def plant(ana):
    return a_plant(owner=ana, watered_at=None, name="文竹")


def test_a_verb_tells_what_it_changed_and_announces_the_keys(ana, plant):
    water(plant, by=ana)

    assert trace(plant) == ["Ana watered this plant"]
    assert trace_of(plant).get().changes == {"watered_at": [None, "2026-03-12 02:00:00+00:00"]}
    assert Event.objects.get().keys == {"plant": plant.pk, "by": ana.pk}


def test_a_verb_works_on_the_row_as_it_is_now_and_gives_it_back(ana, plant):
    Plant.objects.filter(pk=plant.pk).update(note="Moved to the hall.")

    watered = water(plant, by=ana)

    assert watered.note == plant.fresh().note == "Moved to the hall."
    assert watered.version == 2


def test_a_refused_verb_leaves_nothing(ana, plant):
    water(plant, by=ana)

    with refused("It has water enough"):
        water(plant, by=ana)


def test_a_verb_may_not_take_a_row_out_of_the_actors_sight(ana, bo, plant):
    with refused("out of your own sight"):
        hand_over(plant, by=ana, to=bo)


def test_a_manager_hands_over_within_the_team_but_not_out_of_it(mei, bo, plant):
    cai = a_person("Cai")

    hand_over(plant, by=mei, to=cai)

    assert plant.fresh().keeper == cai
    with refused("out of your own sight"):
        hand_over(plant, by=mei, to=bo)


def test_a_verb_that_makes_a_row_is_traced_on_the_new_row(ana, plant):
    cutting = take_cutting(by=ana, mother=plant, label="C1")

    assert trace(cutting) == ["Ana took this cutting"]
    assert trace(plant) == []
    assert announced() == ["example.plant_grown"]


def test_a_verb_may_not_point_at_what_the_actor_cannot_see(ana, bo):
    theirs = a_plant(owner=bo)

    with refused("names nothing you can see"):
        take_cutting(by=ana, mother=theirs, label="C1")


def test_what_a_verb_wrote_is_found_by_search(ana, plant):
    hand_over(plant, by=ana, to=ana, because="窗台太晒")

    assert list(find(Plant.objects.all(), "太晒")) == [plant]


def test_a_verb_needs_its_right(plant, ana):
    ana.role = Role.STAFF
    refuse_all = action(Plant, title="Prune", past="pruned this plant", needs="load")(prune)

    try:
        with refused("Your role does not allow this"):
            refuse_all(plant, by=ana)
    finally:
        forget(refuse_all)


def test_someone_who_left_may_do_nothing(plant, ana):
    ana.is_active = False

    with refused("Your role does not allow this"):
        water(plant, by=ana)


def test_the_trace_knows_the_door(ana, plant):
    with through(Door.COMMAND):
        water(plant, by=ana)

    assert trace_of(plant).get().door == Door.COMMAND


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_act_one_after_the_other(ana):
    plant = a_plant(owner=ana, watered_at=None)

    told = together(*[lambda: water(plant, by=ana)] * 2)

    assert {str(one) for one in told} == {str(plant), "It has water enough."}
    assert trace(plant) == ["Ana watered this plant"]


@pytest.mark.django_db(transaction=True)
def test_a_verb_does_not_begin_on_a_row_somebody_else_holds(ana):
    plant, is_held, may_go, begun = a_plant(owner=ana), threading.Event(), threading.Event(), []
    look = action(Plant, title="Look", past="looked at this plant")(lambda plant, *, by: begun.append(plant))

    def hold():
        with transaction.atomic():
            Plant.objects.select_for_update().get(pk=plant.pk)
            is_held.set()
            may_go.wait(timeout=60)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    is_held.wait(timeout=60)
    with connection.cursor() as cursor:
        cursor.execute("set lock_timeout = '50ms'")
    try:
        with refused("Somebody else is changing this right now"):
            look(plant, by=ana)
        assert begun == []
    finally:
        forget(look)
        may_go.set()
        other.join()
        with connection.cursor() as cursor:
            cursor.execute("reset lock_timeout")


def test_two_of_a_kind_are_a_refusal_and_other_broken_rules_an_error(ana, plant):
    with refused("Somebody else saved the same just now"), one_act():
        Plant.objects.create(name="Twin", label=plant.label)
    with pytest.raises(IntegrityError), one_act():
        Plant.objects.create(name="No pot", label="N1", pots=0)


def prune(plant, *, by):
    """Cut it back."""


def forget(verb):
    from zhike.kit import registry

    registry._verbs[verb.model].remove(verb)
