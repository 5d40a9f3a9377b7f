"""Rules share customers out, the first that fits; the map and its table tell who covers what."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.cast import SHANGHAI, a_customer, a_person, a_task, a_team, a_territory_rule, an_order
from zhike.customers.actions import hand_over
from zhike.kit.access.models import Staff
from zhike.kit.batches.running import run
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.observing import refused, trace
from zhike.planning import coverage, territories
from zhike.planning.models import TerritoryRule

TODAY = date(2026, 3, 12)


@pytest.fixture
def country(ana, mei):
    """Two in the east (one is Ana's), one dealer there, one in the west that nobody has."""
    return {
        "hers": a_customer("Hers", owner=ana, region="浙江"),
        "open": a_customer("Open", region="浙江省"),
        "dealer": a_customer("Dealer", owner=ana, region="浙江", kind="channel"),
        "west": a_customer("West", region="四川", tier="gold"),
    }


def test_the_first_rule_that_fits_decides(country, ana, mei):
    kai = a_person("Kai")
    a_territory_rule(name="Dealers", position=1, regions="", kind="channel", owner=mei)
    a_territory_rule(name="East", position=2, regions="浙江，江苏", owner=ana)
    a_territory_rule(name="Gold", position=3, regions="", tier="gold", owner=kai)
    a_territory_rule(name="Off", position=0, regions="", owner=kai, active=False)

    told = territories.preview(by=mei)

    assert [(one.rule.name, one.fits, one.decides, one.moves, one.overlap) for one in told] == [
        ("Dealers", 1, 1, 1, 0),
        ("East", 3, 2, 1, 1),
        ("Gold", 1, 1, 1, 0),
    ]


def test_a_rule_takes_any_condition_of_a_list_and_a_muddled_one_is_told(country, mei, ana):
    rule = a_territory_rule(name="Hers", regions="", condition='city = "杭州" and kind in (enterprise)', owner=mei)

    (told,) = territories.preview(by=mei)
    assert (told.fits, told.moves) == (3, 3)

    rule.condition = "no such field = 1"
    rule.save()
    page = at_the_screen(mei).get("/territories/")
    assert (page.status_code, "muddle" in page.context, page.context.get("outcomes")) == (200, True, None)


def test_what_somebody_may_not_give_away_is_no_move_of_theirs(country, ana, mei, ada):
    bo, gone = a_person("Bo", team="South"), a_person("Gone", is_active=False)
    a_territory_rule(name="Dealers", position=1, regions="", kind="channel", owner=bo)
    a_territory_rule(name="West", position=2, regions="四川", owner=gone)
    a_territory_rule(name="Team", position=3, regions="浙江", team=bo.team)

    told = {by: [(one.moves, one.others) for one in territories.preview(by=by)] for by in (mei, ada)}
    page = at_the_screen(mei).get("/territories/").text
    batch = territories.apply(by=mei)
    run(batch=batch.pk)

    assert told == {mei: [(0, 1), (0, 1), (0, 2)], ada: [(1, 0), (0, 1), (2, 0)]}
    assert ("4 customers would go to somebody whose customers you do not see" in page, "change hands" in page) == (
        True,
        False,
    )
    batch.refresh_from_db()
    assert (batch.status, batch.done, batch.refused) == ("done", 0, 0)
    assert country["dealer"].fresh().owner == ana


def test_others_are_told_of_customers_that_one_sees_alone(country, ana, mei, ada):
    unseen = a_customer("Unseen", owner=a_person("Bo", team="South"), region="浙江")
    a_territory_rule(name="East", position=1, regions="浙江", owner=ana)

    told = {by: [(one.moves, one.others) for one in territories.preview(by=by)] for by in (mei, ada)}

    assert told == {mei: [(1, 0)], ada: [(2, 0)]}
    assert unseen.owner.name == "Bo"


@pytest.mark.parametrize("width", ["own", "team", "tree", "territory", "all"])
def test_what_a_preview_says_is_what_comes_of_it(width, country, ana, mei):
    south = a_person("Bo", team="South")
    mei.team.regions = ["四川"]
    mei.team.save()
    mei.grants = {"rights": {"customers": dict.fromkeys(("read", "change", "hand_over"), width)}}
    mei.save()
    by = Staff.objects.get(pk=mei.pk)
    a_territory_rule(name="West", position=1, regions="四川", owner=south)
    a_territory_rule(name="East", position=2, regions="浙江", team=ana.team)
    a_territory_rule(name="Rest", position=3, regions="", owner=ana)
    said = sum(one.moves for one in territories.preview(by=by))

    batch = territories.apply(by=by)
    run(batch=batch.pk)

    batch.refresh_from_db()
    assert (batch.done, batch.refused) == (said, 0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"condition": "no such field = 1"}, "condition"),
        ({"condition": "tier in (("}, "condition"),
        ({"tier": "platnum"}, "tier"),
        ({"owner": None}, "owner"),
        ({"team": True}, "owner"),
    ],
)
def test_a_rule_that_could_not_be_followed_is_not_kept(wrong, field, mei):
    data = {"name": "East", "owner": mei.pk} | wrong | ({"team": mei.team_id} if "team" in wrong else {})

    answer = at_the_screen(mei).post("/api/v1/territory-rules", data, content_type="application/json")

    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not TerritoryRule.objects.exists()


def test_it_says_how_many_change_hands_before_they_do(country, ana, mei):
    rule = a_territory_rule(name="East", position=1, regions="浙江", owner=ana)
    assert "1 customer changes hands" in at_the_screen(mei).get("/territories/").text

    rule.regions = "西藏"
    rule.save()
    page = at_the_screen(mei).get("/territories/").text
    assert ("with the right people already" in page, "/territories/apply/" in page) == (True, False)


def test_customers_are_handed_over_in_a_batch_and_a_team_shares_the_load(country, ana, mei):
    kai = a_person("Kai", team="West")
    a_person("Lou", team="West", is_active=False)
    mei_sees = a_team("West")
    mei_sees.parent = mei.team
    mei_sees.save()
    a_territory_rule(name="East", position=1, regions="浙江", owner=ana)
    a_territory_rule(name="West", position=2, regions="四川", team=mei_sees)

    batch = territories.apply(by=mei)
    run(batch=batch.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.done, batch.refused) == ("done", 2, 0)
    assert {name: one.fresh().owner for name, one in country.items()} == {
        "hers": ana,
        "open": ana,
        "dealer": ana,
        "west": kai,
    }
    assert trace(country["west"]) == ["Mei handed this customer over"]
    assert [one.moves for one in territories.preview(by=mei)] == [0, 0]


def test_a_sharing_out_is_taken_back_but_for_whom_somebody_moved_since(country, ana, mei):
    a_territory_rule(name="Everybody", position=1, regions="浙江", owner=a_person("Kai"))
    batch = territories.apply(by=mei)
    run(batch=batch.pk)
    hand_over(country["dealer"], by=mei, to=mei)
    page, undo = at_the_screen(mei), f"/batches/{batch.pk}/undo/"
    assert undo in page.get(f"/batches/{batch.pk}/").text

    page.post(undo)

    told = {name: one.fresh().owner for name, one in country.items()}
    assert told == {"hers": ana, "open": None, "dealer": mei, "west": None}
    assert undo not in page.get(f"/batches/{batch.pk}/").text


def test_only_who_may_hand_over_shares_out(ana, mei, country):
    a_territory_rule(owner=ana)

    with refused("role does not allow"):
        territories.apply(by=ana)
    assert at_the_screen(ana).get("/territories/").status_code == 403


def test_without_a_rule_there_is_nothing_to_apply(mei, country):
    with refused("no rule in use"):
        territories.apply(by=mei)


def test_regions_tell_customers_money_and_care(country, ana, mei, ada, kettle):
    an_order(customer=country["hers"], product=kettle, quantity=10, placed_on=date(2026, 1, 5))
    an_order(customer=country["hers"], product=kettle, quantity=10, placed_on=date(2024, 1, 5))
    a_task(status="done", customer=country["hers"], done_at=datetime(2026, 3, 2, 12, tzinfo=SHANGHAI))
    east = a_team("East")
    east.regions = ["浙江"]
    east.save()

    a_territory_rule(regions="四", owner=a_person("Kai", team="West"))

    told = {one.name: one for one in coverage.regions(by=ada, today=TODAY)}

    zhejiang, west = told["浙江"], told["四川"]
    assert (zhejiang.customers, zhejiang.unowned, zhejiang.amount) == (2, 0, Decimal(3800))
    assert (zhejiang.silent(on=TODAY), zhejiang.teams, zhejiang.is_white(on=TODAY)) == (10, ["East"], False)
    assert (west.unowned, west.silent(on=TODAY), west.is_white(on=TODAY)) == (1, None, True)
    assert west.teams == ["West"]
    assert (len(coverage.untouched(list(told.values()))), "浙江" in coverage.untouched(list(told.values()))) == (
        32,
        False,
    )


@pytest.mark.parametrize("by_what", ["customers", "amount", "silence", "nonsense"])
def test_the_map_has_a_square_for_each_province_and_leads_to_its_customers(by_what, country, mei):
    page = at_the_screen(mei).get("/territories/", {"by": by_what}).text

    assert (page.count(">浙江</text>"), page.count(">浙</text>")) == (1, 1)  # for a screen and for a telephone
    assert "/customers/?region=%E6%B5%99%E6%B1%9F" in page
