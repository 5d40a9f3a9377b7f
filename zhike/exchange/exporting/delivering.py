"""Handing a file over: a short one at once, a long one from the background, kept for a week, to the asker alone."""

import secrets
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.exchange.exporting.formats import FORMATS
from zhike.exchange.exporting.sheet import Sheet
from zhike.kit import batches, jobs
from zhike.kit.access.models import Staff
from zhike.kit.access.rows import may
from zhike.kit.audit import trace
from zhike.kit.batches.models import Batch
from zhike.kit.entity import Entity
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.registry import entity_named
from zhike.rights.budget import require_left

AT_ONCE = 5_000  # rows; more are written in the background
KEPT_DAYS = 7
KIND = "export"


def write(sheet: Sheet, kind: str, path: Path, *, step: Callable[[int], None] = lambda more: None) -> int:
    """Write the rows of a sheet to a file and trace who took what; how many there were."""
    total = 0

    def count(more: int) -> None:
        nonlocal total
        total += more
        step(more)

    FORMATS[kind].write(sheet, path, count)
    told = {"filter": sheet.query_text, "fields": ", ".join(sheet.names), "rows": str(total), "file": kind}
    changes = {name: [None, value] for name, value in told.items()}
    trace.record_about(sheet.entity.model, "export", by=sheet.by, changes=changes)
    return total


def at_once(sheet: Sheet, kind: str) -> IO[bytes]:
    """The file of a short list, open at its beginning and gone when it is closed."""
    _require_left(sheet)
    with tempfile.NamedTemporaryFile(dir=_folder(), prefix="export-") as made:
        write(sheet, kind, Path(made.name))
        return Path(made.name).open("rb")


def later(sheet: Sheet, kind: str) -> Batch:
    """Ask for the file of a long list."""
    _require_left(sheet)
    asked = {"noun": sheet.entity.slug, "address": sheet.query_text, "whole": sheet.whole, "format": kind}
    title = _("Export of %(nouns)s") % {"nouns": sheet.entity.nouns}
    stamp = _rights(sheet.by, sheet.entity)
    return batches.start(KIND, by=sheet.by, title=title, model=sheet.entity.model, **asked, rights=stamp)


def fetch(batch: Batch) -> tuple[IO[bytes], str]:
    """The finished file and its name, for the asker. Raises Refusal where it is gone or rights have changed since."""
    if _rights(batch.by, _entity(batch)) != batch.asked["rights"] or not may(batch.by, "read", _entity(batch).model):
        raise Refusal(_("Your rights have changed since this file was made. Export again."))
    path = _folder() / batch.result.get("export", "")
    if not path.is_file():
        raise Refusal(_("This file is no longer kept. Export again."))
    return path.open("rb"), name_of(_entity(batch), batch.asked["format"])


def name_of(entity: Entity, kind: str) -> str:
    """What the file is called on the disk of whoever takes it."""
    return f"{entity.nouns}-{timezone.localdate().isoformat()}.{FORMATS[kind].ending}"


@batches.kind(KIND)
def work(batch: Batch) -> None:
    """Write the file of a long list; after a kill it is written anew."""
    sheet = Sheet(_entity(batch), batch.asked["address"], by=batch.by, whole=batch.asked["whole"])
    _require_left(sheet)
    batch.report(done=0, total=sheet.query.found.order_by().count())
    name = secrets.token_hex(16)
    rows = write(sheet, batch.asked["format"], _folder() / name, step=batch.went)
    batch.report(result={"export": name, "rows": rows})


@jobs.daily(4)
@jobs.named(gettext_lazy("Throw away exported files"))
def sweep() -> None:
    """Throw away the files that were kept long enough."""
    oldest = timezone.now() - timedelta(days=KEPT_DAYS)
    for batch in Batch.objects.filter(kind=KIND, finished_at__lt=oldest, result__has_key="export"):
        (_folder() / batch.result["export"]).unlink(missing_ok=True)
        batch.report(result={"rows": batch.result["rows"]})


def _require_left(sheet: Sheet) -> None:
    if isinstance(sheet.by, Staff) and "budget" in sheet.by.grants:
        require_left(sheet.by, sheet.query.found.order_by().count())


def _rights(by: Any, entity: Entity) -> list[Any]:
    """What decides which rows and values somebody sees."""
    if not isinstance(by, Staff):
        raise NotAllowed
    return [by.role, by.team_id, by.grants, may(by, "export", entity.model)]


def _entity(batch: Batch) -> Entity:
    entity = entity_named(batch.asked["noun"])
    if entity is None:
        raise Refusal(_("These records no longer exist."))
    return entity


def _folder() -> Path:
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
