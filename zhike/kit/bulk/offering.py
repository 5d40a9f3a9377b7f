"""What can be done to chosen rows: setting fields, and verbs."""

from dataclasses import dataclass

from zhike.kit import registry
from zhike.kit.access.rows import may
from zhike.kit.actions import Verb
from zhike.kit.bulk.forms import bulk_fields
from zhike.kit.entity import Entity


@dataclass(frozen=True)
class Bar:
    """What one person is offered for the rows of one noun."""

    fields: list
    verbs: list[Verb]
    may_change: bool

    @property
    def is_offered(self) -> bool:
        return bool(self.fields or self.verbs)


def bar_of(entity: Entity, *, by) -> Bar:
    """What a person may do to chosen rows of a noun."""
    return Bar(
        fields=bulk_fields(entity, by=by),
        verbs=[verb for verb in registry.verbs_of(entity.model) if verb.bulk and may(by, verb.right, entity.model)],
        may_change=may(by, "change", entity.model),
    )
