"""Rules are tried on history, published by a right, and then it is told who moved because of them, and who not."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from tests.cast import a_role
from zhike.customers.models import Standing
from zhike.insight import actions
from zhike.insight.books import in_force, looked_at, newest
from zhike.insight.computing import compute
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.models import Draft, Move, RuleBook, Trial
from zhike.insight.pages.settings import differences
from zhike.insight.questions import trials
from zhike.insight.tests.firm import JULY, OCTOBER, a_firm, a_sale
from zhike.kit.attached.fields import tags_of
from zhike.kit.audit.models import Trace
from zhike.kit.batches.models import Batch
from zhike.kit.batches.running import run
from zhike.kit.events import Event
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.testing.acting import at_the_screen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("july")]
AUGUST = date(2025, 8, 1)


@pytest.fixture
def july():
    with time_machine.travel("2025-07-01T09:00+08:00"):
        yield


@pytest.fixture
def firm(db, mei):
    return a_firm(zheng=mei, bai=mei)


def rules(**changed):
    return {**looked_at("ladder").settings, **changed}


def tried(draft, *, by):
    """Try a draft as a worker does."""
    batch = actions.preview(draft, by=by)
    run(batch=batch.pk)
    batch = Batch.objects.get(pk=batch.pk)
    assert (batch.status, batch.message) == ("done", "")
    return Trial.objects.get(draft=draft)


def rung(customer):
    return Standing.objects.current().get(customer=customer, kind="rung").value


def tag(customer, word):
    field = tags_of(type(customer))
    field.put(customer, [word])
    field.keep([customer], by=customer.owner)


def test_trying_says_who_would_move_and_publishes_nothing(firm, mei):
    compute(JULY, by=mei)
    before = list(Standing.objects.order_by("pk").values())

    trial = tried(actions.draft("ladder", rules(new_days=5), by=mei), by=mei)

    assert [(m.customer.name, m.was, m.now) for m in trials.moved(trial, by=mei)] == [("白露", "new", "inactive")]
    assert trials.matrix(trial, "ladder", by=mei).moved == 1
    assert list(Standing.objects.order_by("pk").values()) == before
    assert not RuleBook.objects.filter(version=2).exists()


def test_the_months_before_are_tried_with_both_rules(firm, mei):
    trial = tried(actions.draft("ladder", rules(new_days=5), by=mei), by=mei)

    counted = trials.months(trial, by=mei)

    assert len(counted) == 12
    assert dict(counted)[date(2025, 2, 1)] == 2  # Zheng first bought on 10 January, Chu on 1 December


def test_nobody_learns_of_customers_out_of_sight(firm, mei, bo):
    trial = tried(actions.draft("ladder", rules(new_days=5), by=mei), by=mei)

    assert trials.matrix(trial, "ladder", by=bo).moved == 0
    assert list(trials.moved(trial, by=bo)) == []


def test_a_manager_learns_how_many_move_in_the_firm_and_who_of_those_in_sight(db, client, mei, bo):
    a_firm(zheng=mei, bai=bo)
    trial = tried(actions.draft("ladder", rules(new_days=5), by=mei), by=mei)
    client.force_login(mei)

    page = client.get(reverse("insight:draft", args=[trial.draft_id])).content.decode()

    assert "1 customer would move" in page
    assert "in the whole firm · by name only the customers you see" in page
    assert "0 of 1; the others are not in your sight" in page
    assert "白露" not in page
    assert dict(trials.months(trial, by=mei))[date(2025, 2, 1)] == 2
    assert trials.matrix(trial, "ladder", by=bo).moved == 1
    assert dict(trials.months(trial, by=bo))[date(2025, 2, 1)] == 0


@pytest.mark.parametrize(
    ("measure", "changed", "moved"),
    [
        ("pyramid", {"shares": [0.5, 0.04, 0.15, 0.31]}, 2),
        ("lifecycle", {"new_days": 5}, 1),
        ("churn", {"patience": 0.1}, 1),
        ("abc", {"a_share": 0.5}, 1),
        ("rfm", {"bins": 2}, 2),
    ],
)
def test_every_kind_of_rule_can_be_tried(firm, ada, measure, changed, moved):
    settings = {**looked_at(measure).settings, **changed}

    trial = tried(actions.draft(measure, settings, by=ada), by=ada)

    assert trials.matrix(trial, measure, by=ada).moved == moved


def test_a_condition_keeps_a_customer_at_least_on_a_rung(firm, ada, mei):
    firm["chu"].owner = mei
    tag(firm["chu"], "key")
    keeps = [{"does": "keeps", "code": "active", "filter": "tags in (key)"}]
    publish(conditions=keeps, by=ada)

    compute(JULY, by=ada)

    standing = Standing.objects.current().get(customer=firm["chu"], kind="rung")
    assert standing.value == "active"
    assert (standing.evidence["condition"], standing.evidence["unbent"]) == (1, "lost")


def test_a_place_may_need_a_condition(firm, ada):
    needs = [{"does": "needs", "code": "active", "filter": "kind in (consumer)"}]
    compute(JULY, by=ada)
    was = rung(firm["zheng"])

    publish(conditions=needs, by=ada)
    compute(JULY, by=ada)

    assert (was, rung(firm["zheng"])) == ("core", "inactive")


def test_who_never_bought_is_kept_nowhere(firm, ada):
    publish(conditions=[{"does": "keeps", "code": "active", "filter": "kind in (enterprise)"}], by=ada)

    compute(JULY, by=ada)

    assert rung(firm["dong"]) == "onlooker"


@pytest.mark.parametrize("asked", ["", "rung = core", "owner = me", "colour = red"])
def test_conditions_that_decide_nothing_or_themselves_are_refused(ada, asked):
    with pytest.raises(Refusal):
        actions.draft("ladder", rules(), conditions=[{"does": "keeps", "code": "core", "filter": asked}], by=ada)

    assert not Draft.objects.exists()


def publish(*, by, conditions=(), **changed):
    return actions.publish(
        "ladder", rules(**changed), by=by, note="x", version=newest("ladder").version, conditions=conditions
    )


def test_a_publication_is_traced_announced_and_holds_from_its_day(mei):
    book = actions.publish("ladder", rules(new_days=60), by=mei, note="Short season", version=1, effective_from=AUGUST)

    assert (book.version, book.effective_from) == (2, AUGUST)
    assert Trace.objects.get(verb="insight.publish").why == "Short season"
    assert Event.objects.get(name="insight.rules_published").keys["version"] == 2
    assert (in_force("ladder", on=JULY).version, in_force("ladder", on=AUGUST).version) == (1, 2)


def test_rules_do_not_hold_before_the_day_everybody_is_judged_as_of(firm, mei):
    compute(JULY, by=mei)

    with pytest.raises(Refusal, match="2025-07-01"):
        actions.publish("ladder", rules(new_days=60), by=mei, note="x", version=1, effective_from=date(2025, 6, 1))

    assert newest("ladder").version == 1


def test_publishing_takes_a_right_of_its_own(ana, mei):
    with pytest.raises(NotAllowed):
        actions.publish("ladder", rules(new_days=60), by=ana, note="x", version=1)
    a_role(ana, rights={"customers": {"judge": "all"}})
    a_role(mei, name="Cautious", based_on="manager", rights={"customers": {"judge": "none"}})

    with pytest.raises(NotAllowed):
        actions.publish("ladder", rules(new_days=60), by=mei, note="x", version=1)

    assert actions.publish("ladder", rules(new_days=60), by=ana, note="x", version=1).version == 2


def test_who_moved_because_of_the_rules_is_told_apart_from_behaviour(firm, mei):
    compute(JULY, by=mei)
    publish(new_days=5, by=mei)
    a_sale(firm["dong"], date(2025, 6, 28))

    compute(JULY, by=mei)

    trial = Trial.objects.get(book__measure="ladder")
    told = {(m.customer.name, m.cause, m.was, m.now) for m in Move.objects.filter(trial=trial)}
    assert told == {
        ("白露", "rules", "new", "inactive"),
        ("东篱", "behaviour", "onlooker", "new"),
    }
    assert rung(firm["bai"]) == "inactive"


def test_going_back_is_a_new_version(firm, mei):
    compute(JULY, by=mei)
    publish(new_days=5, by=mei)

    book = actions.go_back("ladder", "v1", by=mei)

    assert (book.version, book.back_to, book.settings["new_days"]) == (3, 1, 90)


def test_a_draft_is_changed_and_discarded(mei):
    draft = actions.draft("ladder", rules(new_days=60), by=mei, note="x")
    actions.redraft(draft, rules(new_days=50), by=mei, note="y")
    assert Draft.objects.get().settings["new_days"] == 50

    with pytest.raises(MeasureRefused):
        actions.redraft(draft, rules(new_days=-1), by=mei, note="y")
    actions.discard(draft, by=mei)

    assert not Draft.objects.exists()
    assert Trace.objects.filter(verb="insight.discard").count() == 1


def test_versions_differ_in_words(mei):
    after = RuleBook(
        measure="ladder",
        settings=rules(new_days=60),
        conditions=[{"does": "keeps", "code": "active", "filter": "kind in (enterprise)"}],
    )

    assert differences("ladder", looked_at("ladder"), after, by=mei) == [
        "A customer is new for 90 → 60 days after the first purchase.",
        "New condition. At least “Active regular”: who Kind is Enterprise.",
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            [
                "Core takes at least 4 → 5 purchases in twelve months.",
                "And a place among the most valuable 20 → 10 % of customers.",
            ],
        ),
        ("zh-hans", ["要成为核心客户，近一年至少购买 4 → 5 次。", "并且价值排在前 20 → 10 %。"]),
    ],
)
def test_a_difference_ends_where_the_rule_would_go_on(language, told, mei):
    settings = looked_at("ladder").settings
    after = RuleBook(
        measure="ladder",
        settings=settings | {"core_purchases_12m": settings["core_purchases_12m"] + 1, "core_value_share": 0.1},
    )

    with translation.override(language):
        assert differences("ladder", looked_at("ladder"), after, by=mei) == told


def test_a_draft_waits_for_its_publication_on_a_page(client, firm, mei):
    client.force_login(mei)
    compute(JULY, by=mei)
    draft = actions.draft("ladder", rules(new_days=5), by=mei, note="x")
    tried(draft, by=mei)

    page = client.get(reverse("insight:draft", args=[draft.pk])).content.decode()
    assert "1 customer would move" in page
    assert "白露" in page

    client.post(reverse("insight:publish", args=[draft.pk]), {"note": "x"})
    compute(JULY, by=mei)
    page = client.get(reverse("insight:version", args=["ladder", 2])).content.decode()
    assert "1 customer moved because of the rules" in page
    explained = client.get(reverse("insight:explain", args=[firm["bai"].pk, "rung"]))
    assert "A threshold moved" in explained.content.decode()
    assert "threshold 90 → 5" in explained.content.decode()


def test_drafts_are_none_of_the_business_of_staff(client, mei, ana):
    draft = actions.draft("ladder", rules(new_days=5), by=mei)
    client.force_login(ana)

    assert client.get(reverse("insight:draft", args=[draft.pk])).status_code == 403
    assert client.post(reverse("insight:discard", args=[draft.pk])).status_code == 403
    assert Draft.objects.exists()


def test_a_move_is_explained_by_what_was_passed(client, firm, mei):
    compute(JULY, by=mei)
    with time_machine.travel("2025-10-01T09:00+08:00", tick=False):
        compute(OCTOBER, by=mei)
    client.force_login(mei)

    page = client.get(reverse("insight:explain", args=[firm["bai"].pk, "rung"])).content.decode()

    assert "A threshold was passed" in page
    assert f"<small>{JULY}</small>" in page
    assert f"<small>{OCTOBER}</small>" in page
    assert "since the first purchase" in page


def test_whoever_comes_to_a_draft_that_was_published_meanwhile_is_told_and_led_on(firm, mei, ada):
    draft = actions.draft("ladder", rules(new_days=60), by=mei, note="x")
    book = actions.publish_draft(draft, by=ada, note="Sooner.")
    address, screen = reverse("insight:draft", args=[draft.pk]), at_the_screen(mei)
    addresses = (address, *(f"{address}{act}/" for act in ("try", "discard", "publish")))

    answers = [screen.post(one, {"note": "mine"}) for one in addresses]
    shown = screen.get(address)

    assert {answer.status_code for answer in [*answers, shown]} == {410}
    for answer in [*answers, shown]:
        assert f"Ada published it on 2025-07-01 09:00: it is {book.label} of the rules." in answer.text
        assert reverse("insight:version", args=["ladder", book.version]) in answer.text
    part = screen.get(address, headers={"HX-Request": "true", "HX-Target": "tried"})
    assert (part.status_code, part.headers["HX-Refresh"]) == (200, "true")


def test_a_draft_that_was_discarded_says_so_and_one_that_never_was_is_not_there(mei):
    draft = actions.draft("ladder", rules(new_days=60), by=mei, note="x")
    pk = draft.pk
    actions.discard(draft, by=mei)
    screen = at_the_screen(mei)

    told, never = (screen.get(reverse("insight:draft", args=[key])) for key in (pk, pk + 1))

    assert (told.status_code, never.status_code) == (410, 404)
    assert "the rules in force are as they were" in told.text
    assert reverse("insight:rules", args=["ladder"]) in told.text
