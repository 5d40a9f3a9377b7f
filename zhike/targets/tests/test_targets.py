"""Targets: divided so that nothing is lost, reached by what was sold, seen by those they concern."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from python_calamine import CalamineWorkbook

from tests.cast import SHANGHAI, a_customer, a_deal, a_person, a_product, a_receipt, a_target, a_team, an_order
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused, trace
from zhike.kit.writing import change, create
from zhike.targets.actions import divide, gather
from zhike.targets.attaining import attained
from zhike.targets.counting import Asked, count
from zhike.targets.models import Target

pytestmark = pytest.mark.django_db
WHOLE = {"category": "", "region": ""}


def sold(owner, amount, *, on=date(2026, 3, 5), **fields):
    """An order of an owner's customer on a day."""
    at = datetime(on.year, on.month, on.day, 10, tzinfo=SHANGHAI)
    told = {"customer": fields.pop("customer", None) or a_customer(owner=owner), "placed_at": at, "placed_on": on}
    return an_order(product=a_product(price=Decimal(amount)), quantity=1, **told | fields)


def parts_of(target):
    return [(part.name, part.amount) for part in target.parts.order_by("starts_on", "name")]


def test_a_quarter_is_divided_into_months_that_add_up_to_it(ada):
    target = a_target(period="quarter", starts_on=date(2026, 2, 11), amount=Decimal(100_000), **WHOLE)

    divide(target, by=ada, into="month", weights="evenly")

    assert [
        (str(part.starts_on), str(part.ends_on), str(part.amount)) for part in target.parts.order_by("starts_on")
    ] == [
        ("2026-01-01", "2026-01-31", "33333.3400"),
        ("2026-02-01", "2026-02-28", "33333.3300"),
        ("2026-03-01", "2026-03-31", "33333.3300"),
    ]
    assert trace(target)[-1].startswith("Ada divided this target")


def test_a_team_hands_down_its_target_as_last_year_went(mei, ana):
    kai = a_person("Kai")
    sold(ana, 300, on=date(2025, 3, 9))
    sold(kai, 100, on=date(2025, 3, 31))
    sold(kai, 999, on=date(2025, 4, 1))  # another month
    target = a_target(team=mei.team, amount=Decimal(8000), **WHOLE)

    divide(target, by=mei, into="people", weights="last_year")

    shares = {part.who: part.amount for part in target.parts.all()}
    assert shares == {"Ana": 6000, "Kai": 2000, "Mei": 0}


def test_nobody_to_divide_among_is_refused_and_nothing_made(mei):
    target = a_target(team=mei.team, **WHOLE)

    with pytest.raises(Refusal, match="nobody and no period"):
        divide(target, by=mei, into="quarter", weights="evenly")

    assert Target.objects.count() == 1


def test_parts_are_taken_back_unless_one_is_divided_itself(mei):
    target = a_target(team=mei.team, period="quarter", starts_on=date(2026, 1, 1), **WHOLE)
    divide(target, by=mei, into="month", weights="evenly")
    first = target.parts.first()
    divide(first, by=mei, into="people", weights="evenly")

    with pytest.raises(Refusal, match="gather that one first"):
        gather(target, by=mei)
    gather(first, by=mei)
    gather(target, by=mei)

    assert parts_of(target) == []


def test_what_counts_is_of_the_owner_the_time_the_region_and_the_category(ana, bo):
    sold(ana, 100)
    sold(ana, 40, on=date(2026, 3, 31))
    sold(ana, 7, on=date(2026, 4, 1))
    sold(bo, 50, customer=a_customer(owner=bo, region="华南"))
    sold(None, 3)
    march = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}

    everything = count(Asked("sales"), **march)
    assert (dict(everything.by_owner), everything.of(None)) == ({ana.pk: 140, bo.pk: 50, None: 3}, 193)
    assert dict(count(Asked("sales", region="华南"), **march).by_owner) == {bo.pk: 50}
    assert count(Asked("sales", category="茶具"), **march).of(None) == 193
    assert count(Asked("sales", category="绿茶"), **march).of(None) == 0


def test_first_orders_money_and_deals_are_counted_too(ana):
    regular = a_customer(owner=ana)
    sold(ana, 100, customer=regular, on=date(2026, 2, 1))
    sold(ana, 100, customer=regular)
    new = a_customer(owner=ana)
    sold(ana, 100, customer=new)
    sold(ana, 100, customer=new)
    a_receipt(owner=ana, amount=300)
    a_deal(owner=ana, amount=Decimal(900))
    march = {"first": date(2026, 3, 1), "last": date(2026, 3, 31)}

    assert [count(Asked(one), **march).of([ana.pk]) for one in ("customers", "receipts", "won")] == [1, 300, 0]


def test_an_amount_without_a_rate_is_named_and_not_counted(ana):
    sold(ana, 100, currency="JPY")

    counted = count(Asked("sales"), first=date(2026, 3, 1), last=date(2026, 3, 31))

    assert (counted.of(None), counted.unpriced) == (0, {"JPY"})


def test_the_tree_goes_from_the_firm_to_its_teams_and_people(ana, bo, ada):
    below = a_team("East")
    sold(ana, 4000)
    sold(bo, 1000)
    firm, team = a_target(amount=Decimal(9000), **WHOLE), a_target(team=below, amount=Decimal(5000), **WHOLE)
    mine = a_target(person=ana, amount=Decimal(3000), **WHOLE)

    found = attained([mine, team, firm], on=date(2026, 3, 31))

    told = [(one.target.who, one.depth, one.progress.reached, one.progress.is_on_course) for one in found.standings]
    assert told == [("The firm", 0, 5000, False), ("East", 1, 4000, False), ("Ana", 2, 4000, True)]


def test_people_see_their_own_and_their_teams_targets_those_who_lead_all_below(ana, bo, mei, ada):
    targets = {name: a_target(person=one, **WHOLE) for name, one in (("ana", ana), ("bo", bo))}
    targets |= {"east": a_target(team=ana.team, **WHOLE), "firm": a_target(**WHOLE)}
    seen = {
        by.name: sorted(name for name, one in targets.items() if rows(Target, by=by).filter(pk=one.pk).exists())
        for by in (ana, bo, mei, ada)
    }

    assert seen == {
        "Ana": ["ana", "east"],
        "Bo": ["bo"],
        "Mei": ["ana", "east"],
        "Ada": ["ana", "bo", "east", "firm"],
    }


def test_the_page_shows_the_running_period_and_what_is_needed(ana, clock):
    sold(ana, 1234, on=date(2026, 3, 5))
    a_target(person=ana, amount=Decimal(5000), **WHOLE)

    page = at_the_screen(ana).get("/attainment/").text

    assert "2026-03" in page
    assert "¥1,234" in page
    assert "behind" in page
    clock.move_to(datetime(2026, 4, 1, 9, tzinfo=SHANGHAI))
    assert "missed" in at_the_screen(ana).get("/attainment/").text, "what is over is behind no longer"


def test_the_page_goes_along_as_a_workbook(ana):
    sold(ana, 1234, on=date(2026, 3, 5))
    a_target(person=ana, amount=Decimal(5000), **WHOLE)

    file = at_the_screen(ana).get("/attainment/xlsx/?period=2026-03")

    _heads, line = CalamineWorkbook.from_object(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert (line[:2], line[6:9]) == (["Ana", "Net sales"], [5000, 1234, 0.2468])


def test_what_is_handed_down_is_divided_below_and_changed_above(mei, ada, ana):
    firm = a_target(amount=Decimal(9000), **WHOLE)
    handed = a_target(team=mei.team, amount=Decimal(5000), part_of=firm, **WHOLE)
    own = a_target(person=ana, amount=Decimal(3000), part_of=handed, **WHOLE)

    with refused():
        change(handed, by=mei, values={"amount": Decimal(1)})
    page = at_the_screen(mei).get(f"/targets/{handed.pk}/").text
    assert f"/targets/{handed.pk}/edit/" not in page
    change(own, by=mei, values={"amount": Decimal(3500)})
    change(handed, by=ada, values={"amount": Decimal(5500)})

    assert [one.fresh().amount for one in (handed, own)] == [5500, 3500]
    assert list(rows(Target, by=mei, to="change.divide").filter(pk=handed.pk)) == [handed]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"measure": "receipts", "category": "茶具"}, "category"),
        ({"measure": "customers", "category": "茶具"}, "category"),
        ({"measure": "customers", "amount": Decimal("2.5")}, "amount"),
    ],
)
def test_a_target_that_nothing_could_count_towards_is_refused(wrong, field, ada):
    told = {"amount": Decimal(1), "starts_on": date(2026, 3, 1), "period": "month", "measure": "sales"}

    with pytest.raises(ValidationError) as refusal:
        create(Target, by=ada, values=told | wrong)

    assert set(refusal.value.message_dict) == {field}
    assert not Target.objects.exists()


def test_a_target_of_both_a_team_and_a_person_is_refused_in_the_form(mei):
    typed = {"measure": "sales", "period": "month", "starts_on": "2026-03-01", "team": mei.team_id, "person": mei.pk}

    answer = at_the_screen(mei).post("/targets/new/", typed | {"amount": "5", "name": "", "category": "", "region": ""})

    assert answer.status_code == 422
    assert "not both" in answer.text
    assert not Target.objects.exists()


@pytest.mark.parametrize("wrong", [{"period": "week"}, {"measure": "luck"}])
def test_a_period_or_measure_that_there_is_none_of_is_refused_by_its_name(wrong, ada):
    told = {"amount": Decimal(1), "starts_on": date(2026, 3, 1), "period": "month", "measure": "sales"}

    with pytest.raises(ValidationError) as refusal:
        create(Target, by=ada, values=told | wrong)

    assert set(refusal.value.message_dict) == set(wrong)
    assert not Target.objects.exists()
