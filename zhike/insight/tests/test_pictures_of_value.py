"""The pictures of what is to come: lifetime value by the plain formula, purchases by three models."""

import pytest
from django.urls import reverse

from tests.cast import a_customer, a_person
from zhike.insight.computing import kept
from zhike.insight.computing.steps import STEPS
from zhike.insight.measures import PlainClv, Pyramid
from zhike.insight.measures.measure import plain
from zhike.insight.models import Run
from zhike.insight.pictures import PICTURES
from zhike.insight.pictures.seen import Seen
from zhike.insight.tests.measures_cast import facts_of, known, refund, sale
from zhike.insight.tests.pictures_cast import JULY, a_tea_house, keep

pytestmark = pytest.mark.django_db
TWO_TIERS = PlainClv(minimum_group=1, pool_weight=0, pyramid=Pyramid(shares=(0.4, 0.6), labels=("gold", "lead")))


@pytest.fixture
def firm(ana, bo):
    """Three customers of Ana, two of Bo."""
    names = (("清泉茶庄", ana), ("竹里茶行", bo), ("松下", ana), ("云归", bo), ("石上", ana))
    return [a_customer(name, owner=owner) for name, owner in names]


@pytest.fixture
def admin():
    return a_person("Root", role="admin")


def drawn(name, run, person):
    """The cards of a picture by their titles."""
    return {str(card.title): card for card in PICTURES[name].build(Seen(run, by=person))}


def rows_of(card, place=0):
    return list(card.figures[place].rows)


def with_tiers(firm):
    """A run that learned the retention of two tiers: the second half of the customers left, one brings a loss."""
    keys = [customer.pk for customer in firm]
    entries = [
        sale(key, f"{year}-09-01", 10 * margin, margin=margin)
        for place, (key, margin) in enumerate(zip(keys, (500, 400, 50, 40, 30), strict=True))
        for year in (2022, 2023, 2024)
        if place < 4 or year < 2024
    ]
    facts = facts_of(*entries, refund(keys[2], "2025-06-01", 500, margin=-200), customers=[known(key) for key in keys])
    [step] = [step for step in STEPS if step.name == "clv"]
    scored = step.tested(TWO_TIERS, TWO_TIERS.fit(facts, as_of=JULY), facts)
    parameters = {**scored.parameters, "holdout": plain(dict(scored.holdout))}
    run = Run.objects.create(measure="clv", as_of=JULY, status=Run.Status.DONE, parameters=parameters)
    kept.keep(run, scored.tables)
    return run


def test_the_formula_by_tier_adds_up_to_the_values_of_the_run(admin, firm):
    run = with_tiers(firm)
    values = [float(row["clv"]) for row in kept.tables(run)["customers"].to_pylist()]

    cards = drawn("clv", run, admin)

    tiers = rows_of(cards["What it is made of"])
    assert [row["words"] for row in tiers] == ["Gold", "Lead", "in no tier"]
    assert sum(row["clv"] for row in tiers) == pytest.approx(sum(values))
    for row in tiers:
        assert row["clv"] == pytest.approx(row["yearly"] * row["multiple"], abs=0.01)
    assert sum(row["money"] for row in rows_of(cards["When it comes"])) == pytest.approx(sum(values))
    assert rows_of(cards["When it comes"])[-1]["year"] == "later"


def test_moved_retention_and_margin_give_what_the_formula_gives_with_them(admin, firm):
    run = keep("clv", firm)

    card = drawn("clv", run, admin)["What it depends on"]

    with a_tea_house([customer.pk for customer in firm]) as facts:
        moved = PlainClv(yearly_retention=0.55).fit(facts, as_of=JULY).table["clv"].to_pylist()
        costly = PlainClv(yearly_retention=0.5, yearly_discount=0.15).fit(facts, as_of=JULY).table["clv"].to_pylist()
    grid = {row["retention"]: row for row in rows_of(card)}
    discounts = {round(row["discount"], 2): row["worth"] for row in rows_of(card, 1)}
    more = float(sum(value for value in moved if value))
    assert grid[0.05]["m2"] == pytest.approx(more, rel=1e-6)
    assert grid[0.05]["m4"] == pytest.approx(1.2 * more, rel=1e-6)
    assert discounts[0.15] == pytest.approx(float(sum(value for value in costly if value)), rel=1e-6)
    assert card.drawing.rows[2][1][2].words == "0%"


def test_values_that_would_have_no_end_stay_empty(admin, firm):
    run = keep("clv", firm)
    run.parameters |= {"yearly_discount": 0.0}
    table = kept.tables(run)["customers"]
    whole = table.set_column(table.column_names.index("yearly_retention"), "yearly_retention", [[0.97] * len(table)])
    kept.keep(run, {"customers": whole})

    card = drawn("clv", run, admin)["What it depends on"]

    assert [row["m2"] is None for row in rows_of(card)] == [False, False, False, True, True]
    assert card.drawing.rows[-1][1] == [None] * 5


def test_a_loss_has_a_band_of_its_own_and_opens_who_brings_it(client, admin, firm):
    run = with_tiers(firm)
    client.force_login(admin)

    bands = rows_of(drawn("clv", run, admin)["How value is spread"])
    behind = client.get(reverse("insight:picture-customers", args=["clv"]), {"group": "loss"}).content.decode()

    assert (bands[0]["band"], bands[0]["customers"]) == ("less than nothing", 1)
    assert sum(row["customers"] for row in bands) == 5
    assert "松下" in behind
    assert "清泉茶庄" not in behind


def test_the_judgement_of_the_plain_formula_is_that_of_its_run(admin, ana, firm):
    run = with_tiers(firm)

    cards, own = drawn("clv", run, admin), drawn("clv", run, ana)

    held = run.parameters["holdout"]
    parts, tiers = rows_of(cards["Was it right before?"]), rows_of(cards["Did they stay?"])
    assert sum(row["actual"] for row in parts) == pytest.approx(held["value_actual"])
    assert {row["words"]: (row["retention"], row["stayed"]) for row in tiers} == {
        "Gold": (pytest.approx(1), pytest.approx(1)),
        "Lead": (pytest.approx(1), pytest.approx(2 / 3)),
    }
    assert [row["words"] for row in rows_of(cards["Who stays"])] == ["all customers", "Gold", "Lead"]
    assert not own.keys() & {"Who stays", "Was it right before?", "Did they stay?"}
    assert {row["customer"] for row in rows_of(own["Who is worth most"])} == {"清泉茶庄", "松下", "石上"}


def test_without_a_year_held_out_the_page_says_so(admin, firm):
    run = keep("clv", firm)
    kept.keep(run, {name: table for name, table in kept.tables(run).items() if not name.startswith("value_")})

    [sentence] = drawn("clv", run, admin)["Was it right before?"].sentences

    assert "had no time held out" in sentence


def test_buyers_to_expect_are_the_sum_of_the_chances_and_open_who_they_are(client, admin, firm):
    run = keep("paretonbd", firm)
    client.force_login(admin)
    judged = [row for row in kept.tables(run)["customers"].to_pylist() if row["x"] is not None]

    card = drawn("paretonbd", run, admin)["What is coming"]

    rows = rows_of(card)
    assert sum(row["buyers"] for row in rows) == pytest.approx(sum(row["chance_to_buy"] for row in judged))
    assert sum(row["purchases"] for row in rows) == pytest.approx(sum(row["expected_purchases"] for row in judged))
    assert sum(row["customers"] for row in rows) == len(judged)
    for place, link in card.figures[0].links.items():
        behind = client.get(link).content.decode()
        assert sum(customer.name in behind for customer in firm) == rows[place]["customers"]


def test_the_likeliest_come_first_and_the_map_holds_everybody(admin, ana, firm):
    run = keep("paretonbd", firm)
    judged = [row for row in kept.tables(run)["customers"].to_pylist() if row["x"] is not None]

    cards, own = drawn("paretonbd", run, admin), drawn("paretonbd", run, ana)

    likeliest = rows_of(cards["Who is likeliest to buy"])
    assert [row["chance_to_buy"] for row in likeliest] == sorted((row["chance_to_buy"] for row in judged), reverse=True)
    assert {row["customer"]: row["days_silent"] for row in likeliest}["清泉茶庄"] == 61  # the first of May
    places = rows_of(cards["When silence is a bad sign"])
    alive = sum(row["customers"] * row["p_alive"] for row in places)
    assert alive == pytest.approx(sum(row["p_alive"] for row in judged))
    assert {row["customer"] for row in rows_of(own["Who is likeliest to buy"])} == {"清泉茶庄", "松下"}
    assert "Which model to believe" not in own


def test_purchases_at_stake_are_what_staying_would_bring_more(admin, firm):
    run = keep("paretonbd", firm)
    table = kept.tables(run)["customers"]
    half = table.set_column(table.column_names.index("p_alive"), "p_alive", [[0.5] * len(table)])
    kept.keep(run, {**kept.tables(run), "customers": half})

    rows = rows_of(drawn("paretonbd", run, admin)["Whom to ask whether they are still there"])

    assert [row["lost"] for row in rows] == sorted((row["lost"] for row in rows), reverse=True)
    for row in rows:
        assert row["stays"] == pytest.approx(2 * row["expected_purchases"])
        assert row["lost"] == pytest.approx(row["expected_purchases"])


def test_models_and_parameters_are_those_of_the_run(admin, firm):
    run = keep("paretonbd", firm)
    tables = kept.tables(run)

    cards = drawn("paretonbd", run, admin)

    told = {row["model"]: row for row in rows_of(cards["Which model to believe"])}
    for row in tables["models"].to_pylist():
        assert told[row["model"]].items() >= row.items()
    lines = {line.name: line.points[-1][1] for line in cards["Which model to believe"].drawing.series}
    tracked = [row for row in tables["models_tracking"].to_pylist() if row["is_holdout"]]
    assert lines["BG/NBD"] == pytest.approx(sum(row["expected"] for row in tracked if row["model"] == "bgnbd"))
    assert lines["made"] == sum(row["actual"] for row in tracked if row["model"] == "bgnbd")
    found = {row["parameter"]: (row["value"], row["standard_error"]) for row in rows_of(cards["Parameters found"])}
    assert found == {
        row["parameter"]: (row["value"], row["standard_error"]) for row in tables["parameters"].to_pylist()
    }
    assert cards["Parameters found"].sentences
