"""A field that people add to a noun, of whatever kind, is at once where any other field can be."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhike.custom.kinds import AddedField
from zhike.custom.models import CustomField, Kind
from zhike.kit import batches, registry, search
from zhike.kit.access.rows import may
from zhike.kit.audit.trace import trace_of
from zhike.kit.entity import Entity
from zhike.kit.testing.acting import Program, as_typed, at_the_screen
from zhike.kit.testing.asking import found, walk
from zhike.kit.testing.contracts.cases import is_asked_in_full
from zhike.kit.testing.observing import content, digest

# What is sent and answered; what a page shows; a condition that finds it and one that does not.
SAMPLES: dict[str, tuple[Any, str, dict[str, str], dict[str, str]]] = {
    "text": ("紫砂", "紫砂", {".has": "砂"}, {"": "紫"}),
    "longtext": ("一行\n两行", "一行\n两行", {"": "两"}, {"": "三"}),
    "number": ("12.5", "12.5", {".min": "12.5"}, {".max": "12.4"}),
    "money": ("980.25", "¥980", {".min": "980.25", ".max": "980.25"}, {".min": "980.26"}),
    "date": ("2025-03-12", "12 Mar 2025", {".max": "2025-03-12"}, {".min": "2025-03-13"}),
    "yesno": (False, "✗", {"": "0"}, {"": "1"}),
    "choice": ("o2", "Silver", {"": "o2"}, {"": "o1"}),
    "choices": (["o1", "o3"], "Tea, Sugar", {"": "o3"}, {"": "o2"}),
}
OPTIONS = {
    "choice": "o1: 金 / Gold\no2: 银 / Silver\no3: 铁 / Iron",
    "choices": "o1: 茶 / Tea\no2: 酒 / Wine\no3: 糖 / Sugar",
}
# For an order: lowest first, two of them equal.
ORDERED: dict[str, list[Any]] = {
    "text": ["a", "b", "b", "c"],
    "number": ["-1", "9", "9", "10"],
    "money": ["0", "9.5", "9.5", "10"],
    "date": ["1999-12-31", "2025-03-12", "2025-03-12", "2025-10-01"],
    "yesno": [False, True, True, True],
    "choice": ["o1", "o2", "o2", "o3"],
}
# What no field of the kind takes, beside a list of lists and an unstorable character.
WRONG: dict[str, list[Any]] = {
    "text": ["x" * 256],
    "longtext": ["x" * 10_001],
    "number": ["much", "1e400", "NaN", "1.00001", "9" * 16, True, "1" + "0" * 40],
    "money": ["1.005", "Infinity", "-" + "9" * 16],
    "date": ["2025-02-30", "yesterday", 20250101.5, "12025-01-01"],
    "yesno": ["perhaps", 2],
    "choice": ["o9", "none such"],
    "choices": [["o1", "o9"], "o9"],
    "link": ["x", "9" * 40, 987_654_321],
}
PAGE = 2


def test_added_fields_are_written_listed_and_read(extended, make, ada):
    entity = extended
    row, fields = make(entity.model, owner=ada).fresh(), one_of_every_kind(entity)
    target = make(entity.model, owner=ada)
    _write(
        entity, row, {fields[kind].name: SAMPLES[kind][0] for kind in SAMPLES} | {fields["link"].name: target.pk}, ada
    )

    one = Program(ada).get(f"/{entity.slug}/{row.pk}").json()
    pages = [("list", []), ("detail", [row.pk])]
    shown = {page: at_the_screen(ada).get(reverse(f"kit:{page}", args=[entity.slug, *args])) for page, args in pages}

    assert {kind: one[fields[kind].name] for kind in SAMPLES} == {kind: SAMPLES[kind][0] for kind in SAMPLES}
    assert one[fields["link"].name] == {"id": target.pk, "title": str(target)}
    assert one[fields["formula"].name] == "25.0"
    for page, answer in shown.items():
        missing = [kind for kind, sample in SAMPLES.items() if sample[1] not in answer.content.decode()]
        assert missing == [], page


def test_an_added_field_is_traced_by_its_name_and_not_as_json(extended, make, ada):
    entity = extended
    if entity.rights.change is None:
        return
    row, fields = make(entity.model, owner=ada).fresh(), one_of_every_kind(entity)

    for _twice in range(2):
        _write(entity, row, {fields["choice"].name: "o2", fields["number"].name: 12}, ada)

    assert [entry.changes for entry in trace_of(row)] == [
        {fields["choice"].name: [None, "o2"], fields["number"].name: [None, "12"]}
    ]
    told = at_the_screen(ada).get(reverse("kit:timeline", args=[entity.slug, row.pk])).text
    assert f"{fields['choice'].label}: — → Silver" in told


def test_added_fields_filter_a_list(extended, make, ada):
    entity = extended
    row, other, fields = make(entity.model, owner=ada), make(entity.model, owner=ada), one_of_every_kind(entity)
    fill(row, {fields[kind]: SAMPLES[kind][0] for kind in SAMPLES} | {fields["link"]: other.pk})
    conditions = [(fields[kind], sample[2], True) for kind, sample in SAMPLES.items()]
    conditions += [(fields[kind], sample[3], False) for kind, sample in SAMPLES.items()]
    conditions += [(fields["link"], {"": str(other.pk)}, True), (fields["link"], {"": str(row.pk)}, False)]
    conditions += [(fields["formula"], {".min": "25"}, True), (fields["formula"], {".min": "26"}, False)]
    screen = at_the_screen(ada)
    all_that_fit: dict[str, Any] = {}

    for field, asked, is_found in conditions:
        parameters = {f"{field.name}{operator}": value for operator, value in asked.items()}
        assert found(entity, parameters, by=ada) == ([row.pk] if is_found else []), parameters
        all_that_fit |= parameters if is_found else {}
        if is_asked_in_full(entity):
            assert _listed(ada, entity, **parameters) == ([row.pk] if is_found else []), parameters
            assert screen.get(reverse("kit:list", args=[entity.slug]), parameters).status_code == 200
            assert screen.get(reverse("kit:filter", args=[entity.slug, field.name])).status_code == 200
    assert _listed(ada, entity, **all_that_fit) == [row.pk]
    assert screen.get(reverse("kit:list", args=[entity.slug]), all_that_fit).status_code == 200


def test_added_fields_order_a_list_both_ways_and_reach_every_row_once(extended, make, ada):
    entity = extended
    some, fields = [make(entity.model, owner=ada) for _nth in range(5)], one_of_every_kind(entity)
    for place, row in enumerate(some[1:]):
        fill(row, {fields[kind]: ORDERED[kind][place] for kind in ORDERED})
    empty, *rest = [row.pk for row in some]

    for kind in ORDERED:
        upwards, downwards = (_reached(ada, entity, f"{way}{fields[kind].name}") for way in ("", "-"))
        assert upwards == [*rest, empty], kind
        assert (downwards[0], downwards[-1]) == (rest[-1], empty), kind
        assert sorted(downwards) == sorted(upwards)
    assert _reached(ada, entity, fields["formula"].name) == [*rest, empty]


def test_added_fields_stand_in_the_form_and_are_saved(extended, make, ada):
    entity = extended
    if entity.rights.change is None:
        return
    row, fields = make(entity.model, owner=ada).fresh(), one_of_every_kind(entity)
    page, browser = reverse("kit:edit", args=[entity.slug, row.pk]), at_the_screen(ada)
    typed = {fields[kind].name: sample[0] for kind, sample in SAMPLES.items()} | {fields["yesno"].name: "false"}

    shown = browser.get(page).content.decode()
    answer = browser.post(page, as_typed(entity, row) | typed | {fields["link"].name: f"#{row.pk}"})

    assert [name for name in typed if f'name="{name}"' not in shown] == []
    assert fields["formula"].name not in shown
    assert answer.status_code == 302, answer.content.decode()
    one = Program(ada).get(f"/{entity.slug}/{row.pk}").json()
    assert {kind: one[fields[kind].name] for kind in SAMPLES} == {kind: SAMPLES[kind][0] for kind in SAMPLES}
    assert one[fields["link"].name]["id"] == row.pk


def test_what_an_added_field_does_not_take_is_refused_by_name(extended, make, ada):
    entity = extended
    if entity.rights.change is None:
        return
    row, fields = make(entity.model, owner=ada).fresh(), one_of_every_kind(entity)
    before, program = digest(), Program(ada)

    for kind, wrong in WRONG.items():
        for value in [*wrong, [[]], {"a": 1}, "\x00", "\ud800"] if is_asked_in_full(entity) else wrong[:1]:
            answer = program.patch(f"/{entity.slug}/{row.pk}", {fields[kind].name: value})
            assert (answer.status_code, answer.json()["field"]) == (422, fields[kind].name), (kind, value)
            assert str(fields[kind].label) in answer.json()["detail"]
    answer = Program(ada).patch(f"/{entity.slug}/{row.pk}", {fields["formula"].name: "1"})
    assert (answer.status_code, answer.json()["field"]) == (422, fields["formula"].name)
    assert digest() == before


def test_a_link_to_a_hidden_row_names_nothing_and_is_refused(extended, make, ana, bo):
    entity = extended
    if not may(ana, "change", entity.model) or not entity.visible_to(ana):
        return
    mine, hidden, fields = make(entity.model, owner=ana), make(entity.model, owner=bo), one_of_every_kind(entity)
    address, name = f"/{entity.slug}/{mine.pk}", fields["link"].name

    answers = [Program(ana).patch(address, {name: key}) for key in (hidden.pk, 987_654_321)]
    fill(mine, {fields["link"]: hidden.pk})

    assert {answer.status_code for answer in answers} == {422}
    assert answers[0].content == answers[1].content
    assert Program(ana).get(address).json()[name] == {"id": hidden.pk, "title": None}
    for page, args in (("list", []), ("detail", [mine.pk]), ("edit", [mine.pk])):
        shown = at_the_screen(ana).get(reverse(f"kit:{page}", args=[entity.slug, *args])).content.decode()
        assert f"/{entity.slug}/{hidden.pk}/" not in shown
        assert not re.search(rf"#{hidden.pk}\b", shown)


def test_an_added_field_is_searched(extended, make, ada):
    entity = extended
    row, fields = make(entity.model, owner=ada), one_of_every_kind(entity)
    fill(row, {fields["text"]: "鹦鹉螺", fields["choices"]: ["o2"]})
    search.index([row])

    assert [_listed(ada, entity, q=typed) for typed in ("鹦鹉", "yw", "wine")] == [[row.pk]] * 3


def test_added_fields_are_set_on_many_rows_and_taken_back(extended, make, ada):
    entity = extended
    if entity.rights.change is None:
        return
    some, fields = [make(entity.model, owner=ada) for _nth in range(2)], one_of_every_kind(entity)
    typed = {fields[kind].name: sample[0] for kind, sample in SAMPLES.items()} | {fields["link"].name: f"#{some[0].pk}"}
    typed[fields["yesno"].name] = "0"
    before = content(entity.model)

    chosen = {"ticked": [row.pk for row in some], "address": "", "newest": 0}
    batch = batches.do(
        "bulk.change", by=ada, title="", model=entity.model, typed=urlencode(typed, doseq=True), **chosen
    )

    assert (batch.done, batch.refusals) == (2, [])
    for row in some:
        assert fields["link"].stored(row.fresh()) == some[0].pk
        assert {kind: fields[kind].words(row.fresh()) for kind in ("choice", "choices")} == {
            "choice": "Silver",
            "choices": "Tea, Sugar",
        }
    assert batches.do("bulk.undo", by=ada, title="", batch=batch.pk).refusals == []
    assert content(entity.model) == before


def test_added_fields_cost_the_same_queries_for_one_row_as_for_many(extended, make, ada):
    entity = extended
    fields, some = one_of_every_kind(entity), [make(entity.model, owner=ada) for _nth in range(4)]
    fill(some[0], {fields["link"]: some[1].pk})
    browser = at_the_screen(ada)
    browser.get(reverse("kit:list", args=[entity.slug]))  # what is fetched once for ever
    of_one = _asked(entity, browser)

    for row in some[1:]:
        fill(row, {fields["link"]: some[0].pk})

    of_many = _asked(entity, browser)
    assert of_one == of_many
    assert max(of_many) <= 12


def _asked(entity: Entity, browser: Client) -> list[int]:
    """How many queries the list costs, as a page and for a program."""
    counts = []
    for address in (reverse("kit:list", args=[entity.slug]), f"/api/v1/{entity.slug}"):
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counts.append(len(queries))
    return counts


def one_of_every_kind(entity: Entity) -> dict[str, AddedField]:
    """A new field of each kind, the formula over the number."""
    made: dict[str, str] = {}
    for kind in Kind.values:
        needs = {"options": OPTIONS.get(kind, ""), "searchable": kind in ("text", "choices")}
        needs |= {"link_to": entity.model._meta.label_lower} if kind == "link" else {}
        needs |= {"formula": f"{made['number']} * 2"} if kind == "formula" else {}
        definition = CustomField.objects.create(
            noun=entity.model._meta.label_lower, kind=kind, label=f"{kind}栏", **needs
        )
        made[kind] = definition.name
    added: dict[str, Any] = {field.name: field for field in registry.added_fields(entity.model)}
    return {kind: added[name] for kind, name in made.items()}


def _write(entity: Entity, row: Any, values: dict[str, Any], by: Any) -> None:
    """Through the interface, or past it where nobody may change such a row."""
    if entity.rights.change is None:
        return fill(row, {entity.field(name): value for name, value in values.items()})
    answer = Program(by).patch(f"/{entity.slug}/{row.pk}", values)
    assert answer.status_code == 200, answer.content
    return None


def fill(row: Any, values: dict[Any, Any]) -> None:
    for field, value in values.items():
        field.put(row, value)
    row.save()


def _reached(by: Any, entity: Entity, sort: str) -> list[int]:
    reached = [row.pk for page in walk(entity, sort, by=by, size=PAGE) for row in page.rows]
    if is_asked_in_full(entity):
        assert list(_all_pages(Program(by), f"/{entity.slug}?sort={sort}&limit={PAGE}")) == reached
    return reached


def _all_pages(program: Program, address: str) -> Iterator[int]:
    while address:
        page = program.get(address).json()
        yield from (item["id"] for item in page["items"])
        address = page["next"]


def _listed(by: Any, entity: Entity, **parameters: str) -> list[int]:
    return [item["id"] for item in Program(by).get(f"/{entity.slug}", **parameters).json()["items"]]
