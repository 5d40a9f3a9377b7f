"""Every filter filters, every order reaches every row once, and what is not understood is refused by name."""

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.detail import fetch
from zhike.kit.surfaces.query import parameter
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.asking import found, is_answered, page_of, walk
from zhike.kit.testing.contracts.cases import ABSENT, is_asked_in_full
from zhike.kit.views import grouping

ROWS, PAGE, QUERIES = 5, 2, 12
UNKNOWN = ("nonsense", "tenant", "password", "id__gt", "pk", "objects")
HOSTILE = (
    "'; drop table kit_staff; --",
    "\x00",
    "1e400",
    "1e999999",
    "1e-999999",
    "99999999999999999999999",
    "0001-01-01",
    "9999-12-31",
    "{}",
    "%",
)


def test_a_filter_keeps_what_fits_and_drops_what_does_not(entity, filtered, make, ada):
    row, program = fetch(entity, make(entity.model, owner=ada).pk, by=ada), Program(ada)

    for operator, value, is_found in _conditions(filtered, row):
        asked = {parameter(filtered, operator): value}
        assert found(entity, asked, by=ada) == ([row.pk] if is_found else []), asked
        if is_asked_in_full(entity):
            items = program.get(f"/{entity.slug}", **asked).json()["items"]
            assert [item["id"] for item in items] == ([row.pk] if is_found else []), asked


def test_an_unknown_filter_is_refused_by_name(entity, ada):
    for name in UNKNOWN:
        with pytest.raises(Refusal) as refusal:
            page_of(entity, {name: "1"}, by=ada)
        assert str(refusal.value) == f"This list has no filter called “{name}”."

    program = Program(ada).get(f"/{entity.slug}", **{name: "1"})
    screen = at_the_screen(ada).get(reverse("kit:list", args=[entity.slug]), {name: "1"})
    assert (program.status_code, screen.status_code) == (400, 400)
    assert program.json()["detail"] == str(refusal.value)


def test_an_order_or_page_that_makes_no_sense_is_refused(entity, ada):
    program = Program(ada)

    for parameters in ({"sort": "nonsense"}, {"limit": "0"}, {"limit": "201"}, {"after": "%%%"}):
        assert program.get(f"/{entity.slug}", **parameters).status_code == 400, parameters


def test_no_value_of_a_filter_breaks_the_list(entity, filtered, ada):
    for operator in filtered.operators:
        for value in HOSTILE:
            is_answered(entity, {f"{filtered.name}.{operator}": value}, by=ada)

    answer = Program(ada).get(f"/{entity.slug}", **{filtered.name: HOSTILE[0]})
    assert answer.status_code in (200, 400)


def test_no_cursor_breaks_the_list(entity, ordered_anywhere, make, ada):
    sort, two = ordered_anywhere.name, [make(entity.model, owner=ada).pk for _twice in range(2)]
    program, here = Program(ada), f"/{entity.slug}"
    led = QueryDict(urlsplit(program.get(here, sort=sort, limit=1).json()["next"]).query)["after"]
    value, pk = json.loads(base64.urlsafe_b64decode(led + "=="))
    values: tuple[Any, ...] = (*HOSTILE, "2026-99-99", [], {}, [1], 1, True, None)
    keys: tuple[Any, ...] = (1, -1, 10**30, "x", [], float("inf"))
    for cursor in (
        *([wrong, pk] for wrong in values),
        *([value, wrong] for wrong in keys),
        *zip(values, keys, strict=False),
    ):
        is_answered(entity, {"sort": sort, "after": _cursor(*cursor)}, by=ada)

    assert program.get(here, sort=sort, after=_cursor(value, "x")).status_code == 400
    assert sorted(_all_pages(program, f"{here}?sort={sort}&limit=1")) == two


def test_an_order_reaches_every_row_once_and_leads_back_the_way_it_came(entity, ordered, make, ada):
    some = [make(entity.model, owner=ada).pk for _nth in range(ROWS)]
    _vary(entity, ordered, some)

    for order in (ordered.name, f"-{ordered.name}"):
        assert sorted(row.pk for page in walk(entity, order, by=ada, size=PAGE) for row in page.rows) == some, order
        by_two = f"{order},{entity.sort}"
        there = list(walk(entity, by_two, by=ada, size=PAGE))
        back = list(walk(entity, by_two, by=ada, size=PAGE, back_from=there[-1].previous))
        assert [row.pk for page in reversed(back) for row in page.rows] == [
            row.pk for page in there[:-1] for row in page.rows
        ], order
        assert sum(len(page.rows) for page in there) == ROWS


def test_every_field_can_be_a_column_in_few_queries(entity, make, ada):
    row, screen = make(entity.model, owner=ada), at_the_screen(ada)
    here = reverse("kit:list", args=[entity.slug])
    columns = ",".join(f"{field.name}:120" for field in reversed(entity.all_fields))

    with CaptureQueriesContext(connection) as queries:
        page = screen.get(here, {"columns": columns, "sort": entity.sort, "density": "compact"})

    assert page.status_code == 200
    assert page.text.count(f"{here}{row.pk}/") >= 2
    assert all(f'data-column="{field.name}"' in page.text for field in entity.all_fields)
    assert len(queries) <= QUERIES


def test_it_is_grouped_by_every_field_that_can_be_in_few_queries(entity, make, ada):
    row, screen = make(entity.model, owner=ada), at_the_screen(ada)
    here = reverse("kit:list", args=[entity.slug])
    for field in grouping.groupable(entity):
        with CaptureQueriesContext(connection) as queries:
            page = screen.get(here, {"group": field.name})

        assert (page.status_code, f"{here}{row.pk}/" in page.text) == (200, True), field.name
        assert len(queries) <= QUERIES


def test_a_list_of_it_can_be_kept_and_opened_by_a_colleague(entity, make, ada, mei):
    make(entity.model, owner=ada)
    here = reverse("kit:list", args=[entity.slug])
    typed = {"name": "Ours", "audience": "everyone", "pinned": "on"}

    kept = at_the_screen(ada).post(f"{reverse('kit:views', args=[entity.slug])}?sort={entity.sort}", typed)

    assert kept.headers["Location"].startswith(f"{here}?view=")
    page = at_the_screen(mei).get(kept.headers["Location"])
    assert (page.status_code, "Ours" in page.text) == (200, True)


def _cursor(*place: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _all_pages(program: Program, address: str) -> Iterator[int]:
    while address:
        page = program.get(address).json()
        yield from (item["id"] for item in page["items"])
        address = page["next"]


def _vary(entity: Entity, field: Field, keys: list[int]) -> None:
    """Two equal values, two others, and none at all where that is allowed."""
    column = field.model_field
    if column is None or not column.editable or field.kind in ("relation", "yesno"):
        return
    first = getattr(entity.model._base_manager.get(pk=keys[0]), field.name)
    if column.unique or first is None:
        return
    for pk, value in zip(keys[1:3], _neighbours(field, first), strict=False):
        entity.model._base_manager.filter(pk=pk).update(**{field.name: value})
    if column.null:
        entity.model._base_manager.filter(pk=keys[3]).update(**{field.name: None})


def _conditions(field: Field, row: Any) -> Iterator[tuple[str, str, bool]]:
    """Operator, value as typed, and whether the row is to be found by it."""
    value: Any = _raw(field, row)
    value = localdate(value) if isinstance(value, datetime) else value
    if value is None and field.kind in ("number", "date", "moment"):
        some = "2026-03-02" if field.kind != "number" else "0"
        yield from (("min", some, False), ("max", some, False))
        return
    below, above = _neighbours(field, value)
    if field.kind in ("number", "date", "moment"):
        yield from (("min", str(value), True), ("min", str(above), False))
        yield from (("max", str(value), True), ("max", str(below), False))
        if "is" in field.operators:
            yield from (("is", str(value), True), ("is", str(above), False))
    elif field.kind == "relation":
        yield from (("in", str(value or "none"), True), ("in", str(ABSENT), False))
    elif field.kind == "yesno":
        yield from (("is", str(value).lower(), True), ("is", str(not value).lower(), False))
    elif field.kind == "choice":
        yield from (("in", str(value), True), ("in", str(above), False))
    else:
        yield from (("has", value[1:], True), ("has", "no such words", False))
        if "is" in field.operators:
            yield from (("is", value, True), ("is", value[1:], False))


def _raw(field: Field, row: Any) -> Any:
    """The value as the database holds it; a field with data of its own tells a value or a number."""
    if own := getattr(field, "data", None):
        data = own(row)
        return data["value"] if field.kind == "choice" else Decimal(data["number"])
    if field.model_field is None:
        return field.value(row)
    return getattr(row, field.model_field.attname)


def _neighbours(field: Field, value: Any) -> tuple[Any, Any]:
    """Two other values, on either side where there are sides."""
    if isinstance(value, bool) or field.kind == "relation":
        return None, None
    if isinstance(value, date):
        return value - timedelta(days=1), value + timedelta(days=1)
    if field.kind == "choice":
        others = [choice for choice, _word in field.choices if choice != value]
        return (others[0], others[-1]) if others else ("none such", "none such")
    if isinstance(value, int | Decimal):
        return (value / 2 if isinstance(value, Decimal) and 0 < value <= 1 else value - 1), value + 1
    return f"{value[:-1]}x", f"{value[:-1]}y"  # no other row is called so: they are numbered
