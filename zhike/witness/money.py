"""The currency of the rows that entries are about, for the amounts that were changed."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from zhike.kit import registry
from zhike.kit.access.models import Actor
from zhike.kit.access.rows import rows
from zhike.kit.audit.models import Trace


def currencies(entries: Iterable[Trace], *, by: Actor) -> Callable[[Trace], str | None]:
    """What tells the currency of an entry's row, as far as `by` may read it; one query for each noun that has one."""
    about: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        about[entry.noun].add(entry.object_id)
    known: dict[tuple[str, int], str] = {}
    for noun, keys in about.items():
        entity = registry.entity_labelled(noun)
        if entity and any(field.name == "currency" for field in entity.model._meta.concrete_fields):
            found = rows(entity.model, by=by).filter(pk__in=keys).values_list("pk", "currency")
            known |= {(noun, key): currency for key, currency in found}
    return lambda entry: known.get((entry.noun, entry.object_id))
