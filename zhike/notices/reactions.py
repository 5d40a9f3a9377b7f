"""Who is told of what the kit announces."""

from urllib.parse import urlsplit

from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from zhike.api.webhooks.models import Webhook
from zhike.exchange.importing.models import ImportRun
from zhike.kit.access.models import Role, Staff
from zhike.kit.attached import following
from zhike.kit.attached.models import Note
from zhike.kit.batches.models import Batch
from zhike.kit.events import on
from zhike.notices.telling import tell


@on("kit.mentioned")
def call(*, noun: str, row: int, note: int, by: int, person: int) -> None:
    """Whoever is called in a note."""
    if about := _row(noun, row):
        tell(_person(person), "mentioned", about=about, by=_person(by), key=f"note {note}")


@on("kit.noted")
def note(*, noun: str, row: int, note: int, by: int) -> None:
    """Those who follow a record, but for whom the note itself calls."""
    called = Note.objects.get(pk=note).mentions
    if about := _row(noun, row):
        for person in sorted(following.followers(about), key=_number):
            if person.pk not in called:
                tell(person, "noted", about=about, by=_person(by))


@on("kit.followed_changed")
def change(*, noun: str, row: int, verb: str, by: int, followers: list[int]) -> None:
    """Those who follow a record that somebody else changed; that it was made is no change."""
    about = _row(noun, row)
    if about and verb != "create":
        for person in Staff.objects.filter(pk__in=followers).order_by("pk"):
            tell(person, "followed", about=about, by=_person(by), verb=verb)


@on("kit.batch_ended")
def end_batch(*, batch: int) -> None:
    """Whoever asked for the batch, unless they stopped it themselves."""
    row = Batch.objects.select_related("by").get(pk=batch)
    _end(row, row.title, url=reverse("batches:one", args=[batch]))


@on("kit.import_ended")
def end_import(*, run: int) -> None:
    """Whoever sent the file, likewise."""
    row = ImportRun.objects.select_related("by").get(pk=run)
    _end(row, row.file_name, url=reverse("importing:run", args=[run]))


@on("kit.webhook_stopped")
def stop_webhook(*, webhook: int) -> None:
    """Every administrator."""
    row, url = Webhook.objects.get(pk=webhook), reverse("webhooks:one", args=[webhook])
    for person in Staff.objects.filter(role=Role.ADMIN, is_robot=False).order_by("pk"):
        tell(person, "webhook", url=url, host=urlsplit(row.url).hostname)


def _end(work: Batch | ImportRun, title: str, *, url: str) -> None:
    if work.status in ("done", "failed"):
        key = f"{url} {work.finished_at}"
        tell(work.by, "ended", key=key, url=url, title=title, went_well=work.status == "done")


def _row(noun: str, row: int) -> Model | None:
    return apps.get_model(noun)._base_manager.filter(pk=row).first()


def _person(number: int) -> Staff:
    return Staff.objects.get(pk=number)


def _number(person: Staff) -> int:
    return person.pk
