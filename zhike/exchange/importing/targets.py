"""What a file can be imported into. A domain registers a target; the wizard and the command line find it by name."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from zhike.exchange.importing.models import ImportRun
from zhike.kit.entity import Entity
from zhike.kit.registry import entities
from zhike.reading.mapping import Mapping, TargetColumn


class Load(Protocol):
    """Brings a mapped file in, keeping progress, counts and rejects of its run; may be run again after a kill."""

    def __call__(self, run: ImportRun, path: Path) -> None: ...


@dataclass(frozen=True)
class Choice:
    """Something a person may say about a file beside its columns; what is said must match `pattern`, or be nothing.

    It is picked where answers are `offered`, as (value, label); where `many` may be picked they are said joined by "+".
    """

    name: str
    label: Any
    help: Any = ""
    pattern: str = ".{1,60}"
    offered: tuple[tuple[str, Any], ...] = ()
    many: bool = False


@dataclass(frozen=True)
class Target:
    """Something files are imported into.

    `allowed(by)` says who may; `outcomes` are the names and labels of the counts that add up to the rows read, in the
    order of the report; `extras` are further figures worth reporting; `choices` reach the load as options of the
    mapping; `phases` name what the load is at; `entity` is the noun whose records the rows become, where there is one:
    only such an import can be tried, mended row by row and undone; `onward` is where the report leads to: the name of
    an address that takes the run, and the words of the link.
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
    entity: Entity | None = None
    onward: tuple[str, Any] | None = None

    def columns_for(self, mapping: Mapping) -> list[TargetColumn]:
        """The columns as this mapping needs them: where records are only changed, none is required."""
        if mapping.options.get("mode") != "update":
            return list(self.columns)
        return [replace(column, required=False) for column in self.columns]


Maker = Callable[..., Target]
_makers: dict[str, Maker] = {}


def add_target(target: Target) -> None:
    """Offer a target under its name."""
    _makers[target.name] = lambda **_fields: target


def add_maker(name: str, maker: Maker) -> None:
    """Offer a target that is made anew each time it is asked for, because its columns may change.

    With `fields` the maker makes it of these alone.
    """
    _makers[name] = maker


def is_target(name: str) -> bool:
    """Whether there is a target of that name; it is not made for it."""
    return name in _makers


def target_named(name: str) -> Target | None:
    """The target of that name, or None."""
    return _makers[name]() if name in _makers else None


def targets() -> list[Target]:
    """Every target as the code declares it, in order of registration; no database is asked."""
    declared = {entity.slug: [field for field in entity.fields if field.edit] for entity in entities()}
    return [maker(fields=declared.get(name)) for name, maker in _makers.items()]
