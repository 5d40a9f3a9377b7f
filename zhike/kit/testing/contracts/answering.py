"""Every noun answers on every surface: to those who may, and to nobody else."""

import json

from django.test import Client
from django.urls import reverse

from zhike.api.rest import shapes
from zhike.kit import registry
from zhike.kit.entity import Entity
from zhike.kit.testing.acting import Program, at_the_screen
from zhike.kit.testing.contracts.cases import ABSENT


def test_its_name_in_addresses_is_its_own(entity):
    assert [other.model for other in registry.entities() if other.slug == entity.slug] == [entity.model]


def test_its_fields_exist_and_have_words(entity, make, ada):
    row = make(entity.model, owner=ada)

    assert entity.shown
    assert all(str(field.label) for field in entity.fields)
    assert all(isinstance(field.words(row), str) for field in entity.fields)


def test_its_pages_answer(entity, make, ada):
    row, browser = make(entity.model, owner=ada), at_the_screen(ada)

    statuses = {address: browser.get(address).status_code for address in _pages(entity, row.pk)}

    assert set(statuses.values()) == {200}, statuses


def test_its_forms_answer_where_somebody_may_write(entity, make, ada):
    row, browser = make(entity.model, owner=ada), at_the_screen(ada)

    new = browser.get(reverse("kit:new", args=[entity.slug])).status_code
    edit = browser.get(reverse("kit:edit", args=[entity.slug, row.pk])).status_code

    assert (new, edit) == (
        403 if entity.rights.create is None else 200,
        403 if entity.rights.change is None else 200,
    )


def test_it_answers_programs_in_the_shape_it_describes(entity, make, ada):
    row, program = make(entity.model, owner=ada), Program(ada)

    along = ",".join(lines.name for lines in shapes.lines_of(entity.model))
    one = program.get(f"/{entity.slug}/{row.pk}", expand=along)
    many = program.get(f"/{entity.slug}", expand=along)

    shapes.record_of(entity).model_validate_json(one.content)
    assert one.headers["ETag"] == f'"{row.version}"'
    assert json.loads(one.content) in json.loads(many.content)["items"]
    shapes.page_of(entity).model_validate_json(many.content)


def test_it_is_found_by_its_title(entity, make, ada):
    row = make(entity.model, owner=ada)

    found = Program(ada).get(f"/{entity.slug}", q=str(row)).json()["items"]
    by_nothing_it_holds = Program(ada).get(f"/{entity.slug}", q="鹦鹉螺").json()["items"]

    assert row.pk in [item["id"] for item in found]
    assert by_nothing_it_holds == []


def test_what_nobody_may_do_has_no_address(entity, make, ada):
    row, program = make(entity.model, owner=ada), Program(ada)

    created, changed = program.post(f"/{entity.slug}", []), program.patch(f"/{entity.slug}/{row.pk}", [])

    assert created.status_code == (405 if entity.rights.create is None else 422)
    assert changed.status_code == (405 if entity.rights.change is None else 422)


def test_a_stranger_is_sent_to_the_door(entity, make, ada):
    row, stranger = make(entity.model, owner=ada), Client()
    pages = [*_pages(entity, row.pk), *_pages(entity, ABSENT), reverse("kit:new", args=[entity.slug])]

    answers = [stranger.get(page) for page in pages] + [stranger.post(pages[-1], {"name": "x"})]

    assert {answer.status_code for answer in answers} == {302}
    assert all(answer.headers["Location"].startswith("/sign-in") for answer in answers)


def test_a_strange_program_is_told_to_sign_in(entity, make, ada):
    row, program = make(entity.model, owner=ada), Program()

    answers = [
        program.get(f"/{entity.slug}"),
        program.get(f"/{entity.slug}/{row.pk}"),
        program.get(f"/{entity.slug}/{ABSENT}"),
        *([program.post(f"/{entity.slug}", {})] if entity.rights.create else []),
        *([program.patch(f"/{entity.slug}/{row.pk}", {})] if entity.rights.change else []),
    ]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1


def _pages(entity: Entity, pk: int) -> list[str]:
    here = reverse("kit:list", args=[entity.slug])
    filters = [reverse("kit:filter", args=[entity.slug, field.name]) for field in entity.filters]
    return [
        here,
        f"{here}?q=zz",
        f"{here}?sort={entity.sort}",
        *filters,
        reverse("kit:detail", args=[entity.slug, pk]),
    ]
