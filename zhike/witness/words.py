"""What people are told of acts that are no verbs of a noun: how "Ana …" goes on in a sentence."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.kit import registry
from zhike.kit.audit import trace

trace.PLAIN.update(
    {
        "kit.job_retried": _("had a job done again"),
        "kit.job_discarded": _("gave a job up"),
        "insight.amend": _("changed rules"),
    }
)
# The words of what changed with such an act, under the name the trace keeps it by, and those of its values.
CHANGED: dict[str, tuple[Any, dict[str, Any]]] = {}


def changed(name: str, value: str | None) -> tuple[str, str]:
    """What an act was about, and a value of it, in words; as they were kept where nobody gave them any."""
    title, values = CHANGED.get(name, (name, {}))
    said = ", ".join(str(values.get(one, one)) for one in value.split(", ")) if value else "—"
    return str(title), said


def acts(nouns: Collection[str]) -> list[tuple[str, Any]]:
    """Every act the trace may hold of these nouns, with its words, those that are verbs of a noun by noun."""
    of_nouns = [
        (str(entity.nouns), [(verb.name, verb.title) for verb in verbs])
        for entity in registry.entities()
        if entity.model._meta.label_lower in nouns and (verbs := registry.verbs_of(entity.model))
    ]
    return [*trace.PLAIN.items(), *of_nouns]
