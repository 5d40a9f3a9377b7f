"""What a program makes is its person's own, unless it says otherwise."""

import pytest

from tests.cast import a_person
from zhike.kit.testing.acting import Program
from zhike.kit.testing.contracts.programs import with_token
from zhike.kit.testing.example.models import Plant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "values", "owner"),
    [
        ("/plants", {"name": "文竹", "label": "A"}, "keeper"),
        ("/customers", {"name": "山月茶馆"}, "owner"),
        ("/tasks", {"title": "回访"}, "assignee"),
        ("/leads", {"name": "林晓"}, "owner"),
    ],
)
def test_what_a_token_makes_is_its_owner_s(ana, path, values, owner):
    made = with_token(ana, "*:write").post(path, values)

    assert (made.status_code, made.json()[owner]) == (201, {"id": ana.pk, "title": "Ana"}), made.json()
    assert with_token(ana, "*:read").get(f"{path}/{made.json()['id']}").status_code == 200


def test_each_row_of_a_batch_that_names_nobody_is_its_sender_s(ada, ana):
    rows = [{"name": "a", "label": "A"}, {"name": "b", "label": "B", "keeper": ana.pk}]

    answer = Program(ada).post("/plants/batch", {"mode": "create", "rows": rows}).json()

    assert answer["done"] == 2
    assert [plant.keeper for plant in Plant.objects.order_by("label")] == [ada, ana]


def test_who_says_nobody_means_nobody(ana, mei):
    values = {"name": "文竹", "label": "A", "keeper": None}

    refused, made = Program(ana).post("/plants", values), Program(mei).post("/plants", values)

    assert (refused.status_code, made.status_code) == (409, 201)
    assert Plant.objects.get().keeper is None


def test_who_may_not_set_the_owner_is_not_put_in_their_place(mei):
    type(mei).objects.filter(pk=mei.pk).update(grants={"fields": {"plants": {"keeper": "read"}}})

    made = Program(mei).post("/plants", {"name": "文竹", "label": "A"})

    assert (made.status_code, Plant.objects.get().keeper) == (201, None)


def test_a_change_leaves_the_owner_as_they_were(mei):
    kai = a_person("Kai", team="South")
    plant = Plant.objects.create(name="a", label="A", keeper=kai)

    Program(mei).patch(f"/plants/{plant.pk}", {"pots": 7})

    assert plant.fresh().keeper == kai
