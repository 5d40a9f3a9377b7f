"""The form that builds a filter: everything it knows stands in its inputs."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given

from tests.cast import a_customer, an_order
from zhike.kit import filters
from zhike.kit.filters.drafts import draft_of, tree_of
from zhike.kit.filters.tests.trees import TREES
from zhike.kit.refusal import Refusal
from zhike.kit.testing.acting import at_the_screen

PLACE = "/customers/filter/"
FULL = "(kind in (enterprise) or not tier in (gold)) and has orders(total >= 5) and not has tasks and city is empty"


def opened(by, **address):
    return at_the_screen(by).get(PLACE, address, headers={"HX-Request": "true"}).content.decode()


def sent(by, **form):
    """The answer to a form whose names have dots written as two underscores."""
    return at_the_screen(by).post(
        PLACE, {name.replace("__", "."): value for name, value in form.items()}, headers={"HX-Request": "true"}
    )


def inputs(page):
    """What a browser would send from a rendered panel: names with their values."""
    form = {}
    for tag in re.findall(r"<input[^>]*>", page):
        values = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if values.get("type") != "checkbox" or " checked" in tag:
            form.setdefault(values["name"], []).append(unescape(values.get("value", "")))
    for name, body in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', page, re.DOTALL):
        form[name] = re.findall(r'<option value="([^"]*)" selected', body)
    form["text"] = [unescape(re.search(r"<textarea.*?>(.*?)</textarea>", page, re.DOTALL)[1])]
    return form


@given(TREES)
def test_a_tree_is_the_same_rows_after_the_form_showed_it(tree):
    try:
        tree = filters.tidy(tree)
    except Refusal:
        return
    once = filters.tidy(tree_of(draft_of(tree)))

    assert filters.tidy(tree_of(draft_of(once))) == once


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        "kind in (channel)",
        "owner in (me, none)",
        "owner.team in (me)",
        "clv >= 100 and days_since_last_purchase older 60d",
        "known_since >= 2026-01-01 and known_since last quarter and known_since anniversary next 3w",
        "region in (华东, 华南) and not city contains 杭",
        "not (kind in (enterprise) or region is not empty)",
        "rfm in (545)",
        "owner.is_active = no",
        "known_since <= today",
    ],
)
def test_an_existing_filter_opens_and_applies_unchanged(ana, text):
    form = inputs(opened(ana, filter=text, q="茶", sort="-known_since"))

    answer = at_the_screen(ana).post(PLACE, form | {"act": "apply"})

    there = parse_qs(urlsplit(answer.headers["HX-Redirect"]).query)
    assert there == {"q": ["茶"], "sort": ["-known_since"], "filter": [text]}


def test_plain_conditions_of_the_address_are_opened_too_and_leave_it(ana):
    page = opened(ana, kind="channel", q="茶")
    answer = at_the_screen(ana).post(PLACE, inputs(page) | {"act": "apply"})

    assert parse_qs(urlsplit(answer.headers["HX-Redirect"]).query) == {"q": ["茶"], "filter": ["kind in (channel)"]}


def test_conditions_groups_and_nouns_are_added_and_taken_away(ana):
    page = sent(ana, **{"0__join": "all", "act": "add 0"}).content.decode()
    assert inputs(page)["0.0.was"] == [""]

    page = sent(ana, **{"0__join": "all", "0__0__field": "kind", "0__0__was": ""}).content.decode()
    assert inputs(page)["0.0.op"] == ["in"]
    assert "Channel partner" in page

    page = sent(ana, **{"0__join": "all", "0__0__field": "has:orders", "0__0__was": "kind"}).content.decode()
    assert inputs(page)["0.0.has"] == ["orders"]

    page = sent(ana, **{"0__join": "all", "act": "group 0"}).content.decode()
    assert (inputs(page)["0.0.join"], inputs(page)["0.0.0.was"]) == (["any"], [""])

    page = sent(
        ana, **{"0__join": "all", "0__0__join": "any", "0__0__0__field": "", "act": "remove 0.0"}
    ).content.decode()
    assert "0.0.join" not in inputs(page)


def test_the_rows_are_counted_while_building(ana, bo):
    an_order(customer=a_customer(owner=ana, kind="channel"))
    a_customer(owner=bo, kind="channel")

    page = sent(
        ana,
        **{"0__join": "all", "0__0__field": "kind", "0__0__was": "kind", "0__0__op": "in", "0__0__value": "channel"},
    )

    assert "1 matches" in page.content.decode()


def test_the_text_is_edited_in_place_and_an_error_stands_beside_it(ana):
    page = sent(ana, **{"0__join": "all", "text": "kind = channel or region is empty", "said": ""}).content.decode()
    assert inputs(page)["0.join"] == ["any"]

    answer = sent(ana, **{"0__join": "all", "text": "kind = ", "said": "", "act": "apply"})
    assert "HX-Redirect" not in answer.headers
    assert "at character 7" in answer.content.decode()
    assert inputs(answer.content.decode())["text"] == ["kind = "]


@pytest.mark.parametrize(
    ("field", "text"),
    [("known_since", "known_since last 30d"), ("owner.is_active", "owner.is_active = yes"), ("kind", "")],
)
def test_what_a_condition_shows_at_first_is_what_it_asks(ana, field, text):
    page = sent(ana, **{"0__join": "all", "0__0__field": field, "0__0__was": ""}).content.decode()

    assert inputs(page)["said"] == [text]


def test_cancelling_leads_back_to_the_list_as_it_was(ana):
    page = opened(ana, kind="channel", filter="region is empty", q="茶")

    assert 'href="/customers/?kind=channel&amp;filter=region+is+empty&amp;q=%E8%8C%B6"' in page


def test_a_refused_filter_is_not_applied_and_what_was_typed_stays(ana):
    condition = {"0__0__field": "clv", "0__0__was": "clv", "0__0__op": "min", "0__0__value": "much"}

    answer = sent(ana, **{"0__join": "all", "act": "apply", **condition})

    assert "HX-Redirect" not in answer.headers
    form = inputs(answer.content.decode())
    assert (form["0.0.value"], form["text"], form["said"]) == (["much"], ["clv >= much"], ["clv >= much"])


def test_values_that_are_none_are_told(ana):
    page = sent(
        ana, **{"0__join": "all", "0__0__field": "clv", "0__0__was": "clv", "0__0__op": "min", "0__0__value": "much"}
    )

    assert "is not a value of" in page.content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"act": "remove 0.7.7"},
        {"act": "add 0.x.2"},
        {"act": "apply"},
        {"0__join": "some", "0__has": "nothing"},
        {"0__join": "all", "0__999999999__field": "kind"},
        {"0__join": "all", "0__0__field": "nothing", "0__0__was": "nothing", "0__0__op": "in", "0__0__value": "a"},
        {"0__join": "all", "0__0__field": "owner", "0__0__was": "owner", "0__0__op": "in", "0__0__value": "x"},
        {"0__join": "all", "0__0__field": "parent", "0__0__was": "parent", "0__0__op": "during", "0__0__value": "x"},
        {
            "0__join": "all",
            "0__0__field": "known_since",
            "0__0__was": "known_since",
            "0__0__op": "during",
            "0__0__value": "x",
        },
        {
            "0__join": "all",
            "0__0__field": "known_since",
            "0__0__was": "known_since",
            "0__0__op": "last",
            "0__0__value": "x",
        },
    ],
)
def test_a_damaged_form_is_answered(ana, form):
    assert sent(ana, **form).status_code == 200


def test_a_panel_asks_as_little_of_the_database_as_a_list(ana, django_assert_max_num_queries):
    an_order(customer=a_customer(owner=ana))
    screen = at_the_screen(ana)

    with django_assert_max_num_queries(12):
        screen.get(PLACE, {"filter": FULL})
