"""What a file can be imported into. A domain registers a target; the wizard and the command line find it by name."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from zhike.kit.importing.models import ImportRun
from zhike.reading.mapping import TargetColumn


class Load(Protocol):
    """Brings a mapped file in, keeping progress, counts and rejects of its run; may be run again after a kill."""

    def __call__(self, run: ImportRun, path: Path) -> None: ...


@dataclass(frozen=True)
class Choice:
    """Something a person may say about a file beside its columns; what is said must match `pattern`, or be nothing."""

    name: str
    label: Any
    help: Any = ""
    pattern: str = ".{1,60}"


@dataclass(frozen=True)
class Target:
    """Something files are imported into.

    `allowed(by)` says who may; `outcomes` are the names and labels of the counts that add up to the rows read, in the
    order of the report; `extras` are further figures worth reporting; `choices` reach the load as options of the
    mapping; `phases` name what the load is at; `more` are columns that people added, asked for each time.
    """

    name: str
    label: Any
    columns: tuple[TargetColumn, ...]
    load: Load
    allowed: Callable[[Any], bool]
    outcomes: tuple[tuple[str, Any], ...]
    extras: tuple[tuple[str, Any], ...] = field(default=())
    choices: tuple[Choice, ...] = ()
    phases: tuple[tuple[str, Any], ...] = ()
    more: Callable[[], tuple[TargetColumn, ...]] = tuple


_targets: dict[str, Target] = {}


def add_target(target: Target) -> None:
    """Offer a target under its name."""
    _targets[target.name] = target


def target_named(name: str) -> Target | None:
    """The target of that name, or None."""
    target = _targets.get(name)
    return target and replace(target, columns=(*target.columns, *target.more()))


def targets() -> list[Target]:
    """Every target, in order of registration."""
    return list(_targets.values())
