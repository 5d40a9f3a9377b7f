"""Contacts, their answers and beginnings, from the facts of a warehouse: rounds by hand, and nothing of the future."""

from datetime import date, timedelta
from random import Random

import pytest

from zhike.insight.measures import MeasureRefused
from zhike.insight.measures.response import ContactCurve, Contacts, LookAlikes, Response
from zhike.insight.measures.response.contacts import gain_of
from zhike.insight.tests.contacts_cast import activity, lend_standings, with_activities
from zhike.insight.tests.measures_cast import codes_of, day, facts_of, known, refund, sale

JULY = date(2025, 7, 1)
PLAIN = ("logistic",)


def made_of(sales, activities, **settings):
    return Contacts(**settings).made(with_activities(facts_of(*sales), activities), as_of=JULY)


def rows_of(made, customer):
    rows = [row for row in made.to_pylist() if row["customer_id"] == customer and not row["is_now"]]
    return [(f"{row['day']:%m-%d}", row["channel"], row["contact"], row["answer"]) for row in rows]


def test_a_round_of_contacts_ends_with_a_purchase_or_with_silence():
    sales = [sale(1, "01-01"), sale(1, "03-20"), sale(2, "2024-11-01")]
    calls = [activity(1, day(on)) for on in ("02-01", "03-10", "04-10", "05-01", "06-20")]
    others = [activity(1, day("02-20"), "visit", "good"), activity(2, day("01-10")), activity(2, day("05-01"))]

    made = made_of(sales, [*calls, *others])

    assert rows_of(made, 1) == [
        ("02-01", "call", 1, "no"),
        ("02-20", "visit", 2, "no"),
        ("03-10", "call", 3, "yes"),
        ("04-10", "call", 1, "no"),
        ("05-01", "call", 2, "no"),
        ("06-20", "call", 3, None),  # a purchase may still follow
    ]
    assert rows_of(made, 2) == [("01-10", "call", 1, "no"), ("05-01", "call", 1, "no")]  # 111 days apart


def test_a_purchase_on_the_day_of_a_contact_answers_it_and_a_late_one_answers_none():
    sales = [sale(1, "02-05"), sale(1, "03-01"), sale(2, "02-01"), sale(2, "04-20"), refund(2, "03-12")]
    calls = [activity(1, day("02-05")), activity(1, day("03-20")), activity(2, day("03-10")), activity(2, day("05-01"))]

    made = made_of(sales, calls)

    assert rows_of(made, 1) == [("02-05", "call", 1, "yes"), ("03-20", "call", 1, "no")]
    assert rows_of(made, 2) == [("03-10", "call", 1, "no"), ("05-01", "call", 1, "no")]


def test_what_is_no_contact_of_ours_is_none():
    none = [
        *(activity(1, day("02-01"), result=result) for result in ("no_answer", "busy", "wrong_number")),
        activity(1, day("02-02"), by_us=False),
        activity(1, day("02-03"), "visit", "not_met"),
        activity(1, JULY),
        activity(1, day("2023-06-01")),
    ]
    twice = [activity(1, day("03-01")), activity(1, day("03-01"), "visit", "poor")]

    assert rows_of(made_of([sale(1, "01-01")], [*none, *twice]), 1) == [("03-01", "visit", 1, "no")]


def test_what_is_known_before_a_contact_is_told_with_it():
    sales = [sale(1, "2024-12-01", 100), sale(1, "2024-12-31", 300), sale(1, "01-30", 200), sale(1, "03-10", 5_000)]
    made = made_of(sales, [activity(1, day("02-14")), activity(1, day("03-05"))])

    first, second, now = made.to_pylist()

    assert (second["purchases"], second["mean_purchase"], second["mean_gap_days"]) == (3, 200.0, 30.0)
    assert (second["days_since_last_purchase"], second["days_since_last_contact"]) == (34, 19)
    assert (first["contacts_before"], first["days_since_last_contact"]) == (0, None)
    assert (now["is_now"], now["day"], now["purchases"], now["contact"], now["answer"]) == (True, JULY, 4, 1, None)


def a_firm(seed=3):
    """Sixty customers with purchases, contacts and calls nobody took, at random days of a year and a half."""
    random = Random(seed)
    days = [date(2024, 1, 1) + timedelta(days=nth) for nth in range(640)]
    sales = [sale(who, one.isoformat(), 50 + who, margin=10) for who in range(1, 61) for one in random.sample(days, 14)]
    some = []
    for who in range(1, 61):
        some += [activity(who, one) for one in random.sample(days, 12)]
        some += [activity(who, one, "visit", "good") for one in random.sample(days, 3)]
        some += [activity(who, one, result="no_answer") for one in random.sample(days, 5)]
    return sales, some


def test_the_curve_counts_the_contacts_and_its_bands_hold_their_shares():
    sales, some = a_firm()
    facts = with_activities(facts_of(*sales), some)
    contacts = Contacts()

    found = ContactCurve(cost=1).told(facts, as_of=JULY, contacts=contacts)

    known_ones = [row for row in contacts.made(facts, as_of=JULY).to_pylist() if row["answer"]]
    for row in found.table.to_pylist():
        mine = [one for one in known_ones if one["contact"] == row["contact"]]
        assert (row["contacted"], row["answers"]) == (len(mine), sum(one["answer"] == "yes" for one in mine))
        assert row["low_90"] <= row["rate"] <= row["high_90"]
    channels = {row["channel"]: row for row in found.tables["channels"].to_pylist()}
    assert sum(row["contacted"] for row in channels.values()) == len(known_ones) == found.rows_read
    assert channels.keys() == {"call", "visit"}
    assert found.parameters["gain"] == pytest.approx(10)
    assert "contacts_young" in codes_of(found)


def test_those_left_alone_are_the_same_customers_in_spells_without_a_contact():
    sales, some = a_firm()
    bought = {(row["customer_id"], row["placed_on"]) for row in sales}
    first = {who: min(on for one, on in bought if one == who) for who in range(1, 61)}
    spoken = {(row["customer_id"], row["day"]) for row in some if row["result"] != "no_answer"}
    begins = min(on for _who, on in spoken if on < JULY)
    mornings = [JULY - timedelta(days=30 * back) for back in range(1, (JULY - begins).days // 30 + 1)]
    quiet = [
        (who, on)
        for who in range(1, 61)
        for on in mornings
        if first[who] < on and not any((who, on + timedelta(days=way)) in spoken for way in range(-30, 30))
    ]
    came = [pair for pair in quiet if any((pair[0], pair[1] + timedelta(days=way)) in bought for way in range(30))]

    found = ContactCurve().told(with_activities(facts_of(*sales), some), as_of=JULY, contacts=Contacts())

    [row] = found.tables["left_alone"].to_pylist()
    assert len(came) > 3
    assert (row["times"], row["bought"], row["rate"]) == (len(quiet), len(came), pytest.approx(len(came) / len(quiet)))


def test_tries_are_counted_from_the_last_time_somebody_spoke():
    results = [
        ("02-01", "no_answer"),
        ("02-02", "busy"),
        ("02-03", "reached"),
        ("02-04", "no_answer"),
        ("02-20", "busy"),
    ]
    calls = [activity(who, day(on), result=result) for who in range(1, 41) for on, result in results]
    wrong = [activity(1, day("02-05"), result="wrong_number"), activity(1, day("02-06"), by_us=False)]
    facts = with_activities(facts_of(*(sale(who, "01-01") for who in range(1, 41))), [*calls, *wrong])

    found = ContactCurve().told(facts, as_of=JULY, contacts=Contacts())

    tries = [(row["contact"], row["contacted"], row["answers"]) for row in found.tables["attempts"].to_pylist()]
    assert tries == [(1, 120, 0), (2, 40, 0), (3, 40, 40)]


def test_nothing_that_comes_after_the_day_changes_a_curve():
    sales, some = a_firm()
    past = [row for row in sales if row["placed_on"] < JULY], [row for row in some if row["day"] < JULY]

    whole = ContactCurve().told(with_activities(facts_of(*sales), some), as_of=JULY, contacts=Contacts())
    before = ContactCurve().told(with_activities(facts_of(*past[0]), past[1]), as_of=JULY, contacts=Contacts())

    assert len(past[1]) < len(some)
    assert {name: table.to_pylist() for name, table in whole.tables.items()} == {
        name: table.to_pylist() for name, table in before.tables.items()
    }


def test_a_handful_of_contacts_is_refused_and_so_is_a_warehouse_without_any():
    few = with_activities(facts_of(sale(1, "01-01")), [activity(1, day("02-01"))])

    with pytest.raises(MeasureRefused, match="Only 1 contacts have a known end; at least 30 are needed"):
        ContactCurve().told(few, as_of=JULY, contacts=Contacts())
    with pytest.raises(MeasureRefused, match="Only 0 contacts"):
        ContactCurve().fit(facts_of(sale(1, "01-01")), as_of=JULY)
    with pytest.raises(MeasureRefused, match="answer_days must be a whole number above zero"):
        Contacts(answer_days=0)


def test_what_an_answer_is_worth_is_its_margin_or_else_its_sales():
    worth = {"answers": 4, "net": 400.0, "costed_net": 400.0, "costed_margin": 100.0}

    assert gain_of(worth) == (25.0, ())
    gain, [said] = gain_of(worth | {"costed_net": 100.0, "costed_margin": 25.0})
    assert (gain, said.code) == (100.0, "value_is_sales")
    assert gain_of(worth | {"answers": 0, "net": None}) == (None, ())


def eager_and_slow():
    """Forty customers who buy every ten days and forty who buy twice a year, all called every forty days."""
    sales, some = [], []
    for who in range(1, 81):
        step = 10 if who <= 40 else 170
        begins = date(2024, 1, 1) + timedelta(days=who % 9)
        sales += [sale(who, (begins + timedelta(days=step * nth)).isoformat()) for nth in range(540 // step)]
        some += [activity(who, begins + timedelta(days=25 + 40 * nth)) for nth in range(13)]
    return sales, some


def test_who_buys_often_is_likelier_to_answer_and_only_the_past_is_asked():
    sales, some = eager_and_slow()
    ancient = [sale(99, "2020-01-01")]
    measure = Response(models=PLAIN)

    found = measure.told(with_activities(facts_of(*sales, *ancient), some), as_of=JULY, contacts=Contacts())

    chances = {int(row["id"]): row["chance"] for row in found.table.to_pylist()}
    assert chances.keys() == set(range(1, 81))  # neither bought nor contacted in two years: not asked
    assert min(chances[who] for who in range(1, 41)) > max(chances[who] for who in range(41, 81))
    assert {row["split"] for row in found.tables["judged"].to_pylist()} == {"folds", "time"}
    assert "fields_may_leak" not in codes_of(found)
    fields = found.tables["fields"]["field"].to_pylist()
    assert not {"bought_on", "channel", "is_now", "answer", "day"} & set(fields)


def beginners():
    """A hundred customers of old and ten new ones; every second began with ten times as much, and the old are gold."""
    sales = []
    for who in range(1, 111):
        begins = date(2023, 1, 1) + timedelta(days=who) if who <= 100 else date(2025, 3, 1)
        sales += [sale(who, begins.isoformat(), (1000 if who % 2 else 100) + who % 13), sale(who, "2025-05-05", 5)]
    holds = {"kind": "tier", "value": "gold", "since": date(2024, 1, 1), "until": None}
    some = [{"customer_id": who} | holds for who in range(1, 90, 2)]
    ended = [
        {"customer_id": 2} | holds | {"until": date(2025, 6, 1)},
        {"customer_id": 4} | holds | {"since": JULY.replace(day=2)},
    ]
    return sales, [*some, *ended, {"customer_id": 6} | holds | {"value": "iron"}]


def test_newcomers_who_begin_as_the_best_began_are_alike_and_members_are_left_out():
    sales, some = beginners()

    found = LookAlikes(models=PLAIN).told(lend_standings(facts_of(*sales), some), as_of=JULY)

    rows = {int(row["id"]): row for row in found.table.to_pylist()}
    assert rows.keys() == {who for who in range(1, 111) if who > 89 or who % 2 == 0}
    assert {who for who, row in rows.items() if row["is_new"]} == set(range(101, 111))
    new = {who: rows[who]["chance"] for who in range(101, 111)}
    assert min(chance for who, chance in new.items() if who % 2) > max(
        chance for who, chance in new.items() if not who % 2
    )
    assert found.tables["sets"].to_pylist() == [
        {"set": "tier:gold,silver", "members": 45, "learnt_from": 100, "model": "logistic"}
    ]
    assert codes_of(found)[-1] == "sets_too_small"


def test_a_beginning_ends_after_its_days_and_who_has_not_had_them_is_not_judged():
    sales, some = beginners()
    late = [sale(1, "2023-06-01", 90_000), sale(200, "2025-06-15", 1000)]
    people = [known(who, kind="channel" if who == 1 else "consumer") for who in (*range(1, 111), 200)]
    measure = LookAlikes(models=PLAIN)

    before = measure.told(lend_standings(facts_of(*sales, customers=people), some), as_of=JULY)
    after = measure.told(lend_standings(facts_of(*sales, *late, customers=people), some), as_of=JULY)

    assert after.table.to_pylist() == before.table.to_pylist()


def test_without_enough_members_nobody_is_said_to_be_alike():
    sales, some = beginners()

    with pytest.raises(MeasureRefused, match="In no set are there 30 members"):
        LookAlikes().told(lend_standings(facts_of(*sales), some[:29]), as_of=JULY)
