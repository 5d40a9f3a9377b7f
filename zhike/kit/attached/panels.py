"""What every page shows of what is attached: the star, tags, files, the box for notes; and its part of the timeline."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit import registry
from zhike.kit.attached import following
from zhike.kit.attached.fields import tags_of
from zhike.kit.attached.gathering import gathered
from zhike.kit.attached.models import File, Mark, Note
from zhike.kit.surfaces.offers import EVERY, Story, TimelineEntry, asked_for, offer_panel, offer_timeline


def mark(row: Model, *, by) -> dict[str, Any]:
    """The star and who follows."""
    marks = gathered(row)["mark"]
    looks_after = following.looking_after(row)
    followers = list(dict.fromkeys([*looks_after, *(one.by for one in marks if one.kind == Mark.Kind.FOLLOW)]))
    return {
        "in_header": True,
        "starred": any(one.kind == Mark.Kind.STAR and one.by == by for one in marks),
        "followers": followers,
        "follows": by in followers,
        "looks_after": by in looks_after,
    }


def tags(row: Model, *, by) -> dict[str, Any]:
    """The tags of a row."""
    return {"tags": tags_of(type(row)).value(row)}


def files(row: Model, *, by) -> dict[str, Any]:
    """The files of a row, the newest first."""
    return {"files": gathered(row)["file"]}


def box(row: Model, *, by) -> dict[str, Any]:
    """Where notes are written."""
    return {}


def told(kept: type[Note] | type[File], tell: Callable[..., TimelineEntry]) -> Story:
    """The story of notes or of files: the newest before a moment, told one by one."""

    def story(row: Model, *, by, before, limit: int, person: int | None) -> list[TimelineEntry]:
        found = asked_for(_present(kept, row), at="at", before=before, who="by", person=person)
        return [tell(thing, row, by) for thing in found[:limit]]

    return story


def _present(attached: type[Note] | type[File], row: Model) -> Any:
    return attached.objects.of(row).present().select_related("by").order_by("-at", "-pk")


def _note(note: Note, row: Model, by) -> TimelineEntry:
    thing = {"note": note, "is_own": note.by_id == by.pk}
    return TimelineEntry(note.at, "note", "", who=str(note.by), template="kit/attached/note.html", thing=thing)


def _file(file: File, row: Model, by) -> TimelineEntry:
    url = f"/{registry.entity_of(type(row)).slug}/{row.pk}/files/{file.key}/"
    return TimelineEntry(file.at, "file", _("File: %(name)s") % {"name": file.name}, url=url, who=str(file.by))


offer_panel(EVERY, template="kit/attached/mark.html", context=mark, place="top", order=5)
offer_panel(EVERY, template="kit/attached/tags.html", context=tags, place="top", order=15)
offer_panel(EVERY, template="kit/attached/files.html", context=files, place="right", order=90)
offer_panel(EVERY, template="kit/attached/box.html", context=box, place="main", order=90)
offer_timeline(EVERY, told(Note, _note), kind="note", label=gettext_lazy("Notes"))
offer_timeline(EVERY, told(File, _file), kind="file", label=gettext_lazy("Files"))
