"""The pictures of contacts and of likeness: what is drawn is what the measure has found."""

from io import BytesIO

import pyarrow as pa
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhike.insight.computing import kept
from zhike.insight.models import Run
from zhike.insight.pictures import PICTURES
from zhike.insight.pictures.seen import Seen
from zhike.insight.tests.pictures_cast import JULY, keep

pytestmark = pytest.mark.django_db


def cards_of(name, run, person, choice=""):
    return PICTURES[name].build(Seen(run, by=person, choice=choice))


def rows_at(run, name):
    return kept.tables(run)[name].to_pylist()


def page_of(client, person, name, tail="", **query):
    client.force_login(person)
    return client.get(reverse("insight:picture", args=[name]) + tail, query)


def a_curve(*shares, alone, gain=1000.0, contacted=100):
    """A kept run in which of so many contacted an nth time these shares answered, with an answer worth so much."""
    run = Run.objects.create(
        measure="contact_curve", as_of=JULY, status=Run.Status.DONE, parameters={"answer_days": 30, "gain": gain}
    )
    rows = [
        {"contact": nth, "contacted": contacted, "answers": round(share * contacted), "rate": share}
        | {"low_90": share - 0.05, "high_90": share + 0.05, "cumulative": share}
        for nth, share in enumerate(shares, start=1)
    ]
    quiet = {"times": 200, "bought": round(200 * alone), "rate": alone, "low_90": alone, "high_90": alone}
    kept.keep(run, {"curve": pa.Table.from_pylist(rows), "left_alone": pa.Table.from_pylist([quiet])})
    return run


def test_the_curve_drawn_is_that_of_the_run_with_its_bands(admin, firm):
    run = keep("contact_curve", firm)
    curve = [row for row in rows_at(run, "curve") if row["contacted"] >= 10]

    first, *_others, tries = cards_of("contact_curve", run, admin)

    assert len(curve) > 1
    assert first.drawing.series[0].points == [(row["contact"], row["rate"]) for row in curve]
    assert first.drawing.bands[0].points == [(row["contact"], row["low_90"], row["high_90"]) for row in curve]
    assert [row["rate"] for row in first.figures[0].rows] == [row["rate"] for row in rows_at(run, "curve")]
    assert [row["answers"] for row in tries.figures[0].rows] == [row["answers"] for row in rows_at(run, "attempts")]


def test_a_contact_brings_what_comes_beyond_being_left_alone_less_its_cost(admin):
    run = a_curve(0.5, 0.3, 0.26, 0.1, alone=0.2)

    curve, pays = cards_of("contact_curve", run, admin, choice="100")

    assert [round(row["more"], 2) for row in curve.figures[0].rows] == [0.3, 0.1, 0.06, -0.1]
    assert pays.drawing.series[0][2] == pytest.approx([200, 0, -40, -200])
    assert {point[1] for point in curve.drawing.series[1].points} == {0.2}
    assert curve.drawing.borders == [(2, "enough")]
    assert "After 2 contacts without a purchase" in curve.sentences[2]
    assert curve.sentences[3] == "Likely, not certain: the band of contact 3 reaches up to 31%."
    assert {row["cost"]: row["last"] for row in pays.figures[0].rows} == {
        0: 3,
        5: 3,
        10: 3,
        20: 3,
        50: 3,
        100: 2,
        200: 1,
    }


@pytest.mark.parametrize(
    ("shares", "verdict"),
    [
        ((0.5, 0.4, 0.3), "each one still brings more than it costs"),
        ((0.2, 0.1, 0.05), "Not even the first contact brings more than it costs"),
        ((0.5, 0.2, 0.6), "After 1 contact without a purchase"),
    ],
)
def test_the_verdict_follows_from_the_curve(admin, shares, verdict):
    card = cards_of("contact_curve", a_curve(*shares, alone=0.25), admin)[0]

    assert verdict in card.sentences[2]


def test_shares_of_few_contacts_stand_in_the_table_alone(admin):
    run = a_curve(0.5, 0.4, alone=0.1, contacted=9)

    assert cards_of("contact_curve", run, admin) == []


def test_the_cost_is_chosen_on_the_page_and_goes_into_the_workbook(client, admin):
    a_curve(0.5, 0.3, 0.26, 0.1, alone=0.2)

    page = page_of(client, admin, "contact_curve", of="100").content.decode()
    answer = page_of(client, admin, "contact_curve", "xlsx/", of="100")

    assert "?of=100" in page
    assert "a contact is taken to cost ¥100" in page
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(1).to_python()
    assert [row[-1] for row in sheet[1:]] == pytest.approx([200, 0, -40, -200])


def test_without_contacts_the_page_says_what_to_record(client, mei):
    before = page_of(client, mei, "contact_curve").content.decode()
    few = "Only %(contacts)s contacts have a known end; at least %(least)s are needed."
    said = [{"code": "refused", "sentence": few, "values": {"contacts": 3, "least": 30}}]
    Run.objects.create(measure="contact_curve", as_of=JULY, status="failed", warnings=said)

    refused = page_of(client, mei, "contact_curve").content.decode()

    assert "record calls, visits and meetings with their results" in before
    assert "Only 3 contacts have a known end; at least 30 are needed." in refused
    assert "record calls, visits and meetings with their results" in refused
    assert "older orders help at once" not in refused


def test_classes_of_chance_hold_every_customer_once_and_open_them(client, admin, firm):
    run = keep("response", firm)
    chances = {int(row["id"]): row["chance"] for row in rows_at(run, "chances")}

    card = cards_of("response", run, admin)[0]

    rows = card.figures[0].rows
    assert sum(row["customers"] for row in rows) == len(chances) == 5
    assert sum(row["answers"] for row in rows) == pytest.approx(sum(chances.values()))
    high = [row for row in rows if row["group"] == "0.5"]
    assert [row["customers"] for row in high] == [2] == [sum(chance >= 0.5 for chance in chances.values())]
    behind = page_of(client, admin, "response", "customers/", group="0.5").content.decode()
    assert {one.name for one in firm if one.name in behind} == {one.name for one in firm if chances[one.pk] >= 0.5}
    assert page_of(client, admin, "response", "customers/", group="0.55").status_code == 404


def test_whom_somebody_contacted_lately_is_not_listed_first(admin, ana, firm):
    run = keep("response", firm)  # the first two were contacted 40 days ago, the others 640
    order = [row["customer"] for row in cards_of("response", run, admin)[1].figures[0].rows]
    run.parameters |= {"answer_days": 60}

    later = [row["customer"] for row in cards_of("response", run, admin)[1].figures[0].rows]
    own = [row["customer"] for row in cards_of("response", run, ana)[1].figures[0].rows]

    assert set(order[:2]) == {firm[0].name, firm[1].name}
    assert set(later) == {one.name for one in firm[2:]}
    assert set(own) == {"松下", "石上"}


def test_how_right_the_response_was_is_shown_to_who_answers_for_the_firm(admin, ana, firm):
    run = keep("response", firm)
    [judged] = [row for row in rows_at(run, "judged") if row["split"] == "time"]

    whole, own = cards_of("response", run, admin), cards_of("response", run, ana)

    assert (len(whole), len(own)) == (5, 2)
    assert f"On {judged['rows']} cases the model had not seen" in whole[3].sentences[1]
    assert whole[3].drawing.series[1][2] == [row["came"] for row in rows_at(run, "calibration")]
    assert whole[4].drawing.series[0].points[1:] == [
        (row["share"], row["found_share"]) for row in rows_at(run, "reach")
    ]


def test_newcomers_and_those_long_known_are_told_apart_and_counted_as_listed(client, admin, firm):
    run = keep("look_alikes", firm)
    alike = {int(row["id"]) for row in rows_at(run, "chances") if row["chance"] >= 0.5}

    counted, newcomers, known, *_judged = cards_of("look_alikes", run, admin)

    names = {one.pk: one.name for one in firm}
    assert alike == {firm[0].pk, firm[1].pk, firm[-1].pk}
    assert [row["alike"] for row in counted.figures[0].rows] == [2, 1]
    assert {row["customer"] for row in newcomers.figures[0].rows} == {firm[0].name, firm[1].name}
    assert [row["customer"] for row in known.figures[0].rows] == [firm[-1].name]
    assert "money of the first purchase ¥905" in newcomers.figures[0].rows[0]["why"]
    behind = page_of(client, admin, "look_alikes", "customers/", group="tier:gold,silver|new").content.decode()
    assert {name for name in names.values() if name in behind} == {firm[0].name, firm[1].name}


def test_who_sees_nobody_of_a_part_is_shown_the_other(bo, firm):
    cards = cards_of("look_alikes", keep("look_alikes", firm), bo)

    assert [row["alike"] for row in cards[0].figures[0].rows] == [1, 0]
    assert [[row["customer"] for row in card.figures[0].rows] for card in cards[1:]] == [[firm[1].name]]


def test_another_set_is_another_address_and_one_too_small_is_none(client, admin, firm):
    keep("look_alikes", firm)

    page = page_of(client, admin, "look_alikes").content.decode()
    other = page_of(client, admin, "look_alikes", of="rung:advocate,core").content.decode()

    assert "?of=rung%3Aadvocate%2Ccore" in page
    assert "abc%3AA" not in page
    assert "Left out: 1 of the sets of customers" in page
    assert "Loyalty rung: Advocate, Core customer has 40 members" in other
    for group in ("abc:A|new", "tier:gold,silver|none", "nothing"):
        assert page_of(client, admin, "look_alikes", "customers/", group=group).status_code == 404
