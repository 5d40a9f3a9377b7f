"""A board and a calendar are the list in another shape: the same rows, the same rights, a few short queries."""

import re
from html import unescape
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.surfaces.board import NONE
from zhike.kit.surfaces.moving import place_of
from zhike.kit.surfaces.shapes import accepts, board_fields, day_fields
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.contracts.cases import is_scoped
from zhike.kit.testing.observing import digest

AROUND = 12  # queries of a page beside one for each column of a board


def test_a_declared_board_names_a_choice_and_its_values(entity):
    if entity.board is None:
        return
    field = entity.field(entity.board.field)

    assert field in board_fields(entity)
    assert set(entity.board.drop) <= {value for value, _word in field.choices}
    assert {verb.model for verb in entity.board.drop.values()} <= {entity.model}


def test_boards_and_calendars_hold_only_your_own(entity, make, ana, bo):
    mine, theirs = make(entity.model, owner=ana), make(entity.model, owner=bo)
    expected = {mine.pk} if is_scoped(entity, ana) else {mine.pk, theirs.pk}

    for shape, field in _shapes(entity):
        places = {place_of(field, row) for row in (mine, theirs)}
        there = set() if shape == "calendar" and places == {NONE} else expected  # no day, no place in a calendar
        if len(places) == 1:
            assert _cards(at_the_screen(ana), _address(entity, shape, field, at=mine)) == there, (shape, field.name)


def test_a_board_tells_what_each_column_holds(entity, make, ana):
    row, browser = make(entity.model, owner=ana), at_the_screen(ana)

    for field in board_fields(entity):
        page = browser.get(_address(entity, "board", field, at=row)).content.decode()
        heads = re.findall(r'<header data-head="([^"]*)"><h2>.*?</h2> <i>(?:<a href="([^"]*)"[^>]*>)?([\d,]+)', page)
        assert [(told, count) for told, _to, count in heads if count != "0"] == [(_said(field, row), "1")], field.name
        for to in (unescape(to) for _told, to, _count in heads if to):
            assert browser.get(to).context["count"] == 1, to


def test_eight_rows_take_the_queries_of_two_in_every_shape(entity, make, ana):
    browser = at_the_screen(ana)
    first, _second = (make(entity.model, owner=ana) for _nth in range(2))  # one alone is asked for all its page shows
    rooms = {_address(entity, shape, field, at=first): _room(shape, field) for shape, field in _shapes(entity)}
    addresses = [reverse("kit:list", args=[entity.slug]), f"/api/v1/{entity.slug}", *rooms]
    browser.get(addresses[0])  # what is fetched once for ever, such as the session
    of_two = {address: _queries(browser, address) for address in addresses}

    for _nth in range(6):
        make(entity.model, owner=ana)

    of_eight = {address: _queries(browser, address) for address in addresses}
    more = [of_eight[address] for address in addresses if len(of_eight[address]) != len(of_two[address])]
    assert more == [], "\n".join(more[0])
    assert [address for address, room in rooms.items() if len(of_eight[address]) > room] == []


def test_nobody_moves_what_is_not_theirs(entity, make, ana, bo):
    theirs = make(entity.model, owner=bo)
    if not is_scoped(entity, ana):
        return
    before = digest()

    for _shape, field in _shapes(entity):
        assert _move(ana, entity, theirs, field, to="none") == 404

    assert digest() == before


def test_a_move_that_is_not_open_is_refused_and_changes_nothing(entity, make, ada):
    row = make(entity.model, owner=ada)
    before = digest()

    for _shape, field in _shapes(entity):
        values = [str(value) for value, _word in field.choices] if field.kind == "choice" else ["2026-03-20"]
        for value in values:
            if not accepts(entity, field, value, by=ada):
                assert _move(ada, entity, row, field, to=value) == 422, (field.name, value)

    assert digest() == before


def test_a_card_that_was_changed_meanwhile_stays(entity, make, ada):
    row = make(entity.model, owner=ada)
    before = digest()

    for _shape, field in _shapes(entity):
        assert _move(ada, entity, row, field, to="none", version=row.version - 1) == 422, field.name

    assert digest() == before


def _shapes(entity: Entity) -> list[tuple[str, Field]]:
    boards = [("board", field) for field in board_fields(entity)]
    return boards + [("calendar", field) for field in day_fields(entity)]


def _room(shape: str, field: Field) -> int:
    return AROUND + (len(field.choices) + 1 if shape == "board" else 0)


def _address(entity: Entity, shape: str, field: Field, *, at: Any) -> str:
    here = reverse(f"kit:{shape}", args=[entity.slug])
    if shape == "board":
        return f"{here}?by={field.name}"
    day = place_of(field, at)
    return f"{here}?on={field.name}{'' if day == 'none' else '&week=' + day}"


def _said(field: Field, row: Any) -> str:
    value = field.value(row.fresh())
    return str(getattr(value, "value", value) or "none") if field.is_column else _found(field, row)


def _found(field: Field, row: Any) -> str:
    some = [row.fresh()]
    field.attach(some)
    value = field.value(some[0])
    return str(getattr(value, "value", value) or "none")


def _cards(browser: Client, address: str) -> set[int]:
    page = browser.get(address).content.decode()
    return {int(pk) for pk in re.findall(r'data-move="/[a-z-]+/(\d+)/move/"', page)}


def _queries(browser: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200, address
    return [query["sql"] for query in queries.captured_queries]


def _move(by: Any, entity: Entity, row: Any, field: Field, *, to: str, version: int | None = None) -> int:
    sent = {"field": field.name, "to": to, "version": row.version if version is None else version}
    place = reverse("kit:move", args=[entity.slug, row.pk])
    return at_the_screen(by).post(place, sent, headers={"HX-Request": "true"}).status_code
