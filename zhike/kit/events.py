"""Announcements: written with the change that caused them, heard by name after commit, at least once."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from zhike.kit import jobs

Reaction = Callable[..., None]
_reactions: dict[str, list[Reaction]] = {}
Watcher = Callable[[list["Event"]], None]
_watchers: list[Watcher] = []
log = logging.getLogger(__name__)


class Event(models.Model):
    """Something that happened, in the past tense, with the keys of what it happened to."""

    name = models.CharField(max_length=80)
    keys = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=models.Q(heard_at=None), name="event_unheard")]

    def __str__(self) -> str:
        return self.name


def announce(name: str, **keys: Any) -> Event:
    """Say that `name` happened, as part of the caller's transaction: undone with it, never lost after it."""
    is_awaited = bool(_reactions.get(name))
    event = Event.objects.create(name=name, keys=keys, heard_at=None if is_awaited else timezone.now())
    if is_awaited:
        jobs.later(deliver, event=event.pk)
    for watcher in _watchers:
        watcher([event])
    return event


def watch(watcher: Watcher) -> Watcher:
    """See every event whatever its name, as part of the transaction that announces it; some come together."""
    _watchers.append(watcher)
    return watcher


def announce_each(name: str, several: Iterable[dict[str, Any]]) -> None:
    """Announce one thing of many rows at once; `several` gives the keys of each."""
    is_awaited = bool(_reactions.get(name))
    heard_at = None if is_awaited else timezone.now()
    events = Event.objects.bulk_create(Event(name=name, keys=keys, heard_at=heard_at) for keys in several)
    if is_awaited and events:
        jobs.later(deliver_each, events=[event.pk for event in events])
    for watcher in _watchers:
        watcher(events)


def on(name: str) -> Callable[[Reaction], Reaction]:
    """Hear an event by name. A reaction takes the event's keys and may run twice, so it must be idempotent."""

    def register(reaction: Reaction) -> Reaction:
        _reactions.setdefault(name, []).append(reaction)
        return reaction

    return register


@jobs.job
def deliver(*, event: int) -> None:
    """Run every reaction to an event; a failed one leaves the event unheard, so that the job is tried again."""
    with transaction.atomic():
        row = Event.objects.select_for_update().get(pk=event)
        if row.heard_at is None:
            for reaction in _reactions.get(row.name, ()):
                reaction(**row.keys)
            row.heard_at = timezone.now()
            row.save(update_fields=["heard_at"])


@jobs.job
def deliver_each(*, events: list[int]) -> None:
    """Deliver several events; where one fails the others are delivered all the same, and the job is tried again."""
    failures: list[Exception] = []
    for event in events:
        try:
            deliver(event=event)
        except Exception as error:
            failures.append(error)
    if failures:
        raise failures[0]
