"""What every page shows of what is attached: the star, tags, files, followers, the box for notes; and the timeline."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit import registry
from zhike.kit.access.rows import may
from zhike.kit.attached import following
from zhike.kit.attached.fields import tags_of
from zhike.kit.attached.models import Favourite, File, Note
from zhike.kit.surfaces.offers import EVERY, TimelineEntry, offer_panel, offer_timeline

FILES_SHOWN = 100


def mark(row: Model, *, by) -> dict[str, Any]:
    """The star and who follows."""
    known = following.followers(row)
    return {
        "entity": registry.entity_of(type(row)),
        "in_header": True,
        "starred": Favourite.objects.of(row).filter(by=by).exists(),
        "followers": known,
        "follows": by in known,
        "looks_after": by.pk in following.looking_after(row),
    }


def tags(row: Model, *, by) -> dict[str, Any]:
    """The tags of a row and those it could have."""
    field = tags_of(type(row))
    may_change = may(by, "change", type(row))
    return {
        "entity": registry.entity_of(type(row)),
        "tags": field.value(row),
        "known": field.known() if may_change else (),
        "may_change": may_change,
    }


def files(row: Model, *, by) -> dict[str, Any]:
    """The files of a row, the newest first."""
    kept = File.objects.of(row).present().select_related("by").order_by("-at", "-pk")
    entity = registry.entity_of(type(row))
    return {"entity": entity, "files": kept[:FILES_SHOWN], "may_change": may(by, "change", type(row))}


def box(row: Model, *, by) -> dict[str, Any]:
    """Where notes are written."""
    return {"entity": registry.entity_of(type(row))}


def notes_told(row: Model, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Notes."""
    found = _told(Note, row, before, limit, person)
    return [
        TimelineEntry(
            at=note.at,
            kind="note",
            text="",
            who=str(note.by),
            template="kit/attached/note.html",
            thing={"note": note, "is_own": note.by_id == by.pk},
        )
        for note in found
    ]


def files_told(row: Model, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
    """Files."""
    place = f"/{registry.entity_of(type(row)).slug}/{row.pk}/files"
    return [
        TimelineEntry(
            at=file.at,
            kind="file",
            text=_("File: %(name)s") % {"name": file.name},
            url=f"{place}/{file.key}/",
            who=str(file.by),
        )
        for file in _told(File, row, before, limit, person)
    ]


def _told(model: type[Note] | type[File], row: Model, before, limit: int, person: int | None) -> list[Any]:
    found = model.objects.of(row).present().select_related("by")
    found = found.filter(at__lt=before) if before else found
    found = found.filter(by=person) if person else found
    return list(found.order_by("-at", "-pk")[:limit])


offer_panel(EVERY, template="kit/attached/mark.html", context=mark, place="top", order=5)
offer_panel(EVERY, template="kit/attached/tags.html", context=tags, place="top", order=15)
offer_panel(EVERY, template="kit/attached/files.html", context=files, place="right", order=90)
offer_panel(EVERY, template="kit/attached/box.html", context=box, place="main", order=90)
offer_timeline(EVERY, notes_told, kind="note", label=gettext_lazy("Notes"))
offer_timeline(EVERY, files_told, kind="file", label=gettext_lazy("Files"))
