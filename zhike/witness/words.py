"""What people are told of acts that are no verbs of a noun: how "Ana …" goes on in a sentence."""

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


def acts() -> list[tuple[str, Any]]:
    """Every act the trace may hold, with its words, those of nouns by noun."""
    of_nouns = [
        (str(entity.nouns), [(verb.name, verb.title) for verb in verbs])
        for entity in registry.entities()
        if (verbs := registry.verbs_of(entity.model))
    ]
    return [*trace.PLAIN.items(), *of_nouns]
