"""What can be done to chosen rows: setting fields, verbs, and what other surfaces offer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from zhike.kit import registry
from zhike.kit.access.rows import may
from zhike.kit.actions import Verb
from zhike.kit.bulk.forms import bulk_fields
from zhike.kit.bulk.selection import Selection
from zhike.kit.entity import Entity

Act = Callable[[HttpRequest, Selection], HttpResponse]


@dataclass(frozen=True)
class Offer:
    """A button of the bar: `act(request, selection)` answers its click."""

    word: str
    label: Any
    act: Act
    needs: str
    suits: Callable[[Entity], bool]


@dataclass(frozen=True)
class Bar:
    """What one person is offered for the rows of one noun."""

    fields: list
    verbs: list[Verb]
    offers: list[Offer]
    may_change: bool

    @property
    def is_offered(self) -> bool:
        return bool(self.fields or self.verbs or self.offers)


_offers: dict[str, Offer] = {}


def offer(
    word: str, label: Any, act: Act, *, needs: str = "read", suits: Callable[[Entity], bool] = lambda entity: True
) -> None:
    """Put a button on the bar of every noun that `suits`, for whoever holds the right it `needs`.

    `act` answers with a page, a file, or a redirect; a batch takes the rows along as `**selection.asked`.
    """
    _offers[word] = Offer(word, label, act, needs, suits)


def bar_of(entity: Entity, *, by) -> Bar:
    """What a person may do to chosen rows of a noun."""
    return Bar(
        fields=bulk_fields(entity, by=by),
        verbs=[verb for verb in registry.verbs_of(entity.model) if verb.bulk and may(by, verb.right, entity.model)],
        offers=[one for one in _offers.values() if one.suits(entity) and may(by, one.needs, entity.model)],
        may_change=may(by, "change", entity.model),
    )
