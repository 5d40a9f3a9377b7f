"""What would become of the first rows of a file, found out by doing it and keeping nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from zhike.exchange.importing.drafts import Draft
from zhike.exchange.importing.loading import intake_of, rehearsed
from zhike.exchange.importing.models import ImportRun
from zhike.exchange.importing.targets import Target
from zhike.kit.entity import Entity
from zhike.reading.mapping import Mapping
from zhike.reading.source import Source

PREVIEWED = 1_000
EXAMPLES = 8


@dataclass(frozen=True)
class Preview:
    """Labelled counts, examples of changes as (title, [(label, old, new)]), and rejects as (row, reason)."""

    rows: int
    outcomes: list[tuple[Any, int]]
    changes: list[tuple[str, list[tuple[Any, str, str]]]]
    rejects: list[tuple[int, str]]

    @classmethod
    def of(cls, run: ImportRun, target: Target, mapping: Mapping, source: Source) -> "Preview | None":
        """Try the first PREVIEWED rows; None where a target cannot be tried."""
        if target.entity is None:
            return None
        trial = ImportRun.objects.select_related("by").get(pk=run.pk)
        trial.mapping = {"columns": mapping.columns, "options": mapping.options}
        trial.header = list(source.columns)
        drafts = list(rehearsed(intake_of(target.entity, target, trial), PREVIEWED))
        counts = Counter(draft.outcome for draft in drafts)
        rejects = [(draft.record.number, draft.reason) for draft in drafts if draft.outcome == "rejected"]
        outcomes = [(label, counts[name]) for name, label in target.outcomes]
        return cls(len(drafts), outcomes, list(_changes(target.entity, drafts))[:EXAMPLES], rejects[:EXAMPLES])


def _changes(entity: Entity, drafts: list[Draft]) -> Iterator[tuple[str, list[tuple[Any, str, str]]]]:
    labels = {field.model_field.attname: field.label for field in entity.editable}
    for draft in drafts:
        if draft.changes and draft.outcome in ("changed", "merged"):
            told = [
                (labels[name], old or "—", new or "—") for name, (old, new) in draft.changes.items() if name in labels
            ]
            yield str(draft.row), told
