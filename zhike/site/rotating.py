"""Changing keys as a batch: it can be killed, stopped and gone on with, and its page tells how far it is."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhike.custom import resealing
from zhike.kit import batches, search
from zhike.kit.access.models import Staff
from zhike.kit.batches.models import Batch
from zhike.kit.search.models import SearchDoc
from zhike.site.account import seeds
from zhike.vault import keyset, rotation
from zhike.vault.keyset import INDEX, add_key
from zhike.vault.marks import outdated

KIND, INDEX_KIND = "change-keys", "change-index-key"
AT_ONCE = 500  # documents of the search that are written together


def change_keys() -> Batch:
    """Let a new key seal from now on, and seal with it what another key has sealed; here and now.

    Where an earlier change did not come to its end, that one is brought to its end and no further key is made.
    """
    if not left():
        add_key()
    robot = Staff.objects.robot("vault")
    return batches.do(KIND, by=robot, title=_("Seal everything with the new key"))


def change_index_key() -> Batch:
    """Let a new index key mark, once every process asks by it, and mark anew what another one has marked; here and now.

    An earlier change that did not come to its end is brought to its end. Values are found by the old marks meanwhile.
    """
    if keyset.keys().is_settled and not marks_left():
        add_key(INDEX)
    keyset.settle()
    robot = Staff.objects.robot("vault")
    return batches.do(INDEX_KIND, by=robot, title=_("Make all marks with the new index key"))


def counts() -> list[rotation.Count]:
    """How far everything is that is sealed."""
    return [*rotation.counts(), *resealing.counts(), seeds.count()]


def mark_counts() -> list[rotation.Count]:
    """How far everything is that is marked."""
    written = rotation.Count("kit_searchdoc|tokens", SearchDoc.objects.count(), _documents().count())
    return [*rotation.mark_counts(), *resealing.mark_counts(), written]


def left() -> int:
    """How many values another key than the present one has sealed."""
    return sum(count.old for count in counts())


def marks_left() -> int:
    """How many values, and words of the search, another index key than the present one has marked."""
    return sum(count.old for count in mark_counts())


@batches.kind(KIND)
def work(batch: Batch) -> None:
    """Seal again, column by column, until a whole round finds nothing."""
    batch.report(total=batch.done + left())
    while left():
        batch.went(seeds.seal_again())
        for field in rotation.columns():
            _through(batch, partial(rotation.seal_again, field))
        _through_added(batch)


@batches.kind(INDEX_KIND)
def mark(batch: Batch) -> None:
    """Make marks again, column by column and then in the search, until a whole round finds nothing."""
    batch.report(total=batch.done + marks_left())
    while marks_left():
        for index in rotation.indexes():
            _through(batch, partial(rotation.mark_again, index))
        _through_added(batch)
        _through_documents(batch)


def _through(batch: Batch, step: Callable[..., tuple[int, int]]) -> None:
    done, after = step(after=0)
    while after:
        batch.went(done)
        done, after = step(after=after)


def _through_added(batch: Batch) -> None:
    for field in resealing.columns():
        _through(batch, partial(resealing.again, field))


def _through_documents(batch: Batch) -> None:
    """Write documents again; those of rows that are gone go too."""
    while some := list(_documents().order_by("noun", "object_id").values_list("noun", "object_id")[:AT_ONCE]):
        for noun in {noun for noun, _key in some}:
            model, keys = apps.get_model(noun), {key for one, key in some if one == noun}
            there: list[Any] = list(QuerySet(model).filter(pk__in=keys))
            search.index(there)
            search.forget(model, keys - {row.pk for row in there})
        batch.went(len(some))


def _documents() -> QuerySet[SearchDoc]:
    """Documents with marks by another index key than the present one."""
    if not (old := outdated()):
        return SearchDoc.objects.none()
    return SearchDoc.objects.filter(tokens=SearchQuery(old, search_type="raw", config="simple"))
