"""What the REST interface says, beyond what every noun promises."""

import json
from decimal import Decimal

import pytest
from django.test import Client

from tests.cast import a_customer, a_finished_task, a_graded_customer, a_person, a_receipt, a_task
from zhike.api.rest.routes import api
from zhike.kit.registry import entities, verbs_of
from zhike.kit.testing.acting import Program
from zhike.kit.testing.observing import trace
from zhike.work.models import Priority

CARRIED = {"version": 1, "created_at": "2026-03-12T10:00:00+08:00", "changed_at": "2026-03-12T10:00:00+08:00"}


def test_a_row_is_told_in_iso_dates_and_related_titles(clock, ana, teahouse, task):
    assert Program(ana).get(f"/tasks/{task.pk}").json() == {
        "id": task.pk,
        "title": "Call about the kettle",
        "tags": [],
        "starred": False,
        "customer": {"id": teahouse.pk, "title": "山月茶馆"},
        "due_on": "2026-03-13",
        "kind": "todo",
        "priority": 2,
        "status": "open",
        "assignee": {"id": ana.pk, "title": "Ana"},
        "note": "",
        **CARRIED,
    }


def test_money_and_moments_are_text_in_the_zone_of_the_business(ana, order):
    told = Program(ana).get(f"/orders/{order.pk}").json()

    assert (told["total"], told["placed_at"]) == ("760.0000", "2026-03-02T15:30:00+08:00")


def test_a_standing_comes_with_its_birth_certificate(ana):
    customer = a_graded_customer(owner=ana, clv=Decimal("31000.50"))

    told = Program(ana).get(f"/customers/{customer.pk}").json()

    born = {"since": "2026-03-01", "as_of": "2026-03-12", "rule_version": "v1", "evidence": {"purchases_90d": 3}}
    assert told["tier"] == {"value": "gold", "number": None, **born}
    assert told["clv"] == {"value": None, "number": "31000.5000", **born}


def test_what_is_not_known_of_a_customer_is_null(ana, teahouse):
    told = Program(ana).get(f"/customers/{teahouse.pk}").json()

    assert (told["tier"], told["clv"], told["parent"]) == (None, None, None)


def test_the_list_speaks_the_language_of_the_screen(ana):
    gold = a_customer("清溪茶庄", owner=ana, tier="gold", net_sales_12m=Decimal(5000))
    a_customer("清和茶庄", owner=ana, tier="gold", net_sales_12m=Decimal(400))
    a_customer("清远茶庄", owner=ana, tier="iron", net_sales_12m=Decimal(9000))

    found = Program(ana).client.get("/api/v1/customers?tier=gold&tier=silver&net_sales_12m.min=1000&q=qx").json()

    assert [item["name"] for item in found["items"]] == ["清溪茶庄"]
    assert found["items"][0]["id"] == gold.pk
    assert found["next"] is None


def test_the_next_page_keeps_the_question(ana):
    names = ["安茶", "白茶", "陈茶"]
    for name in names:
        a_customer(name, owner=ana, region="华北")
    program = Program(ana)

    first = program.get("/customers", region="华北", sort="-name", limit="2").json()
    second = program.get(first["next"]).json()

    assert [item["name"] for item in first["items"] + second["items"]] == ["陈茶", "白茶", "安茶"]
    assert first["next"].startswith("/api/v1/customers?region=")
    assert second["next"] is None


def test_two_hundred_rows_are_the_most(ana):
    answer = Program(ana).get("/tasks", limit="1000")

    assert (answer.status_code, answer.json()["detail"]) == (400, "The limit is a number from 1 to 200.")


def test_a_refusal_is_a_problem_in_words(ana):
    task = a_finished_task(owner=ana)

    answer = Program(ana).post(f"/tasks/{task.pk}/complete")

    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:zhike:refused",
        "title": "refused",
        "status": 409,
        "detail": "This task is closed already; reopen it first.",
    }


def test_a_missing_value_is_told_by_field(ana):
    answer = Program(ana).post("/tasks", {"assignee": ana.pk, "priority": 9})

    assert (answer.status_code, answer.json()["field"]) == (422, "title")
    assert answer.json()["errors"] == {
        "title": ["“title” is missing."],
        "priority": ["“9” is not a choice for “priority”. Send one of: 1, 2, 3."],
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": "x", "due_on": "soon"}, "due_on"),
        ({"title": "x", "customer": "tea house"}, "customer"),
        ({"title": "x", "priority": 1e30}, "priority"),
        ({"title": ["x"]}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"status": "done"}, "status"),
        ([], None),
        ("words", None),
    ],
)
def test_a_misshapen_body_is_refused_by_the_name_of_its_fault(ana, body, field):
    answer = Program(ana).client.post("/api/v1/tasks", json.dumps(body), content_type="application/json")

    assert (answer.status_code, answer.json().get("field")) == (422, field)


@pytest.mark.parametrize("body", ["{", "", "{'title': 1}", '{"priority": NaN}', "\ufeff{}"])
def test_a_body_that_is_no_json_is_refused(ana, body):
    answer = Program(ana).client.post("/api/v1/tasks", body, content_type="application/json")

    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_refusal_speaks_the_language_of_the_person(db):
    sentences = {}
    for language in ("en", "zh-hans"):
        program = Program(a_person(f"Ana {language}", language=language))
        sentences[language] = program.post("/tasks", {"status": "done"}).json()["detail"]

    assert sentences == {
        "en": "“status” is only read and cannot be set; verbs may change it.",
        "zh-hans": "“status”只能读取，不能直接设置；有的动作会改变它。",
    }


def test_what_a_role_may_not_do_is_not_allowed(ana, mei):
    kettle = {"code": "K9", "name": "Kettle"}

    assert Program(ana).post("/products", kettle).status_code == 403
    assert Program(mei).post("/products", kettle).status_code == 201


def test_work_is_given_to_people_at_work(mei, task):
    gone, robot = a_person("Gil", is_active=False), a_person("Robot", is_robot=True)

    for nobody in (gone, robot):
        answer = Program(mei).patch(f"/tasks/{task.pk}", {"assignee": nobody.pk})
        assert (answer.status_code, answer.json()["field"]) == (422, "assignee")


def test_a_person_made_inactive_is_a_stranger(ana, task):
    program = Program(ana)
    type(ana).objects.filter(pk=ana.pk).update(is_active=False)

    assert program.get(f"/tasks/{task.pk}").status_code == 401


def test_a_manager_gives_work_within_the_team(mei, ana, task):
    cai = a_person("Cai")

    answer = Program(mei).patch(f"/tasks/{task.pk}", {"assignee": cai.pk, "priority": Priority.HIGH})

    assert answer.json()["assignee"] == {"id": cai.pk, "title": "Cai"}
    assert trace(task) == ["Mei changed this"]


def test_a_page_of_another_site_cannot_write(ana, task):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ana)

    answer = browser.patch(f"/api/v1/tasks/{task.pk}", {"title": "x"}, content_type="application/json")

    assert (answer.status_code, answer.json()["detail"]) == (403, "The request carries no valid CSRF token.")


@pytest.mark.parametrize(
    "path", ["/tasks/1/explode", "/tasks/1/create", "/tasks/nine", "/nonsense", "/tasks/1/complete/"]
)
def test_what_has_no_address_is_not_found(ana, path):
    assert Program(ana).post(path, {}).status_code in (404, 405)


def test_nothing_is_deleted_or_replaced(ana, task):
    client = Program(ana).client

    answer = client.delete(f"/api/v1/tasks/{task.pk}")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, PATCH")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "Nothing is deleted through the interface."
    assert task.fresh().pk == task.pk
    assert client.put(f"/api/v1/tasks/{task.pk}", {}, content_type="application/json").status_code == 405


def test_the_description_names_every_address_and_is_for_staff(ana):
    description = Program(ana).get("/openapi.json").json()

    assert {path.split("/")[3] for path in description["paths"]} == {
        "webhooks",
        "merges",
        *(entity.slug for entity in entities()),
    }
    assert set(description["paths"]["/api/v1/orders/{pk}"]) == {"get"}
    assert set(description["paths"]["/api/v1/tasks/{pk}"]) == {"get", "patch"}
    assert description["components"]["schemas"]["TaskValues"]["required"] == ["title"]
    assert Client().get("/api/v1/openapi.json").status_code == 401


def test_the_body_of_a_verb_is_described_by_its_own_parameters():
    description = api.get_openapi_schema()
    asked = {(entity.slug, verb.word): verb for entity in entities() for verb in verbs_of(entity.model)}

    described = {
        (slug, word): set(parameters_described(description, operations["post"]))
        for path, operations in description["paths"].items()
        for slug, word in [(path.split("/")[3], path.split("/")[-1])]
        if (slug, word) in asked
    }

    assert described == {address: {one.name for one in verb.parameters} for address, verb in asked.items()}


def parameters_described(description, operation):
    shape = operation["requestBody"]["content"]["application/json"]["schema"]
    name = (shape.get("$ref") or shape["allOf"][0]["$ref"]).rpartition("/")[2]
    return description["components"]["schemas"][name].get("properties", {})


def test_a_bad_version_tag_is_refused(ana, task):
    answer = Program(ana).patch(f"/tasks/{task.pk}", {"title": "x"}, if_match="yesterday")

    assert (answer.status_code, answer.json()["field"]) == (422, "If-Match")


def test_null_leaves_out_what_a_verb_can_do_without(ada):
    customer = a_customer(owner=ada)

    answer = Program(ada).post(f"/customers/{customer.pk}/bill_to", {"title": "Tea House", "tax_number": None})

    assert (answer.status_code, customer.billing_details.get().tax_number) == (200, "")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_reason_that_is_asked_for_is_not_blank(ana, reason):
    receipt = a_receipt(owner=ana)

    answer = Program(ana).post(f"/receipts/{receipt.pk}/withdraw_receipt", {"reason": reason})

    assert (answer.status_code, answer.json()["field"]) == (422, "reason")
    assert answer.json()["detail"] == "“reason” is missing."
    assert receipt.fresh().withdrawn_on is None


def test_a_task_on_a_hidden_customer_can_still_be_moved_on(ana, dealer):
    task = a_task(owner=ana, customer=dealer)

    answer = Program(ana).patch(f"/tasks/{task.pk}", {"note": "Asked Bo."})

    assert (answer.status_code, answer.json()["customer"]) == (200, {"id": dealer.pk, "title": None})
