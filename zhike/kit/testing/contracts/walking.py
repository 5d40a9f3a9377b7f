"""A noun has every surface by being declared: each of its addresses is asked for and answers."""

import re

from django.urls import reverse

from zhike.kit.entity import Entity
from zhike.kit.surfaces.routes import urlpatterns
from zhike.kit.surfaces.shapes import board_fields, day_fields
from zhike.kit.testing.acting import Program, at_the_screen

# Answered only to what a page of theirs sends along, or by a redirect; each has tests of its own.
ELSEWHERE = {"move", "beside", "warnings", "view-save", "pick", "tags", "bulk-edit", "view"}


def test_every_address_of_a_noun_answers(entity, make, ada):
    row, browser = make(entity.model, owner=ada), at_the_screen(ada)
    wanted = {name: address for name, address in _addresses(entity, row.pk).items() if name not in _absent(entity)}

    answers = {name: browser.get(address).status_code for name, address in wanted.items()}

    assert {"list", "build", "count", "views", "detail", "timeline"} <= answers.keys()
    assert {name: status for name, status in answers.items() if status != 200} == {}


def test_what_a_noun_does_not_allow_has_no_page(entity, make, ada):
    row, browser = make(entity.model, owner=ada), at_the_screen(ada)
    addresses = _addresses(entity, row.pk)

    answers = {name: browser.get(addresses[name]).status_code for name in _absent(entity) & addresses.keys()}

    assert {name: status for name, status in answers.items() if status not in (403, 404)} == {}


def test_programs_know_it(entity, make, ada):
    row = make(entity.model, owner=ada)

    assert Program(ada).get(f"/{entity.slug}/{row.pk}").status_code == 200


def _addresses(entity: Entity, pk: int) -> dict[str, str]:
    """The addresses that need nothing but the noun and a row of it."""
    found = {}
    for pattern in urlpatterns:
        needed = set(re.findall(r"<\w+:(\w+)>", str(pattern.pattern)))
        if pattern.name and pattern.name not in ELSEWHERE and needed <= {"slug", "pk"} and "slug" in needed:
            values = {"slug": entity.slug, "pk": pk}
            found[pattern.name] = reverse(f"kit:{pattern.name}", kwargs={name: values[name] for name in needed})
    return found


def _absent(entity: Entity) -> set[str]:
    """The surfaces a noun has no use for, by what it declares."""
    nothing = {
        "new": entity.rights.create is None,
        "edit": entity.rights.change is None,
        "board": not board_fields(entity),
        "calendar": not day_fields(entity),
    }
    return {name for name, is_absent in nothing.items() if is_absent}
