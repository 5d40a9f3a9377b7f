"""Three forecasts side by side, frozen on Mondays, and how far each was off."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.cast import SHANGHAI, a_customer, a_deal, a_judgement, a_product, a_team, an_order
from zhike.kit.access.models import Team
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.testing.acting import at_the_screen
from zhike.targets.actions import judge
from zhike.targets.foreseeing import Said, judged, pipeline
from zhike.targets.freezing import freeze, monday, past_errors
from zhike.targets.models import FrozenForecast, Judgement

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 12)
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def sold(owner, amount, *, on):
    at = datetime(on.year, on.month, on.day, 10, tzinfo=SHANGHAI)
    product = a_product(price=Decimal(amount))
    return an_order(customer=a_customer(owner=owner), product=product, quantity=1, placed_at=at, placed_on=on)


def test_open_deals_count_by_their_probability_in_the_month_they_are_expected(ana, bo):
    a_deal(owner=ana, amount=Decimal(1000), own_probability=40, expected_on=date(2026, 4, 9))
    a_deal(owner=ana, amount=Decimal(500), own_probability=20, expected_on=date(2026, 2, 1))  # overdue: now
    a_deal(owner=bo, amount=Decimal(900), own_probability=50, expected_on=date(2026, 4, 30))

    months = [MARCH, APRIL, MAY]

    assert pipeline(months, owners=None, on=TODAY) == {MARCH: Said(Decimal("100.00")), APRIL: Said(Decimal("850.00"))}
    assert pipeline(months, owners=[bo.pk], on=TODAY) == {APRIL: Said(Decimal("450.00"))}


def test_the_latest_judgement_counts_and_teams_add_up(mei):
    north, south = Team.objects.create(name="North", parent=mei.team), Team.objects.create(name="S", parent=mei.team)
    a_judgement(team=north, month=APRIL, amount=Decimal(10))
    a_judgement(team=north, month=APRIL, amount=Decimal(30))
    a_judgement(team=south, month=APRIL, amount=Decimal(5))

    above = {mei.team.pk: None, north.pk: mei.team.pk, south.pk: mei.team.pk}
    assert judged([APRIL, MAY], team=mei.team, above=above) == {APRIL: Said(Decimal(35))}
    a_judgement(team=mei.team, month=APRIL, amount=Decimal(33))
    assert judged([APRIL], team=None, above=above) == {APRIL: Said(Decimal(33))}


def test_managers_judge_for_their_own_teams_with_a_reason(mei, ana, clock):
    other = a_team("South")

    row = judge(by=mei, team=mei.team_id, month=date(2026, 4, 20), amount=Decimal(9), reason=" A fair. ")
    assert (row.month, row.reason, row.judged_by) == (APRIL, "A fair.", mei)
    with pytest.raises(Refusal, match="your own team"):
        judge(by=mei, team=other.pk, month=APRIL, amount=Decimal(9), reason="x")
    with pytest.raises(Refusal, match="month is over"):
        judge(by=mei, team=mei.team_id, month=date(2026, 2, 28), amount=Decimal(9), reason="x")
    with pytest.raises(Refusal, match="Say why"):
        judge(by=mei, team=mei.team_id, month=APRIL, amount=Decimal(9), reason=" ")
    with pytest.raises(NotAllowed):
        judge(by=ana, team=ana.team_id, month=APRIL, amount=Decimal(9), reason="x")

    assert list(Judgement.objects.all()) == [row]


def test_a_monday_is_frozen_once(ana):
    deal = a_deal(owner=ana, amount=Decimal(1000), own_probability=40, expected_on=date(2026, 4, 9))
    first = freeze(on=monday(TODAY))
    deal.amount = Decimal(5000)
    deal.save()

    assert (first, freeze(on=monday(TODAY))) == (2, 0)
    assert [(str(one.frozen_on), one.team_id, one.amount) for one in FrozenForecast.objects.order_by("pk")] == [
        ("2026-03-09", None, 400),
        ("2026-03-09", ana.team_id, 400),
    ]


def test_what_was_said_is_compared_with_what_came(ana):
    sold(ana, 1000, on=date(2026, 2, 10))
    sold(ana, 500, on=date(2026, 1, 10))
    for frozen, month, amount in (("2026-01-05", "2026-02-01", 1400), ("2025-12-29", "2026-01-01", 200)):
        FrozenForecast.objects.create(frozen_on=frozen, month=month, way="pipeline", amount=amount)

    errors = past_errors(None, on=TODAY)

    assert {key: (one.trials, round(one.wape, 4), round(one.bias, 4)) for key, one in errors.items()} == {
        ("pipeline", 1): (2, Decimal("0.4667"), Decimal("0.0667"))
    }


def test_the_page_keeps_what_was_typed_when_it_refuses(mei):
    typed = {"team": mei.team_id, "month": "2026-04-01", "amount": "many", "reason": "Two fairs"}

    answer = at_the_screen(mei).post("/sales-forecast/", typed)

    assert answer.status_code == 422
    assert "“many” is no amount" in answer.text
    assert "Two fairs" in answer.text
    assert not Judgement.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"amount": "1e20"}, "“100000000000000000000” is no amount"),
        ({"amount": "NaN"}, "“NaN” is no amount"),
        ({"amount": "9e999999"}, "“9e999999” is no amount"),
        ({"month": "2999-02-31"}, "Choose a team and a month"),
    ],
)
def test_what_no_column_or_calendar_holds_is_refused_with_a_sentence(mei, wrong, sentence):
    typed = {"team": mei.team_id, "month": "2999-04-01", "amount": "5", "reason": "Two fairs"} | wrong

    answer = at_the_screen(mei).post("/sales-forecast/", typed)

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert not Judgement.objects.exists()


def test_it_is_for_those_who_lead(ana):
    assert at_the_screen(ana).get("/sales-forecast/").status_code == 403
