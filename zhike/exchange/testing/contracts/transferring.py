"""What every noun that can be imported keeps: what goes out can come in, and what came in can be taken back."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.db.models import UniqueConstraint
from django.urls import reverse

from zhike.exchange.importing.targets import target_named
from zhike.exchange.testing.transferring import bring_in, counts, is_importable, take_out, undo
from zhike.kit.audit.trace import trace_of
from zhike.kit.entity import Entity
from zhike.kit.testing.acting import as_sent, at_the_screen
from zhike.kit.testing.contracts.cases import is_asked_in_full
from zhike.kit.testing.observing import announced, content


def test_imports_and_exports_know_it(entity, ada):
    needs_an_import = entity.rights.create is not None and bool(entity.match)

    assert (target_named(entity.slug) is not None) >= needs_an_import
    assert at_the_screen(ada).get(reverse("exporting:export", args=[entity.slug])).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "csv-gb18030", "xlsx"])
def test_what_went_out_changes_nothing_when_it_comes_in(entity, kind, make, ada, tmp_path):
    if not is_importable(entity) or (kind == "csv-gb18030" and not is_asked_in_full(entity)):
        return
    _three(entity, make, ada)
    before = content(entity.model)

    run = bring_in(take_out(entity, tmp_path, by=ada, kind=kind), entity, by=ada)

    assert counts(run) == {"unchanged": entity.model._base_manager.count()}
    assert content(entity.model) == before
    assert announced() == [f"{entity.model._meta.label_lower}_loaded"]


def test_what_went_out_masked_changes_nothing_when_it_comes_in(entity, make, ada, ana, tmp_path):
    if not is_importable(entity):
        return
    row = make(entity.model, owner=ana)
    before = content(entity.model)
    file = take_out(entity, tmp_path, by=ana)

    run = bring_in(file, entity, by=ada)

    personal = [field for field in entity.editable if field.personal and field.words(row)]
    assert [field.name for field in personal if field.words(row) in file.read_text("utf-8-sig")] == []
    assert (counts(run), content(entity.model)) == ({"unchanged": entity.model._base_manager.count()}, before)


def test_a_row_brought_in_is_the_row_made_with_one_trace(entity, make, ada, tmp_path):
    if not is_importable(entity):
        return
    row = make(entity.model, owner=ada).fresh()
    file, sent = take_out(entity, tmp_path, by=ada, address=""), as_sent(entity, row)
    _leave_one(file, row.pk)
    row.delete()

    run = bring_in(file, entity, by=ada, without=["id"], mode="create")

    made = entity.model._base_manager.latest("pk")
    assert counts(run) == {"created": 1}, [reject.reason for reject in run.rejects.all()]
    assert as_sent(entity, made) == sent
    assert [(entry.verb, entry.actor) for entry in trace_of(made)] == [("load", ada)]


def test_an_import_that_changed_and_created_leaves_nothing_when_it_is_undone(entity, make, ada, tmp_path):
    if not is_importable(entity) or _free(entity) is None:
        return
    _three(entity, make, ada)
    before = content(entity.model)
    file = take_out(entity, tmp_path, by=ada)
    _mend(file, entity)

    run = bring_in(file, entity, by=ada)
    changed = content(entity.model)
    batch = undo(run, by=ada)

    assert set(counts(run)) == {"changed", "created"}, [reject.reason for reject in run.rejects.all()]
    assert changed != before
    assert content(entity.model) == before
    assert (run.status, batch.result["kept"]) == ("undone", 0)


def test_every_list_can_be_taken_out_by_whoever_reads_it(entity, make, ana, bo):
    mine, theirs = make(entity.model, owner=ana), make(entity.model, owner=bo)
    browser = at_the_screen(ana)

    page = browser.get(f"/{entity.slug}/export/")
    answer: Any = browser.post(f"/{entity.slug}/export/", {"columns": "shown", "file": "csv"})

    lines = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    seen = {row.pk for row in (mine, theirs) if browser.get(f"/{entity.slug}/{row.pk}/").status_code == 200}
    assert page.status_code == 200
    assert lines[0] == [str(field.label) for field in entity.shown]
    assert len(lines) - 1 == len(seen)


def _three(entity: Entity, make: Any, ada: Any) -> None:
    for _nth in range(3):
        make(entity.model, owner=ada)


def _leave_one(file: Path, key: int) -> None:
    header, *rows = _read(file)
    _write(file, [header, *(row for row in rows if row[0] == str(key))])


def _free(entity: Entity) -> Any:
    """A text by which a copy of a row becomes another one; none where fields beside it may stand together only once."""
    texts = (f for f in entity.editable if f.kind in ("text", "longtext") and not f.model_field.unique)
    free = next(texts, None)
    together = [one.fields for one in entity.model._meta.constraints if isinstance(one, UniqueConstraint)]
    together += [(f.name,) for f in entity.editable if f.model_field.unique and f.kind == "date"]
    return free if free and all(free.name in fields for fields in together) else None


def _mend(file: Path, entity: Entity) -> None:
    """Say something else in every row, and the first one once more as a new record."""
    header, *rows = _read(file)
    free = _free(entity)
    unique = [header.index(str(f.label)) for f in entity.editable if f.model_field.unique]
    place = header.index(str(free.label))
    new = list(rows[0])
    new[0] = ""
    for at in (place, *unique):
        new[at] = "new"
    for row in rows:
        row[place] += "2"
    _write(file, [header, *rows, new])


def _read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def _write(file: Path, rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(rows)
