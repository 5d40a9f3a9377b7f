"""The axes that people state: a dated history, answerable as of any day."""

from datetime import date

import pytest

from zhike.customers.actions import classify
from zhike.customers.tests.history import APRIL, MARCH, computed, history, stated
from zhike.kit.audit.trace import trace_of
from zhike.kit.testing.observing import announced, refused, trace

FEBRUARY = date(2026, 2, 1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def pays(customer, by, value, since):
    return classify(customer, by=by, axis="settlement", value=value, since=since)


def test_a_statement_holds_from_its_day_on(ana, teahouse):
    pays(teahouse, ana, "credit", MARCH)

    row = teahouse.standings.get()
    assert (row.kind, row.value, row.since, row.until) == ("settlement", "credit", MARCH, None)
    assert (row.source, row.as_of, row.evidence) == ("stated", date(2026, 3, 12), {"said_by": "Ana"})


def test_a_change_closes_what_was_stated_before(ana, teahouse):
    pays(teahouse, ana, "cash", FEBRUARY)

    pays(teahouse, ana, "credit", MARCH)

    assert history(teahouse, "settlement") == [("cash", FEBRUARY, MARCH), ("credit", MARCH, None)]


def test_the_past_can_be_completed(ana, teahouse):
    pays(teahouse, ana, "credit", MARCH)

    pays(teahouse, ana, "cash", FEBRUARY)

    assert history(teahouse, "settlement") == [("cash", FEBRUARY, MARCH), ("credit", MARCH, None)]


def test_the_same_day_can_be_corrected(ana, teahouse):
    pays(teahouse, ana, "cash", FEBRUARY)
    pays(teahouse, ana, "credit", MARCH)

    pays(teahouse, ana, "cash", MARCH)

    assert history(teahouse, "settlement") == [("cash", FEBRUARY, None)]


def test_what_was_said_by_whom_stays_with_its_days(ana, mei, teahouse):
    pays(teahouse, ana, "cash", FEBRUARY)
    pays(teahouse, mei, "credit", MARCH)

    said = [row.evidence["said_by"] for row in teahouse.standings.order_by("since")]
    assert said == ["Ana", "Mei"]


def test_the_axes_of_any_day_can_be_asked(ana, teahouse):
    pays(teahouse, ana, "cash", FEBRUARY)
    pays(teahouse, ana, "credit", MARCH)
    computed(teahouse, "relation", "actual", MARCH)

    def axes(day):
        return {kind: row.value for kind, row in teahouse.standings.on(day).by_kind().items()}

    assert axes(date(2026, 1, 31)) == {}
    assert axes(date(2026, 2, 28)) == {"settlement": "cash"}
    assert axes(MARCH) == {"settlement": "credit", "relation": "actual"}


def test_a_classification_is_traced_and_announced(ana, teahouse):
    pays(teahouse, ana, "cash", FEBRUARY)
    pays(teahouse, ana, "credit", MARCH)

    assert trace(teahouse) == ["Ana classified this customer"] * 2
    assert trace_of(teahouse)[0].changes == {"settlement": ["cash", "credit"], "since": [None, "2026-03-01"]}
    assert announced() == ["customers.classified"] * 2


@pytest.mark.parametrize("axis", ["relation", "receivables", "profit"])
def test_an_axis_that_follows_from_facts_is_never_typed(ana, teahouse, axis):
    with refused("follows from orders and money and cannot be typed"):
        classify(teahouse, by=ana, axis=axis, value="actual", since=MARCH)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"axis": "rung", "value": "core"}, "There is no axis “rung”"),
        ({"axis": "shoe_size"}, "There is no axis “shoe_size”"),
        ({"value": "barter"}, "“barter” is no value of “Settlement”"),
        ({"since": date(2026, 3, 13)}, "Only days up to today"),
        ({"value": "cash"}, "stated already"),
    ],
)
def test_a_statement_without_sense_is_refused(ana, teahouse, values, sentence):
    stated(teahouse, "settlement", "cash", FEBRUARY)

    with refused(sentence):
        classify(teahouse, by=ana, **{"axis": "settlement", "value": "credit", "since": MARCH} | values)


def test_another_teams_customer_is_not_found(bo, teahouse):
    with refused("does not exist"):
        pays(teahouse, bo, "cash", MARCH)


def test_april_is_not_yet(ana, teahouse):
    with refused("Only days up to today"):
        pays(teahouse, ana, "cash", APRIL)
