"""Deals move, are won and lost, and are refused with a sentence that says what is missing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.cast import a_competitor, a_customer, a_deal, a_loss_reason, a_stage
from zhike.deals import requirements
from zhike.deals.actions import (
    adopt,
    lose,
    move,
    move_back,
    name_contact,
    open_deal,
    plan_next,
    reopen,
    require_for,
    set_probability,
    win,
)
from zhike.deals.models import Deal, Pipeline, StageMove
from zhike.deals.reactions import follow
from zhike.kit import writing
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.testing.observing import announced, digest, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def deal(ana):
    return a_deal(owner=ana, stage_since=timezone.localdate() - timedelta(days=8))


def test_a_move_is_kept_with_the_days_before_it(deal, ana):
    left = deal.stage

    moved = move(deal, by=ana, stage=a_stage("Terms"))

    step = StageMove.objects.get()
    assert (moved.stage.name, moved.probability, moved.weighted) == ("Terms", 50, Decimal(19_000))
    assert (moved.stage_since, step.left, step.days, step.by) == (timezone.localdate(), left, 8, ana)
    assert announced() == ["deals.moved"]


def test_a_move_that_is_taken_back_never_was(deal, ana):
    was = (deal.stage, deal.stage_since)

    back = move_back(move(deal, by=ana, stage=a_stage("Terms")), by=ana)

    assert (back.stage, back.stage_since) == was
    assert list(StageMove.objects.order_by("id").values_list("is_undo", flat=True)) == [False, True]
    with refused("There is no move to take back."):
        move_back(back, by=ana)


def test_a_stage_names_everything_that_is_missing(ana):
    deal, terms = a_deal(owner=ana, amount=None), a_stage("Terms")
    terms.to_enter, terms.to_leave = ["decider", "amount"], []
    terms.save()
    before = digest()

    with refused("Not ready for “Terms”. Missing: a contact who decides; the amount."):
        move(deal, by=ana, stage=terms)

    assert digest() == before


def test_the_rules_of_a_stage_are_asked_of_a_deal_that_jumps_over_it(ana):
    pipeline = Pipeline.objects.create(name="Strict")
    first, asking, last = (a_stage(name, pipeline=pipeline, position=at) for at, name in enumerate("abc"))
    won = a_stage("won", pipeline=pipeline, position=9, kind="won")
    asking.to_enter, asking.to_leave = ["amount"], ["expected"]
    asking.save()
    deal = a_deal(owner=ana, stage=first, amount=None, expected_on=None)

    with refused("Missing: the amount; the expected day."):
        move(deal, by=ana, stage=last)

    assert win(deal, by=ana).stage == won  # a customer who buys is no question of rules
    writing.change(reopen(deal, by=ana), by=ana, values={"amount": Decimal(100), "expected_on": date(2099, 1, 1)})
    assert move(deal.fresh(), by=ana, stage=last).stage == last


@pytest.mark.parametrize("change", [{"kind": "won"}, {"pipeline": None}])
def test_a_stage_with_deals_in_it_stays_what_it_is(ana, mei, change):
    deal = a_deal(owner=ana)
    given = {name: value or Pipeline.objects.create(name="Other") for name, value in change.items()}

    with pytest.raises(ValidationError, match="There are deals in this stage"):
        writing.change(deal.stage, by=mei, values=given)

    assert writing.change(a_stage("Empty"), by=mei, values={"kind": "won"}).probability == 100


def test_what_is_required_to_leave_is_asked_on_the_way_forward_alone(deal, ana, mei):
    require_for(deal.stage, by=mei, leave="competitor")
    deal = deal.fresh()

    with refused("Not ready for “Terms”. Missing: a competitor by name."):
        move(deal, by=ana, stage=a_stage("Terms"))
    assert move(deal, by=ana, stage=a_stage("First talks")).stage.name == "First talks"


def test_higher_packages_add_requirements(deal, ana, monkeypatch):
    monkeypatch.setattr(requirements, "_known", dict(requirements._known))
    requirements.register("quote", "a quote", lambda deal: deal.source == "quoted")
    terms = a_stage("Terms")
    terms.to_enter = ["quote", "nobody knows this"]
    terms.save()

    with refused("Not ready for “Terms”. Missing: a quote."):
        move(deal, by=ana, stage=terms)


def test_a_deal_is_named_who_decides_and_goes_on(deal, ana):
    terms = a_stage("Terms")
    terms.to_enter = ["decider"]
    terms.save()
    contact = deal.customer.contacts.create(name="林晓")

    named = name_contact(deal, by=ana, contact=contact.pk, part="decides")

    assert named.contact == contact
    assert move(named, by=ana, stage=terms).stage == terms


def test_a_contact_of_another_customer_plays_no_part(deal, ana, dealer):
    stranger = dealer.contacts.create(name="陌生人")

    with refused("That is no contact of this customer."):
        name_contact(deal, by=ana, contact=stranger.pk, part="decides")


def test_a_deal_that_is_won_counts_in_full(deal, ana):
    won = win(deal, by=ana, against=a_competitor(), next_step="Plan delivery", next_step_on=date(2099, 1, 5))

    assert (won.status, won.probability, won.weighted, won.closed_on) == ("won", 100, won.amount, timezone.localdate())
    assert (won.next_step, announced()) == ("Plan delivery", ["deals.won"])


def test_a_deal_is_lost_for_a_reason_and_reopened_where_it_was(deal, ana):
    lost = lose(deal, by=ana, reason=a_loss_reason(), note="They waited too long.")
    assert (lost.status, lost.weighted, lost.next_step, lost.next_step_on) == ("lost", 0, "", None)

    again = reopen(lost, by=ana)

    assert (again.stage, again.status, again.closed_on, again.loss_reason) == (deal.stage, "open", None, None)
    assert announced() == ["deals.lost", "deals.reopened"]


@pytest.mark.parametrize(
    ("step", "on", "sentence"),
    [
        (" ", date(2099, 1, 5), "Say what is done next."),
        ("Call", date(2020, 1, 5), "A next step lies ahead: choose today or a later day."),
    ],
)
def test_a_next_step_has_words_and_lies_ahead(deal, ana, step, on, sentence):
    with refused(sentence):
        plan_next(deal, by=ana, step=step, on=on)


def test_a_probability_of_ones_own_outlives_the_stage_it_was_said_in(deal, ana):
    sure = set_probability(deal, by=ana, probability=90, reason="The board agreed.")
    assert (sure.probability, sure.weighted) == (90, Decimal(34_200))

    assert move(sure, by=ana, stage=a_stage("Terms")).probability == 90


def test_the_form_does_not_move_a_deal(deal, ana):
    with pytest.raises(Exception, match="Move the deal on the board"):
        writing.change(deal, by=ana, values={"stage": a_stage("Terms")})


def test_the_first_deal_lays_out_the_usual_pipelines(ana):
    deal = open_deal(by=ana, customer=a_customer(owner=ana), name="First", amount=Decimal(900))

    assert (deal.stage.path, deal.probability, deal.owner) == ("Direct sales / Need confirmed", 10, ana)
    assert list(Pipeline.objects.order_by("position").values_list("name", flat=True)) == [
        "Direct sales",
        "Channel partners",
        "Renewal",
    ]


def test_open_deals_follow_the_probability_of_their_stage(deal, ana, mei):
    own = set_probability(a_deal(owner=ana), by=ana, probability=5, reason="A feeling.")
    stage = deal.stage
    stage.learned.create(
        as_of=date(2026, 3, 12), version="v1", months=24, reached=50, won=30, given=20, low=46, high=72,
        probability=Decimal("48.57"), stays=80, median_days=6, slow_days=11,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        adopt(stage, by=ana)

    adopted = adopt(stage, by=mei)
    follow(stage=adopted.pk, by=mei.pk)

    assert (adopted.probability, adopted.usual_days) == (49, 11)
    assert (deal.fresh().probability, deal.fresh().weighted) == (49, Decimal(18_620))
    assert own.fresh().probability == 5


def test_a_renamed_pipeline_renames_its_stages(deal, mei):
    writing.change(deal.pipeline, by=mei, values={"name": "Firms"})

    assert deal.fresh().stage.path == "Firms / Talks"


def test_a_closed_deal_is_reopened_before_anything_else(deal, ana):
    won = win(deal, by=ana)
    for act in (lambda: win(won, by=ana), lambda: move(won, by=ana, stage=a_stage("Terms"))):
        with pytest.raises(Refusal, match="This deal is closed; reopen it first."):
            act()
    assert Deal.objects.get().status == "won"
