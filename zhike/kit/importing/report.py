"""The figures of a run, in the order people read them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhike.kit.importing.models import ImportRun
from zhike.kit.importing.targets import Target


@dataclass(frozen=True)
class Figure:
    """One line of a report. `value` is a whole number, or an amount as text."""

    name: str
    label: Any
    value: int | str


def outcomes(run: ImportRun, target: Target) -> list[Figure]:
    """What became of each row read; the figures add up to `read`."""
    named = (*target.outcomes, ("rejected", _("Rejected")))
    return [Figure(name, label, run.count(name)) for name, label in named]


def extras(run: ImportRun, target: Target) -> list[Figure]:
    """What else is worth knowing; figures of nothing are left out."""
    return [Figure(name, label, run.counts[name]) for name, label in target.extras if _counts(run.counts.get(name))]


def adds_up(run: ImportRun, target: Target) -> bool:
    """Whether every row read is in exactly one outcome."""
    return sum(int(figure.value) for figure in outcomes(run, target)) == run.count("read")


def is_unchanged(run: ImportRun) -> bool:
    """Whether everything that could be read was there already."""
    return 0 < run.count("read") == run.count("unchanged") + run.count("rejected")


def _counts(value: int | str | None) -> bool:
    return value not in (None, 0) and str(value).strip("0.") != ""
