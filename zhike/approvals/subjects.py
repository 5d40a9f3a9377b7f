"""The kinds of documents that somebody may have to agree to; each is registered by the package it belongs to."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model

from zhike.kit.access.models import Staff

SUBJECTS: dict[str, "Subject"] = {}
heard: list[Callable[["Subject"], None]] = []  # told of each kind as it is registered


@dataclass(frozen=True)
class Subject:
    """What is to be known of a kind of document.

    amount    of a row, in the firm's currency
    discount  of a row, in percent of its list prices
    granted   the verb that is done when the last step has agreed: `granted(row, by=)`
    refused   the verb that is done when somebody refuses: `refused(row, by=)`
    withdrawn the verb that is done when nothing is asked any more, where there is one
    pending   whether a row has not gone on already, so that somebody may still have to agree
    read      fetches at once what the figures of a row are made of, for a page that asks for them several times
    title     how the row is called
    owner     whose document it is: their team decides which rules hold
    template  shows the row to who is asked, given `row`; what it shows, approvers may know
    shown     what the template is given beside the row, as somebody may know it: `shown(row, by=)`
    """

    model: type[Model]
    amount: Callable[[Any], Decimal]
    discount: Callable[[Any], Decimal]
    granted: Callable[..., Any]
    refused: Callable[..., Any]
    title: Callable[[Any], str]
    owner: Callable[[Any], Staff | None]
    template: str
    withdrawn: Callable[..., Any] | None = None
    read: Callable[[Any], None] = lambda row: None
    pending: Callable[[Any], bool] = lambda row: True
    shown: Callable[..., dict[str, Any]] = lambda row, by: {}

    @property
    def noun(self) -> str:
        return self.model._meta.label_lower


def register(
    model: type[Model],
    *,
    amount: Callable[[Any], Decimal],
    granted: Callable[..., Any],
    refused: Callable[..., Any],
    discount: Callable[[Any], Decimal] = lambda row: Decimal(0),
    title: Callable[[Any], str] = str,
    owner: Callable[[Any], Staff | None] = lambda row: getattr(row, "owner", None),
    template: str = "",
    withdrawn: Callable[..., Any] | None = None,
    read: Callable[[Any], None] = lambda row: None,
    pending: Callable[[Any], bool] = lambda row: True,
    shown: Callable[..., dict[str, Any]] = lambda row, by: {},
) -> Subject:
    """Let documents of a kind be asked about; see `Subject`."""
    ways = (title, owner, template, withdrawn, read, pending, shown)
    subject = Subject(model, amount, discount, granted, refused, *ways)
    SUBJECTS[subject.noun] = subject
    for hear in heard:
        hear(subject)
    return subject


def subject_of(model: type[Model]) -> Subject:
    """What is registered of a kind of document. Raises KeyError where nothing is."""
    return SUBJECTS[model._meta.label_lower]
