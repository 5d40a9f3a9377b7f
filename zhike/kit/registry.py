"""What has been declared, found by the object itself and never by a dotted path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

if TYPE_CHECKING:
    from zhike.kit.actions import Verb
    from zhike.kit.entity import Entity
    from zhike.kit.fields import Field

_entities: dict[type[Model], Entity] = {}
_verbs: dict[type[Model], list[Verb]] = {}
_heard: list[Callable[[Entity], None]] = []
_adders: list[Callable[[type[Model]], Sequence[Field]]] = []


class Gate(Protocol):
    """Who may what: the kit asks, and a package above answers."""

    def may(self, by: Any, to: str, entity: Any) -> bool:
        """Whether somebody at work holds a right of a noun (`change`, or `change.solve` for a verb)."""

    def reach(self, by: Any, to: str, entity: Any) -> Any:
        """The rows of a noun somebody reaches with a right, as a condition without joins that multiply rows."""

    def fields(self, by: Any, entity: Any, every: tuple[Field, ...]) -> tuple[Field, ...]:
        """These fields as somebody has them: without what is hidden from them, and what they only read not editable.

        All of them for nobody: so the system itself reads.
        """

    def cover(self, row: Model, *, by: Any) -> None:
        """Take from a row on its way to the screen the values that its reader may not know."""


gates: list[Gate] = []  # the last one stands


def add_entity(entity: Entity) -> None:
    """Keep a declaration; called by the declaration itself."""
    _entities[entity.model] = entity
    for hear in _heard:
        hear(entity)


def each_entity(hear: Callable[[Entity], None]) -> Callable[[Entity], None]:
    """Be given every noun as it is declared, those declared already at once."""
    _heard.append(hear)
    for entity in entities():
        hear(entity)
    return hear


def entity_of(model: type[Model]) -> Entity:
    """The declaration of a noun. Raises ImproperlyConfigured where a model has none."""
    if model not in _entities:
        raise ImproperlyConfigured(f"{model.__name__} has no Entity; declare one in its domain's entities.py")
    return _entities[model]


def is_entity(model: type[Model]) -> bool:
    """Whether the model is declared as a noun."""
    return model in _entities


def entities() -> list[Entity]:
    """Every declared noun, in order of declaration (lowest domain first)."""
    return list(_entities.values())


def entity_named(slug: str) -> Entity | None:
    """The noun of an address, or None."""
    return next((entity for entity in _entities.values() if entity.slug == slug), None)


def entity_labelled(noun: str) -> Entity | None:
    """The noun that the trace and others keep under a label such as `domain.model`, or None."""
    return next((entity for entity in _entities.values() if entity.model._meta.label_lower == noun), None)


def add_fields(adder: Callable[[type[Model]], Sequence[Field]]) -> None:
    """Let a noun have fields beside its declared ones: `adder(model)` gives them, in order, each time it is asked."""
    _adders.append(adder)


def added_fields(model: type[Model]) -> list[Field]:
    """The fields of a noun that its declaration does not name; what higher packages add comes first."""
    return [field for adder in reversed(_adders) for field in adder(model)]


def add_verb(verb: Verb) -> None:
    """Keep a verb; called by the verb itself."""
    _verbs.setdefault(verb.model, []).append(verb)


def verbs_of(model: type[Model]) -> list[Verb]:
    """The verbs of a noun, in order of declaration."""
    return list(_verbs.get(model, ()))


def verb_named(name: str) -> Verb | None:
    """The verb called `domain.verb`, or None when the code no longer has it."""
    return next((verb for verbs in _verbs.values() for verb in verbs if verb.name == name), None)
