"""What was said beside the numbers of several computations: each sentence once, with whom it concerns."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhike.insight.models import Run


@dataclass(frozen=True)
class Reservation:
    """A caution, and the measures that it was said of."""

    caution: dict[str, Any]
    measures: list[str] = field(default_factory=list)


def shared(runs: Iterable[Run]) -> list[Reservation]:
    """The cautions said of more measures than one, in the order in which they were met."""
    met: dict[str, Reservation] = {}
    for run in runs:
        for caution in run.warnings:
            found = met.setdefault(_key(caution), Reservation(caution))
            if run.measure not in found.measures:
                found.measures.append(run.measure)
    return [one for one in met.values() if len(one.measures) > 1]


def own(run: Run, elsewhere: Sequence[Reservation]) -> list[dict[str, Any]]:
    """The cautions of a run that are not told of others as well."""
    told = {_key(one.caution) for one in elsewhere}
    return [caution for caution in run.warnings if _key(caution) not in told]


def _key(caution: dict[str, Any]) -> str:
    return json.dumps(caution, sort_keys=True)
