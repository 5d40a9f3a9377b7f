"""An event reaches who asked for it: signed, tried again, given up with a reason, and sent anew on request."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.cast import a_plant
from zhike.api.webhooks import delivering
from zhike.api.webhooks.delivering import FIRST_WAIT, TRIES, attempt, find_lost, wait_after
from zhike.api.webhooks.keeping import rotate, subscribe, switch
from zhike.api.webhooks.models import Delivery, Webhook
from zhike.api.webhooks.tests.receiver import listening
from zhike.kit.events import Event, announce
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.contracts.programs import with_token
from zhike.kit.testing.example.actions import water
from zhike.kit.testing.observing import announced, refused, trace
from zhike.kit.testing.working import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with listening() as server:
        yield server


@pytest.fixture
def hook(ada, receiver):
    return subscribe(receiver.url(), by=ada, patterns=["tea.*"])


@pytest.fixture
def asked(monkeypatch):
    """Every try that was asked for: of which delivery, the how manieth, and when."""
    asked = []
    monkeypatch.setattr(
        delivering.jobs, "later", lambda _job, **given: asked.append((given["delivery"], given["nth"], given.get("at")))
    )
    return asked


def verified(headers, body, secret):
    """As a receiver would check it, from the standard alone."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signing = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    signature = base64.b64encode(hmac.new(key, signing, hashlib.sha256).digest()).decode()
    return f"v1,{signature}" in headers["webhook-signature"].split(" ")


@pytest.mark.django_db(transaction=True)
def test_an_event_is_delivered_by_the_worker_after_the_commit_and_never_without(ada, receiver):
    subscribe(receiver.url(), by=ada, patterns=["example.*"])
    plant = a_plant(owner=ada, watered_at=None)
    with transaction.atomic():
        water(plant, by=ada)
        transaction.set_rollback(True)
    work_off()
    assert receiver.got == []

    water(plant, by=ada)
    work_off()

    [(headers, body)] = receiver.got
    event = Event.objects.get(name="example.plant_watered")
    assert json.loads(body) == {
        "id": event.pk,
        "event": "example.plant_watered",
        "at": event.at.isoformat(),
        "keys": {"plant": plant.pk, "by": ada.pk},
    }
    assert (headers["path"], headers["webhook-id"]) == ("/hook?a=1", f"evt_{event.pk}")
    assert Delivery.objects.get().status == "delivered"


def test_a_message_is_signed_and_for_a_day_after_a_rotation_with_both_secrets(ada, hook, receiver, clock):
    old = hook.secret
    send(hook)
    rotate(hook, by=ada)
    send(hook)
    clock.shift(timedelta(hours=24))
    send(hook)

    checked = [[verified(*message, secret) for secret in (old, hook.secret)] for message in receiver.got]
    assert checked == [[True, False], [True, True], [False, True]]
    headers, body = receiver.got[0]
    assert not verified(headers, body + b" ", old)
    assert headers["webhook-timestamp"] == str(int((timezone.now() - timedelta(hours=24)).timestamp()))


def test_only_events_that_match_are_told_and_only_while_it_is_on(ada, hook):
    announce("milk.poured")
    switch(hook, by=ada)
    announce("tea.poured")
    switch(hook, by=ada)
    announce("tea.spilt")

    assert [delivery.event.name for delivery in Delivery.objects.all()] == ["tea.spilt"]


def test_a_failed_try_is_made_again_later_and_counted_once(hook, receiver, clock):
    receiver.answers = [500, 200]
    delivery = send(hook)
    waited = delivery.next_at - timezone.now()

    attempt(delivery=delivery.pk, nth=1)  # the same job once more
    assert (delivery.status, delivery.code, delivery.tries, len(receiver.got)) == ("waiting", 500, 1, 1)
    assert 0.9 * FIRST_WAIT <= waited <= 1.1 * FIRST_WAIT
    assert hook.__class__.objects.get().failing_since == timezone.now()

    attempt(delivery=delivery.pk, nth=2)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.code, delivery.next_at) == ("delivered", 200, None)
    assert Webhook.objects.get().failing_since is None


def test_a_try_that_died_with_its_worker_is_followed_by_the_next(hook, clock, asked):
    delivery = Delivery.objects.create(webhook=hook, event=announce("milk.poured"), tries=1)

    attempt(delivery=delivery.pk, nth=1)  # the job of the killed worker, put back

    assert asked == [(delivery.pk, 2, timezone.now() + timedelta(seconds=30))]


def test_a_try_that_came_to_an_end_is_not(hook, clock, asked):
    moment = timezone.now() + timedelta(seconds=8)
    delivery = Delivery.objects.create(webhook=hook, event=announce("milk.poured"), tries=1, next_at=moment)

    attempt(delivery=delivery.pk, nth=1)

    assert asked == []


def test_sixteen_tries_take_about_three_days(monkeypatch):
    monkeypatch.setattr(delivering.random, "uniform", lambda low, high: 1)

    assert sum((wait_after(nth) for nth in range(1, TRIES)), timedelta()) == timedelta(seconds=8 * (2**15 - 1))


def test_what_is_given_up_says_why_and_is_sent_again_by_page_and_by_program(ada, hook, receiver):
    receiver.answers = [503]
    delivery = send(hook, tries=TRIES - 1)
    assert (delivery.status, delivery.code, delivery.reason) == ("dead", 503, "refused")

    program = with_token(ada, "admin")
    told = program.get(f"/webhooks/{hook.pk}/deliveries", status="dead").json()
    assert [(one["name"], one["tries"], one["code"]) for one in told] == [("tea.poured", TRIES, 503)]
    assert program.post(f"/webhooks/{hook.pk}/replay").json() == {"replayed": 1}
    assert program.post(f"/webhooks/deliveries/{delivery.pk}/replay").json() == {"replayed": 0}

    receiver.answers = [200]
    attempt(delivery=delivery.pk, nth=1)
    browser = at_the_screen(ada)
    assert browser.post(f"/settings/webhooks/deliveries/{delivery.pk}/replay/").status_code == 302
    attempt(delivery=delivery.pk, nth=1)

    assert [headers["webhook-id"] for headers, _body in receiver.got] == [f"evt_{delivery.event_id}"] * 3
    assert Delivery.objects.get().status == "delivered"


def test_after_five_days_without_an_answer_it_is_switched_off_and_that_is_announced(hook, receiver, clock):
    receiver.answers = [500]
    send(hook)
    clock.shift(timedelta(days=5))
    assert send(hook).status == "waiting"
    clock.shift(timedelta(seconds=1))

    delivery = send(hook)

    assert (delivery.status, Webhook.objects.get().is_active) == ("dead", False)
    assert announced().count("kit.webhook_stopped") == 1


def test_a_redirect_is_not_followed(hook, receiver):
    receiver.answers = [302]

    delivery = send(hook)

    assert (delivery.code, delivery.reason, len(receiver.got)) == (302, "redirect", 1)


def test_nobody_listening_is_a_reason_too(ada, settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with listening() as server:
        hook = subscribe(server.url(), by=ada, patterns=["*"])

    assert "ConnectionRefusedError" in send(hook).reason


def test_what_lost_its_worker_is_tried_again(hook, clock):
    delivery = Delivery.objects.create(webhook=hook, event=announce("tea.poured"), tries=3)
    asked = []
    clock.shift(timedelta(hours=2))
    find_lost_into(asked)

    assert (delivery.pk, 4) in asked


def test_only_administrators_with_that_scope_decide_what_leaves(ada, mei, hook):
    with refused("Your role does not allow this"):
        subscribe("https://example.com/", by=mei, patterns=["*"])
    for path in ("/settings/webhooks/", f"/settings/webhooks/{hook.pk}/"):
        assert at_the_screen(mei).get(path).status_code == 403
        assert at_the_screen(ada).get(path).status_code == 200
    assert Program(mei).get("/webhooks").status_code == 403
    assert with_token(ada, "*:write").get("/webhooks").status_code == 403
    assert Program(ada).get("/webhooks").json()[0]["url"] == hook.url


def test_an_administrator_makes_tries_turns_and_switches_on_the_page(ada, receiver):
    browser = at_the_screen(ada)
    made = browser.post("/settings/webhooks/", {"url": receiver.url(), "patterns": "tea.* work.*"})
    hook = Webhook.objects.get()
    for word in ("test", "rotate", "switch"):
        assert browser.post(f"/settings/webhooks/{hook.pk}/{word}/").status_code == 302
    attempt(delivery=Delivery.objects.get().pk, nth=1)
    hook.refresh_from_db()

    assert made.headers["Location"] == f"/settings/webhooks/{hook.pk}/"
    assert (hook.patterns, hook.generation, hook.is_active) == (["tea.*", "work.*"], 2, False)
    assert Delivery.objects.get().reason == "switched off"
    assert trace(hook) == ["Ada created this", "Ada changed this", "Ada changed this"]
    assert hook.secret.removeprefix("whsec_") not in str(Webhook.objects.values().get())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "ftp://example.com/"),
        ("url", "https://a:b@example.com/"),
        ("url", "nowhere"),
        ("patterns", "Tea poured"),
    ],
)
def test_what_cannot_be_told_is_refused_beside_its_field(ada, field, value):
    typed = {"url": "https://example.com/", "patterns": "*"} | {field: value}

    page = at_the_screen(ada).post("/settings/webhooks/", typed)

    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


def send(hook, tries=0):
    delivery = Delivery.objects.create(webhook=hook, event=Event.objects.create(name="tea.poured"), tries=tries)
    attempt(delivery=delivery.pk, nth=tries + 1)
    delivery.refresh_from_db()
    return delivery


def find_lost_into(asked):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivering.jobs, "later", lambda _job, **given: asked.append((given["delivery"], given["nth"])))
        find_lost()
