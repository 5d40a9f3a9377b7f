"""A firm whose every row, and everything that hangs on it, holds canaries that only its owner may hear."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import BigAutoField, CharField, Model, TextField

from tests.attacks.canaries import MARK, Cage
from tests.attacks.furnishing import furnish
from tests.attacks.personas import owners
from tests.attacks.routes import Route
from tests.cast import NOUNS, an_added_field
from zhike.custom.models import CustomField
from zhike.kit import registry
from zhike.kit.access.models import Staff
from zhike.kit.access.scopes import ALL
from zhike.kit.entity import Entity
from zhike.kit.search import index
from zhike.kit.testing.contracts.cases import ABSENT

OWNERS = ("ana", "bo", "lin")
HEARD_BY = {"ana": {"ana", "reader", "ada"}, "bo": {"bo", "ada"}, "lin": {"lin", "ada"}}
OWN = {"ana": "ana", "reader": "ana", "bo": "bo", "narrow": "bo", "lin": "lin", "ada": "ana"}
FOREIGN = {"ana": "bo", "reader": "bo", "bo": "lin", "narrow": "ana", "lin": "bo"}
NO_KEY = "0" * 32
LENGTH = len(MARK) + 32


@dataclass
class World:
    """Rows by noun and owner, and the keys of what hangs on them by (owner, what)."""

    cage: Cage = field(default_factory=Cage)
    rows: dict[type[Model], dict[str, Any]] = field(default_factory=dict)
    keys: dict[tuple[str, str], Any] = field(default_factory=dict)

    def values(self, route: Route, entity: Entity | None, owner: str | None) -> dict[str, Any]:
        """The keys that stand in an address of somebody's things; of nothing where there is no owner."""
        if owner is None:
            return {"slug": entity.slug if entity else "", "pk": ABSENT, "point": ABSENT, "key": NO_KEY}
        noun = entity.slug if entity else "customers"
        row = self.rows[entity.model if entity else registry.entity_named("customers").model][owner]
        kind = _kind(route)
        pk = self.keys.get((owner, f"{kind} {noun}"), self.keys.get((owner, kind), row.pk))
        key = self.keys.get((owner, f"file {noun}"), NO_KEY)
        return {"slug": noun, "pk": pk, "point": self.keys[owner, "point"], "key": key}

    def row(self, entity: Entity, owner: str) -> Any:
        return self.rows[entity.model][owner]


def _kind(route: Route) -> str:
    """What a key in the addresses of a route is the key of."""
    space, _colon, name = route.name.partition(":")
    if "deliveries/<" in route.pattern:
        return "delivery"
    if route.is_api:
        return route.pattern.split("/")[2]
    return {"view": "view", "view-save": "view", "view-act": "view", "different": "pair"}.get(name, space)


CODES = ("currency", "noun")  # texts that the house itself writes and the database checks


def is_hidden(entity: Entity, by: Staff) -> bool:
    """Whether there can be rows of a noun that somebody does not see."""
    return entity.visible_to(by) != ALL


def a_world() -> World:
    """The firm, built anew."""
    _number_far_apart()
    world, people = World(), owners()
    added = {entity.model: an_added_field("text", noun=entity.model, searchable=True) for entity in scoped()}
    for entity in registry.entities():
        for owner in OWNERS:
            row = NOUNS[entity.model](owner=people[owner])
            world.rows.setdefault(entity.model, {})[owner] = row
            if entity.model in added:
                _hide_words(world, entity, row, owner, added[entity.model])
    for entity in scoped():
        for owner in OWNERS:
            furnish(world, entity, owner, people, heard_by=HEARD_BY[owner])
    return world


def _number_far_apart() -> None:
    """Keys of nine digits, of every table others, so that a key in an answer is told from any other number."""
    with connection.cursor() as cursor:
        for nth, model in enumerate(apps.get_models()):
            if isinstance(model._meta.pk, BigAutoField):
                table = model._meta.db_table
                cursor.execute(
                    "select setval(s, greatest(nextval(s), %s)) from pg_get_serial_sequence(%s, 'id') s",
                    [700_000_000 + nth * 2_000_000, table],
                )


def scoped() -> list[Entity]:
    """The nouns whose rows belong to somebody."""
    everybody = owners().values()
    return [entity for entity in registry.entities() if all(is_hidden(entity, person) for person in everybody)]


def _hide_words(world: World, entity: Entity, row: Any, owner: str, added: CustomField) -> None:
    """Every text of a row becomes a canary, also the one in a field that people added."""
    long_enough = [one for one in row._meta.concrete_fields if _is_text(one)]
    words = {
        one.attname: world.cage.new(f"{entity.slug}.{one.name} of {owner}", for_=HEARD_BY[owner]) for one in long_enough
    }
    own = world.cage.new(f"{entity.slug}, added field, of {owner}", for_=HEARD_BY[owner])
    entity.model._base_manager.filter(pk=row.pk).update(**words, custom={str(added.pk): own})
    row.refresh_from_db()
    index([row])


def _is_text(column: Any) -> bool:
    is_text = isinstance(column, CharField | TextField) and not column.choices
    return is_text and (column.max_length is None or column.max_length >= LENGTH) and column.name not in CODES
