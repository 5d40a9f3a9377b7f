"""A long table comes by pages: each says what it is under, and the total is always of all."""

import re
from html import unescape

import pytest

from zhike.insight.cubes import leafing, paper
from zhike.insight.cubes.leafing import leaf
from zhike.insight.cubes.tests.cast import ask
from zhike.insight.cubes.tests.test_pages import shown

pytestmark = pytest.mark.django_db
ADDRESS = "rows=region,product&columns=-&measures=net&window=all"


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(leafing, "CELLS", 3)
    monkeypatch.setattr(leafing, "LEAST", 3)


def words(found):
    return [line.words for line in found.lines]


def test_each_page_has_its_lines_below_those_they_stand_under_and_the_total_of_all(ada, at):
    found = ask(ADDRESS, by=ada, at=at)
    whole = words(found)

    first, second = leaf(found, "1"), leaf(found, "2")

    assert whole == ["华南", "龙井", "祁红", "华东", "龙井", "盖碗", "(none)", "祁红", "盖碗", "Total"]
    assert words(first) == ["华南", "龙井", "祁红", "Total"]
    assert words(second) == ["华东", "龙井", "盖碗", "Total"]
    assert words(leaf(found, "3")) == ["(none)", "祁红", "盖碗", "Total"]
    assert words(leaf(found, "oops")) == words(first)


def test_a_page_that_begins_amid_a_group_says_which(ada, at, monkeypatch):
    monkeypatch.setattr(leafing, "LEAST", 2)
    monkeypatch.setattr(leafing, "CELLS", 2)
    found = ask(ADDRESS, by=ada, at=at)

    assert words(leaf(found, "2")) == ["华南", "祁红", "华东", "Total"]


def test_the_page_of_the_explorer_leads_to_the_next(client, ada, at):
    client.force_login(ada)

    first = shown(client, f"/insight/cube/?{ADDRESS}")
    following = unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    second = shown(client, f"/insight/cube/{following}")

    assert "Lines 1–3 of 9; the total is of all of them" in first
    assert "Lines 4–6 of 9" in second
    assert first.count(">¥1,080<") == second.count(">¥1,080<") == 1


def test_paper_keeps_the_total_where_it_leaves_lines_out(ada, at, monkeypatch):
    monkeypatch.setattr(paper, "MOST_LINES", 4)
    found = ask(ADDRESS, by=ada, at=at)

    sheet = paper._sheet(found, "Sales")

    assert [line.words for line in sheet["table"].lines] == ["华南", "龙井", "祁红", "Total"]
    assert sheet["left_out"] == 6
