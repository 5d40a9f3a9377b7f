"""How much, how often, in which form: what the door of the interface turns away, always in words."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from tests.at_once import together
from tests.cast import a_plant
from zhike.api.rest import limits
from zhike.api.rest.limits import REQUESTS, TooMuch, spend
from zhike.api.rest.models import Answered
from zhike.api.rest.problems import Misfit
from zhike.api.rest.repeating import forget_old_answers, once
from zhike.kit.testing.acting import Program
from zhike.kit.testing.contracts.programs import with_token
from zhike.kit.testing.observing import announced

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("send", "status"),
    [
        (lambda c: c.post("/api/v1/plants", "name=x", "application/x-www-form-urlencoded"), 415),
        (lambda c: c.post("/api/v1/plants", "x", "multipart/form-data"), 415),
        (lambda c: c.post("/api/v1/plants", "{", "application/json"), 400),
        (lambda c: c.post("/api/v1/plants", f'{{"note": "{"x" * 5 * 1024 * 1024}"}}', "application/json"), 413),
        (lambda c: c.post("/api/v1/plants?dry=1", "{}", "application/json"), 422),
        (lambda c: c.delete("/api/v1/plants/1"), 405),
        (lambda c: c.post("/api/v1/openapi.json", "{}", "application/json"), 405),
        (lambda c: c.get("/api/v1/nothing"), 404),
        (lambda c: c.get("/api/v1/plants/1?depth=3"), 400),
        (lambda c: c.get("/api/v1/plants?count=maybe"), 400),
        (lambda c: c.get("/api/v1/plants?=1"), 400),
    ],
)
def test_a_misfit_is_a_problem_with_its_own_status(ana, send, status):
    answer = send(Program(ana).client)

    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("name", ["   ", "\u3000", "\t\n"])
def test_a_name_of_spaces_is_no_name(ana, name):
    plant = a_plant(owner=ana)

    answer = Program(ana).patch(f"/plants/{plant.pk}", {"name": name})

    assert (answer.status_code, answer.json().get("field")) == (422, "name"), answer.json()


def test_the_sixth_request_of_a_minute_waits_for_the_next(ana, clock, settings):
    settings.API_REQUESTS_PER_MINUTE = 5
    program, token = Program(ana), with_token(ana, "plants:read")
    told = [program.get("/plants").headers["RateLimit-Remaining"] for _nth in range(3)]

    by_token = [token.get("/plants").status_code for _nth in range(3)]
    refused = program.get("/plants")
    clock.shift(timedelta(seconds=60))

    assert (told, by_token) == (["4", "3", "2"], [200, 200, 429])
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert program.get("/plants").status_code == 200


def test_an_hour_has_only_so_many_records_and_the_scope_export_has_more(ana, clock, settings):
    settings.API_RECORDS_PER_HOUR = 3
    for _nth in range(2):
        a_plant(owner=ana)
    reader = with_token(ana, "plants:read")

    assert [reader.get("/plants").status_code for _nth in range(2)] == [200, 429]
    assert announced() == ["kit.much_read"]
    assert with_token(ana, "plants:read", "export").get("/plants").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_spend_ten(clock, settings):
    settings.API_REQUESTS_PER_MINUTE = 6

    told = together(*[lambda: spend(REQUESTS, ["b", "a"])[0]] * 10)

    outcomes = ["no" if isinstance(one, TooMuch) else one for one in told]
    assert sorted(outcomes, key=str) == [0, 1, 2, 3, 4, 5, "no", "no", "no", "no"]
    clock.shift(timedelta(days=2))
    limits.forget_the_past()


def test_a_key_works_for_a_day_and_for_its_sender_alone(ana, mei, clock):
    values = {"name": "文竹", "label": "A", "keeper": ana.pk}
    first = Program(ana).post("/plants", values, idempotency_key="k").json()["id"]

    assert Program(ana).post("/plants", values, idempotency_key="k").json()["id"] == first
    assert Program(mei).post("/plants", values, idempotency_key="k").status_code == 422
    assert "k" not in Answered.objects.get().pk
    clock.shift(timedelta(hours=24))
    forget_old_answers()
    assert Answered.objects.count() == 0
    assert Program(ana).post("/plants", values, idempotency_key="k").json()["errors"]["label"]


def test_a_refusal_is_not_kept(ana):
    plant, program = a_plant(owner=ana, watered_at=None), Program(ana)
    refused = program.patch(f"/plants/{plant.pk}", {"pots": 0}, idempotency_key="k")

    assert (refused.status_code, Answered.objects.count()) == (422, 0)
    assert program.patch(f"/plants/{plant.pk}", {"pots": 1}, idempotency_key="k").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_the_same_time_is_done_by_one_of_them():
    request = RequestFactory().post("/api/v1/plants", "{}", "application/json", headers={"Idempotency-Key": "k"})
    begun, may_end = threading.Event(), threading.Event()

    def slowly():
        begun.set()
        may_end.wait(60)
        return HttpResponse("done")

    def first():
        once(request, actor="ana", act=slowly)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    begun.wait(60)
    with pytest.raises(Misfit, match="being worked on") as twin:
        once(request, actor="ana", act=lambda: HttpResponse("done twice"))
    assert (twin.value.status, twin.value.headers) == (409, {"Retry-After": "1"})
    may_end.set()
    thread.join()

    assert once(request, actor="ana", act=lambda: HttpResponse("done twice")).content == b"done"


def test_a_stale_tag_stops_a_verb_as_it_stops_a_change(ana):
    plant, program = a_plant(owner=ana, watered_at=None), Program(ana)

    stale = program.post(f"/plants/{plant.pk}/water", if_match='"7"')
    fresh = program.post(f"/plants/{plant.pk}/water", if_match='W/"1"')

    assert (stale.status_code, fresh.status_code) == (412, 200)


def test_rows_are_matched_by_any_field_within_sight_and_refused_where_several_match(ana, bo):
    mine, theirs = a_plant(owner=ana, label="mine", name="a"), a_plant(owner=bo, label="theirs")
    a_plant(owner=ana, name="a")
    program = Program(ana)

    def sent(mode, match, row):
        return program.post("/plants/batch", {"mode": mode, "match": match, "rows": [row]}).json()["rows"][0]

    assert sent("upsert", ["label"], {"label": "mine", "pots": 9}) == {"index": 0, "outcome": "changed", "id": mine.pk}
    assert mine.fresh().pots == 9
    assert sent("update", ["label"], {"label": "theirs", "pots": 9})["problem"]["status"] == 404
    assert sent("update", ["name"], {"name": "a", "pots": 9})["problem"]["detail"] == "More than one row matches."
    assert theirs.fresh().pots == 3
    assert program.post("/plants/batch", {"mode": "update", "match": ["x"], "rows": [{}]}).json()["field"] == "match"
    assert program.post("/plants/batch", {"mode": "update", "rows": [{}] * 501}).json()["field"] == "rows"


def test_a_list_is_counted_on_demand_and_comes_compressed(ana):
    for _nth in range(3):
        a_plant(owner=ana)

    counted = Program(ana).client.get("/api/v1/plants?count=true&limit=1", headers={"Accept-Encoding": "gzip"})

    assert counted.headers["Content-Encoding"] == "gzip"
    told = Program(ana).get("/plants", count="true", limit=1).json()
    assert (told["count"], told["capped"], len(told["items"])) == (3, False, 1)


def test_a_colleague_comes_along_by_name(ana):
    plant = a_plant(owner=ana)

    keeper = Program(ana).get(f"/plants/{plant.pk}", expand="keeper", fields="name").json()["keeper"]

    assert keeper == {"id": ana.pk, "title": "Ana", "row": {"username": "ana", "name": "Ana", "is_active": True}}
