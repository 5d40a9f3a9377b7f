"""Imports, batches and webhooks, each in its states."""

from datetime import UTC, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from zhike.api.webhooks.models import Delivery, Webhook
from zhike.exchange.importing.models import ImportedRow, ImportRun, Reject
from zhike.kit.access.models import Staff
from zhike.kit.batches.models import Batch
from zhike.kit.events import Event
from zhike.kit.uploads import keep


def place_webhook(reader: Staff) -> int:
    webhook = Webhook.objects.create(url="https://192.0.2.1/", patterns=["*"], made_by=reader)
    event = Event.objects.create(name="kit.webhook_tried")
    for status in Delivery.Status:
        Delivery.objects.create(webhook=webhook, event=event, status=status, code=503, tries=2)
    return webhook.pk


def place_imports(reader: Staff, words: dict[str, str]) -> dict[str, int]:
    """An import in each of its states, as the keys of their pages."""
    name = f"{words['file']}.csv"
    file, digest = keep(SimpleUploadedFile(name, f"{words['column']}\n{words['customer']}\n".encode()))
    kept = {"target": "customers", "by": reader, "file": file, "file_name": name, "digest": digest}
    runs = {
        "uploaded": ImportRun.objects.create(**kept),
        "waiting": ImportRun.objects.create(status="waiting", total=40, **kept),
        "running": ImportRun.objects.create(status="running", total=40, done=10, counts={"rejected": 2}, **kept),
        "finished": ImportRun.objects.create(
            status="done", total=40, done=40, counts={"read": 40, "rejected": 2}, **kept
        ),
        "failed": ImportRun.objects.create(status="failed", **kept),
    }
    Reject.objects.create(run=runs["finished"], row_number=3, raw=[words["customer"]], reason=words["because"])
    ImportedRow.objects.create(run=runs["finished"], noun="customers.customer", object_id=1, version=1)
    export = Batch.objects.create(kind="export", title=words["file"], by=reader, status="done", result={"rows": 40})
    return {name: run.pk for name, run in runs.items()} | {"exported": export.pk}


def place_batches(reader: Staff, words: dict[str, str]) -> dict[str, int]:
    """A batch that waits, one that ended with a refusal, one that broke."""
    kept = {"kind": "bulk.change", "title": words["task"], "by": reader, "total": 40, "started_at": lately(1)}
    ended = Batch.objects.create(status="done", finished_at=lately(0), **kept)
    ended.went(40, [(words["customer"], words["because"])])
    return {
        "working": Batch.objects.create(status="waiting", done=10, **kept).pk,
        "ended": ended.pk,
        "broken": Batch.objects.create(status="failed", done=10, **kept).pk,
    }


def lately(hours: int) -> datetime:
    return datetime.now(UTC) - timedelta(hours=hours)
