"""What a noun's files hold beside its fields: columns that a domain keeps in tables of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from zhike.reading.mapping import TargetColumn

Said = dict[str, str]
Made = dict[int, tuple[type[Model], list[int]]]  # a table and the numbers of its new rows


@dataclass(frozen=True)
class Extras:
    """The further columns of a noun.

    check(said)         raises Refusal where a row says something impossible
    bring(pairs)        adds what rows say and is not there yet; returns the rows made, by key of the row
    told(keys)          what stands there now, by key of the row, as texts that `bring` understands
    masked(name, text)  such a text fit for whoever may not take it away
    card(row, said)     the row as a vCard; `row` holds its fields as an export spells them, by name
    goes_with           tables whose rows are computed from the row and go when it goes
    """

    columns: tuple[TargetColumn, ...]
    check: Callable[[Said], None]
    bring: Callable[[Sequence[tuple[Model, Said]]], Made]
    told: Callable[[Sequence[int]], dict[int, Said]]
    masked: Callable[[str, str], str]
    card: Callable[[dict[str, Any], Said], str]
    goes_with: tuple[type[Model], ...] = ()


_extras: dict[type[Model], Extras] = {}


def offer(model: type[Model], extras: Extras) -> None:
    """Let the files of a noun hold more than its fields."""
    _extras[model] = extras


def extras_of(model: type[Model]) -> Extras | None:
    """The further columns of a noun, or None."""
    return _extras.get(model)
