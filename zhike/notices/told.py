"""Notices as their reader may see them now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.registry import is_entity
from zhike.kit.surfaces.cells import address_of
from zhike.notices.kinds import KINDS
from zhike.notices.models import BELL, Notice


@dataclass(frozen=True)
class Told:
    """A notice in words, where it leads, and what to do about it."""

    notice: Notice
    text: str
    url: str
    advice: str = ""


def told(notices: Iterable[Notice], *, by: Staff) -> list[Told]:
    """Those of somebody's notices that they may know of today, in the language in use. One query for each noun."""
    some = [one for one in notices if one.kind in KINDS and by.works_here]
    some = [one for one in some if by.is_at_least(KINDS[one.kind].least)]
    keys: dict[str, set[int]] = {}
    for one in some:
        if one.object_id:
            keys.setdefault(one.noun, set()).add(one.object_id)
    seen = {(noun, row.pk): row for noun in keys for row in _readable(noun, keys[noun], by=by)}
    return [_told(one, seen.get((one.noun, one.object_id or 0))) for one in some if not one.noun or _key(one) in seen]


def bell(by: Staff) -> tuple[int, int]:
    """How many unread notices somebody has (at most `BELL` + 1 are counted), and the number of the latest."""
    newest = list(Notice.objects.unread(by).values_list("pk", flat=True)[: BELL + 1])
    return len(newest), next(iter(newest), 0)


def _readable(noun: str, keys: set[int], *, by: Staff) -> list[Model]:
    model = apps.get_model(noun)
    return list(rows(model, by=by).filter(pk__in=keys)) if is_entity(model) else []


def _told(notice: Notice, row: Model | None) -> Told:
    words = {"who": str(notice.by or ""), "what": str(row or ""), **notice.values}
    url = address_of(row) if row else notice.url
    kind = KINDS[notice.kind]
    return Told(notice, kind.says(words), url, str(kind.advice))


def _key(notice: Notice) -> tuple[str, int]:
    return notice.noun, notice.object_id or 0
