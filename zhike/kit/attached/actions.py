"""What people do with what is attached. Who may read a row may note, star and follow it; who may change it, do all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit.access.models import Staff
from zhike.kit.access.rows import require, rows
from zhike.kit.atomic import one_act
from zhike.kit.attached import following
from zhike.kit.attached.fields import tags_of
from zhike.kit.attached.mentions import mentioned
from zhike.kit.attached.models import LONGEST_NOTE, File, Mark, Note, Tagging
from zhike.kit.attached.tagging import called
from zhike.kit.audit import trace
from zhike.kit.events import announce
from zhike.kit.fields import UNSTORABLE
from zhike.kit.refusal import Refusal
from zhike.kit.uploads import keep
from zhike.reading.file_kinds import HEAD, kind_of, named

Changes = dict[str, list[str | None]]
ACTS: dict[str, "Act"] = {}
FOLDER = "attached"
NOT_ACCEPTED = gettext_lazy(
    "“%(name)s” is of a kind that is not accepted. Send PDF, pictures, Office documents, recordings, text or ZIP."
)


@dataclass(frozen=True)
class Act:
    """One thing people do on any row; calling it writes, traces and announces, or refuses with nothing changed.

    `needs` is the right asked for; `undo` names the act that takes it back with the same values. The function gives
    what it changed for the trace, nothing where all was so before.
    """

    function: Callable[..., Changes]
    needs: str
    past: Any
    undo: str

    def __call__(self, row: Model, *, by: Staff, **values: Any) -> None:
        with one_act():
            require(by, self.needs, type(row))
            there = rows(type(row), by=by, to=self.needs).get(pk=row.pk)
            changes = self.function(there, by=by, **values)
            if changes:
                word = self.function.__name__
                trace.record(word, there, by=by, changes=changes)
                announce("kit.attached_changed", noun=there._meta.label_lower, row=there.pk, act=word, by=by.pk)


def act(needs: str, past: Any, *, undo: str = "") -> Callable[[Callable[..., Changes]], Act]:
    """Declare an act, with the words that complete the sentence of its trace."""

    def declare(function: Callable[..., Changes]) -> Act:
        trace.PLAIN[function.__name__] = past
        ACTS[function.__name__] = declared = Act(function, needs, past, undo)
        return declared

    return declare


@act("read", gettext_lazy("added a note"))
def note(row: Model, *, by: Staff, text: str) -> Changes:
    """Write words on a row and call the people they mention."""
    kept = Note.objects.create(**_place(row), by=by, text=_said(text))
    _call(kept, row, by=by)
    announce("kit.noted", noun=kept.noun, row=row.pk, note=kept.pk, by=by.pk)
    return {"attached.note": [None, kept.text]}


@act("read", gettext_lazy("changed a note"))
def rewrite(row: Model, *, by: Staff, note: int, text: str) -> Changes:
    """Put one's own note in other words; only people it did not mention before are called."""
    mine = _own(row, note, by=by, deleted_at=None)
    before, mine.text = mine.text, _said(text)
    if mine.text == before:
        return {}
    mine.edited_at = timezone.now()
    _call(mine, row, by=by)
    return {"attached.note": [before, mine.text]}


@act("read", gettext_lazy("deleted a note"), undo="restore_note")
def drop_note(row: Model, *, by: Staff, note: int) -> Changes:
    """Take one's own note away."""
    mine = _own(row, note, by=by, deleted_at=None)
    return _put(mine, timezone.now(), mine.text)


@act("read", gettext_lazy("restored a note"))
def restore_note(row: Model, *, by: Staff, note: int) -> Changes:
    """Bring one's own note back."""
    mine = _own(row, note, by=by, deleted_at__isnull=False)
    return _put(mine, None, mine.text)


@act("change", gettext_lazy("added a file"))
def attach(row: Model, *, by: Staff, upload: UploadedFile) -> Changes:
    """Keep a file with a row. The file is written first, so that no row ever points at nothing."""
    if upload.size is None or upload.size > settings.LARGEST_FILE:
        words = {"name": upload.name, "most": settings.LARGEST_FILE // 2**20}
        raise Refusal(_("“%(name)s” is too large; %(most)s MB is the most.") % words, field="upload")
    kind = kind_of(upload.read(HEAD))
    upload.seek(0)
    if kind is None:
        raise Refusal(NOT_ACCEPTED % {"name": upload.name}, field="upload")
    name, media_type = named(str(upload.name), kind)
    key, digest = keep(upload, under=FOLDER)
    kept = {"name": name, "type": media_type, "size": upload.size, "sha256": digest, "key": key}
    File.objects.create(**_place(row), by=by, **kept)
    return {"attached.file": [None, f"{name} {digest}"]}


@act("change", gettext_lazy("removed a file"), undo="restore_file")
def detach(row: Model, *, by: Staff, file: int) -> Changes:
    """Take a file away; it is kept for a while."""
    there = File.objects.of(row).present().select_for_update().get(pk=file)
    return _put(there, timezone.now(), f"{there.name} {there.sha256}")


@act("change", gettext_lazy("restored a file"))
def restore_file(row: Model, *, by: Staff, file: int) -> Changes:
    """Bring a file back."""
    gone = File.objects.of(row).filter(deleted_at__isnull=False).select_for_update().get(pk=file)
    return _put(gone, None, f"{gone.name} {gone.sha256}")


@act("change", gettext_lazy("added a tag"))
def tag(row: Model, *, by: Staff, word: str) -> Changes:
    """Put a word on a row, or several with commas between them; one nobody used yet becomes a tag of this noun."""
    words = tags_of(type(row)).typed(_said(word))
    known = called(row._meta.label_lower, words)
    tags = [known[word.casefold()] for word in words]
    new = [tag.word for tag in tags if Tagging.objects.get_or_create(**_place(row), tag=tag, defaults={"by": by})[1]]
    return {"tags": [None, ", ".join(new)]} if new else {}


@act("change", gettext_lazy("removed a tag"), undo="tag")
def untag(row: Model, *, by: Staff, word: str) -> Changes:
    """Take a word off a row."""
    gone, _each = Tagging.objects.of(row).filter(tag__word=word).delete()
    return {"tags": [word, None]} if gone else {}


@act("read", gettext_lazy("starred this"))
def star(row: Model, *, by: Staff) -> Changes:
    """Make a row one of one's favourites."""
    return _set(Mark.Kind.STAR, row, by=by)


@act("read", gettext_lazy("took the star off"))
def unstar(row: Model, *, by: Staff) -> Changes:
    """A favourite no longer."""
    return _unset(Mark.Kind.STAR, row, by=by)


@act("read", gettext_lazy("follows this"))
def follow(row: Model, *, by: Staff) -> Changes:
    """Hear of what happens to a row."""
    return _set(Mark.Kind.FOLLOW, row, by=by)


@act("read", gettext_lazy("no longer follows this"))
def unfollow(row: Model, *, by: Staff) -> Changes:
    """Hear of it no longer, unless the row itself names one."""
    return _unset(Mark.Kind.FOLLOW, row, by=by)


def _place(row: Model) -> dict[str, Any]:
    return {"noun": row._meta.label_lower, "object_id": row.pk}


def _said(text: str) -> str:
    """What was written, without what no column takes. Raises Refusal for nothing or too much."""
    said = UNSTORABLE.sub("", text).strip()
    if not said:
        raise Refusal(_("Write something first."), field="text")
    if len(said) > LONGEST_NOTE:
        raise Refusal(_("This is too long; %(most)s characters is the most.") % {"most": LONGEST_NOTE}, field="text")
    return said


def _call(written: Note, row: Model, *, by: Staff) -> None:
    """Keep whom a note mentions and announce it to those it did not mention before, as far as they may see the row."""
    known, people = set(written.mentions), following.may_see(row, mentioned(written.text))
    written.mentions = [person.pk for person in people]
    written.save()
    for person in people:
        if person != by and person.pk not in known:
            keys = {"noun": written.noun, "row": row.pk, "note": written.pk, "by": by.pk}
            announce("kit.mentioned", **keys, person=person.pk)


def _own(row: Model, note: int, *, by: Staff, **state: Any) -> Note:
    return Note.objects.of(row).filter(by=by, **state).select_for_update().get(pk=note)


def _put(thing: Note | File, deleted_at: datetime | None, words: str) -> Changes:
    """Take a thing away or bring it back."""
    thing.deleted_at = deleted_at
    thing.save(update_fields=["deleted_at"])
    return {f"attached.{thing._meta.model_name}": [words, None] if deleted_at else [None, words]}


def _set(kind: str, row: Model, *, by: Staff) -> Changes:
    _one, is_new = Mark.objects.get_or_create(**_place(row), kind=kind, by=by)
    return {"attached.mark": [None, kind]} if is_new else {}


def _unset(kind: str, row: Model, *, by: Staff) -> Changes:
    gone, _each = Mark.objects.of(row).filter(kind=kind, by=by).delete()
    return {"attached.mark": [kind, None]} if gone else {}
