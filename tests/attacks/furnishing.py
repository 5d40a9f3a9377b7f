"""What hangs on a row, each with a canary: notes, files, views, pairs, merges, batches, imports, traces, notices."""

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import CharField

from tests.cast import a_contact_point, a_standing
from zhike.api.tokens.keeping import make as make_token
from zhike.api.webhooks.models import Webhook
from zhike.customers.models import Contact, Customer
from zhike.exchange.importing.models import ImportRun, Reject
from zhike.kit.access.models import Staff
from zhike.kit.attached.models import File, Mark, Note
from zhike.kit.audit import trace
from zhike.kit.batches.models import Batch
from zhike.kit.entity import Entity
from zhike.kit.events import announce
from zhike.kit.views.models import View
from zhike.merging.models import Merge, Pair
from zhike.notices.models import GroupTool, Notice


def furnish(world: Any, entity: Entity, owner: str, people: dict[str, Staff], *, heard_by: set[str]) -> None:
    """Hang on the row of `owner` whatever can hang on one."""
    by, row = people[owner], world.row(entity, owner)

    def word(place: str, **only: Any) -> str:
        return world.cage.new(f"{place} of {owner}'s {entity.slug}", for_=heard_by, **only)

    _attached(world, entity, row, owner, by, word)
    _lists(world, entity, row, owner, by, word)
    _work(world, entity, row, owner, by, word)
    for other in people.values():
        Mark.objects.create(noun=row._meta.label_lower, object_id=row.pk, by=other, kind="star")
        Mark.objects.create(noun=row._meta.label_lower, object_id=row.pk, by=other, kind="follow")
        if other != by:
            Notice.objects.create(to=other, by=by, kind="mentioned", noun=row._meta.label_lower, object_id=row.pk)
    _point_at(row, [world.row(entity, name) for name in ("ana", "bo", "lin") if name != owner])
    if isinstance(row, Customer):
        _customer(world, row, owner, by, word)


def _attached(world, entity, row, owner, by, word) -> None:
    place = {"noun": row._meta.label_lower, "object_id": row.pk, "by": by}
    Note.objects.create(text=word("note"), **place)
    body = word("file content").encode()
    key = hashlib.sha256(body).hexdigest()[:32]
    folder = Path(settings.UPLOADS_DIR) / "attached"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / key).write_bytes(body)
    File.objects.create(
        name=f"{word('file name')}.txt", type="text/plain", size=len(body), sha256="0", key=key, **place
    )
    world.keys[owner, f"file {entity.slug}"] = key
    trace.record("change", row, by=by, changes={"name": [word("trace, old value"), word("trace, new value")]})


def _lists(world, entity, row, owner, by, word) -> None:
    state = {"q": [word("view state")]}
    view = View.objects.create(made_by=by, noun=row._meta.label_lower, name=word("view name"), state=state)
    world.keys[owner, f"view {entity.slug}"] = view.pk
    if entity.merges and entity.rights.change is not None:
        _doubles(world, entity, row, owner, by, word)


def _doubles(world, entity, row, owner, by, word) -> None:
    twin = type(row)._base_manager.get(pk=row.pk)
    twin.pk, twin._state.adding = None, True
    together = {name for one in twin._meta.constraints for name in getattr(one, "fields", ())}
    for column in twin._meta.concrete_fields:
        if isinstance(column, CharField) and (column.unique or column.name in together) and not column.choices:
            setattr(twin, column.attname, f"twin {row.pk}"[: column.max_length])
    twin.save()
    pair = Pair.objects.create(noun=row._meta.label_lower, a=row.pk, b=twin.pk, score=0.99, why=[])
    world.keys[owner, f"pair {entity.slug}"] = pair.pk
    merge = Merge.objects.create(
        noun=row._meta.label_lower, survivor=row.pk, loser=987_000_000 + row.pk, title=word("merge title"), by=by
    )
    world.keys[owner, "merges"] = merge.pk


def _work(world, entity, row, owner, by, word) -> None:
    kept = {"noun": entity.slug, "by": by, "status": "done", "total": 1, "done": 1}
    told = {"refused": 1, "refusals": [[word("refused title"), word("refused sentence")]]}
    name = hashlib.sha256(f"{owner}{entity.slug}".encode()).hexdigest()[:32]
    Path(settings.UPLOADS_DIR).mkdir(parents=True, exist_ok=True)
    (Path(settings.UPLOADS_DIR) / name).write_text(word("exported file"))
    asked = {"noun": entity.slug, "address": f"q={word('batch address')}", "whole": True, "format": "csv"}
    export = Batch.objects.create(
        kind="export",
        title=word("export title"),
        asked={**asked, "rights": [by.role, by.team_id, False]},
        result={"export": name, "rows": 1},
        **kept,
    )
    batch = Batch.objects.create(kind="bulk.change", title=word("batch title"), message=word("batch"), **kept, **told)
    (Path(settings.UPLOADS_DIR) / f"{name}i").write_text(f"name\n{word('imported file')}\n")
    run = ImportRun.objects.create(
        target=entity.slug,
        file=f"{name}i",
        file_name=word("import file name"),
        digest=name,
        by=by,
        status="done",
        header=["name"],
        message=word("import message"),
    )
    Reject.objects.create(run=run, row_number=2, raw=[word("rejected cell")], reason=word("reason of a reject"))
    world.keys[owner, "exporting"], world.keys[owner, "batches"] = export.pk, batch.pk
    world.keys[owner, "bulk"], world.keys[owner, "importing"] = batch.pk, run.pk


def _point_at(row: Any, others: list[Any]) -> None:
    """Rows of others point at this one, as they do when it was theirs once."""
    for column in row._meta.concrete_fields:
        if column.related_model is type(row) and column.null:
            for other in others:
                # Of some things there is one only of each: where a row of others cannot point here, none does.
                with suppress(IntegrityError), transaction.atomic():
                    type(row)._base_manager.filter(pk=other.pk).update(**{column.name: row})


def _customer(world, row, owner, by, word) -> None:
    contact = Contact.objects.create(customer=row, name=word("contact"), title=word("job title"))
    at = frozenset({"customers:point", *(("exporting:export",) if owner == "lin" else ())})  # a manager's are open
    value = word("contact point", only_at=at)
    point = a_contact_point(row, medium="wechat", value=value, contact=contact)
    world.keys[owner, "point"] = point.pk
    evidence = {"rule": word("evidence")}
    a_standing(row, "origin", "intermediate", reason=word("reason of a standing"), source="stated", evidence=evidence)
    task = apps.get_model("work.task")
    task.objects.filter(assignee__isnull=False).exclude(assignee=by).update(customer=row)
    GroupTool.objects.get_or_create(person=by, defaults={"url": f"slack://{word('group tool')}/b/c"})
    secret = world.cage.new(f"webhook of {owner}", for_={"ada"})
    webhook = Webhook.objects.create(url=f"https://192.0.2.1/{secret}", patterns=["*"], made_by=by, is_active=False)
    token, _text = make_token(word("token name"), by=by, scopes=["*:read"])
    event = announce("kit.noted", noun="customers.customer", row=row.pk, note=1, by=by.pk)
    notice = Notice.objects.create(to=by, by=by, kind="mentioned", noun="customers.customer", object_id=row.pk)
    delivery = apps.get_model("api.delivery").objects.create(webhook=webhook, event=event, status="dead")
    mine = {"account": by.pk, "tokens": token.pk, "webhooks": webhook.pk, "notices": notice.pk, "customers": row.pk}
    for what, key in {**mine, "delivery": delivery.pk}.items():
        world.keys[owner, what] = key
