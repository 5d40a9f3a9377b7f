"""What a file can be imported into. A domain adds a target; the wizard and the command line find it by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from zhike.kit.importing.models import ImportRun
from zhike.kit.reading.mapping import TargetColumn
from zhike.kit.reading.source import Source

Tell = Callable[[ImportRun], None]


class Load(Protocol):
    """Brings a mapped file in, keeping the run's progress and counts and its rejects; may be run again after a kill.

    `tell` is called with the run after each committed step.
    """

    def __call__(self, run: ImportRun, source: Source, *, tell: Tell) -> None: ...


@dataclass(frozen=True)
class Choice:
    """Something a person may say about the file beside its columns; its text must match `pattern`."""

    name: str
    label: Any
    help: Any = ""
    pattern: str = ".{0,60}"


@dataclass(frozen=True)
class Target:
    """Something files are imported into.

    `name` is the slug of the noun it fills, `allowed(by)` says who may. `outcomes` are names and labels of counts in
    the order of the report; together with "rejected" they add up to "read". `extras` are further figures worth
    reporting, `sentences` the reasons to reject a row that only this target knows.
    """

    name: str
    label: Any
    columns: tuple[TargetColumn, ...]
    load: Load
    allowed: Callable[[Any], bool]
    outcomes: tuple[tuple[str, Any], ...]
    extras: tuple[tuple[str, Any], ...] = ()
    choices: tuple[Choice, ...] = ()
    sentences: Mapping[str, Any] = field(default_factory=dict)


# What may be said of any file.
READING = ("encoding", "delimiter", "sheet", "day_first")

_targets: dict[str, Target] = {}


def add_target(target: Target) -> None:
    """Offer a target under its name."""
    _targets[target.name] = target


def target_named(name: str) -> Target | None:
    """The target of that name."""
    return _targets.get(name)


def targets() -> list[Target]:
    """Every target, in order of declaration."""
    return list(_targets.values())
