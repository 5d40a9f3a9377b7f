"""What is taken away: nothing in it runs, nothing of others is in it, and that it was taken is written down."""

import csv
import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tests.cast import a_contact_point, a_customer, a_plant, an_order
from zhike.customers.models import Customer
from zhike.exchange.exporting import delivering
from zhike.exchange.testing.transferring import bring_in, counts, take_out
from zhike.kit.access.models import Role
from zhike.kit.attached.models import Tag, Tagging
from zhike.kit.audit.models import Trace
from zhike.kit.batches.models import Batch
from zhike.kit.batches.running import run as run_batch
from zhike.kit.registry import entity_of
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.testing.example.models import Plant
from zhike.kit.testing.observing import refused
from zhike.sales.models import Order

pytestmark = pytest.mark.django_db
PLANTS, CUSTOMERS = entity_of(Plant), entity_of(Customer)
STARTS = ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", "'=", "''+", "\u200b=", '"=', " =", "+86"]
STARTS += ["'", "-5"]


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"


def _rows(file):
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_values_are_typed(tmp_path, ada):
    a_plant(name="Fern", label="F1", owner=ada, height=Decimal("1200.50"), flowers=True)

    [row] = _rows(take_out(PLANTS, tmp_path, by=ada))
    book = CalamineWorkbook.from_path(take_out(PLANTS, tmp_path, by=ada, kind="xlsx"))
    [header, cells] = book.get_sheet_by_index(0).to_python()

    told = dict(zip(header, cells, strict=True))
    assert (row["height"], row["bought on"], row["flowers"], row["keeper"]) == ("1200.50", "2025-04-05", "yes", "ada")
    assert (told["height"], told["bought on"], told["light"]) == (1200.5, date(2025, 4, 5), "Sun")


def test_tags_go_out_as_words_and_with_the_columns_that_are_asked_for(tmp_path, ada):
    fern = a_plant(name="Fern", label="F1")
    for word in ("shelf", "gift"):
        Tagging.objects.create(noun="example.plant", object_id=fern.pk, tag=Tag.objects.create(word=word), by=ada)

    [whole] = _rows(take_out(PLANTS, tmp_path, by=ada))
    [asked] = _rows(take_out(PLANTS, tmp_path, by=ada, whole=False, address="columns=label,tags"))

    assert whole["tags"] == "gift, shelf"
    assert asked == {"label": "F1", "tags": "gift, shelf"}
    assert counts(bring_in(take_out(PLANTS, tmp_path, by=ada), PLANTS, by=ada)) == {"unchanged": 1}


def test_the_list_as_it_is_asked_for(tmp_path, ada):
    for name, pots in (("Fern", 1), ("Moss", 3), ("Ivy", 2)):
        a_plant(name=name, pots=pots)

    rows = _rows(take_out(PLANTS, tmp_path, by=ada, whole=False, address="pots.min=2&sort=-pots"))

    assert [row["name"] for row in rows] == ["Moss", "Ivy"]
    assert list(rows[0]) == [str(field.label) for field in PLANTS.shown]


def test_no_cell_is_a_formula_and_every_cell_comes_back(tmp_path, ada):
    chance = random.Random(11)
    for nth in range(300):
        a_plant(note=f"{chance.choice(STARTS)}{chance.choice(['1+1', 'cmd', '茶', '13800000000'])}{nth}")

    file = take_out(PLANTS, tmp_path, by=ada)
    notes = [row["note"] for row in _rows(file)]
    assert [note for note in notes if note[:1] in "=+@\t\r" or note.startswith("-c")] == []
    for kind in ("csv", "xlsx"):
        assert counts(bring_in(take_out(PLANTS, tmp_path, by=ada, kind=kind), PLANTS, by=ada)) == {"unchanged": 300}


def test_personal_fields_are_masked_for_whoever_may_not_export_them(tmp_path, ana, mei):
    a_contact_point(a_customer("山月茶馆", owner=ana, note="VIP"), value="13812345678")

    [masked] = _rows(take_out(CUSTOMERS, tmp_path, by=ana))
    [plain] = _rows(take_out(CUSTOMERS, tmp_path, by=mei))

    assert (masked["name"], masked["note"], masked["Phone"]) == ("山***", "V***", "138 **** 5678")
    assert (plain["name"], plain["note"], plain["Phone"]) == ("山月茶馆", "VIP", "13812345678")
    assert masked["city"] == plain["city"] == "杭州"


def test_a_row_out_of_reach_is_not_named(tmp_path, ana, bo):
    mine = a_customer("山月茶馆", owner=ana)
    mine.parent = a_customer("南岭集团", owner=bo)
    mine.save()

    [row] = _rows(take_out(CUSTOMERS, tmp_path, by=ana))

    assert (row["parent company"], "南岭集团" in str(row)) == ("", False)


def test_standings_are_in_the_columns_of_the_list(tmp_path, ada):
    a_customer(tier="gold", clv=Decimal(900))

    [row] = _rows(take_out(CUSTOMERS, tmp_path, by=ada, whole=False))

    told = {name: row[str(CUSTOMERS.field(name).label)] for name in ("tier", "clv")}
    assert told == {"tier": "Gold", "clv": "900.0000"}


def test_a_noun_that_is_never_imported_can_be_exported(tmp_path, ada):
    order = an_order()

    assert [row["order number"] for row in _rows(take_out(entity_of(Order), tmp_path, by=ada, whole=False))] == [
        order.number
    ]


def test_cards_hold_who_and_how_and_are_for_those_who_may(tmp_path, ana, mei):
    a_contact_point(a_customer("山月茶馆", owner=ana), value="13812345678")

    card = take_out(CUSTOMERS, tmp_path, by=mei, kind="vcf").read_text()

    assert [line for line in card.splitlines() if line[:3] in ("FN:", "TEL", "ORG")] == [
        "FN:山月茶馆",
        "ORG:山月茶馆",
        "TEL:13812345678",
    ]
    with refused("Your role does not allow this"):
        take_out(CUSTOMERS, tmp_path, by=ana, kind="vcf")


def test_what_was_taken_is_traced(tmp_path, ada):
    a_plant(pots=3)

    take_out(PLANTS, tmp_path, by=ada, whole=False, address="pots=3")

    entry = Trace.objects.get(verb="export")
    assert (entry.actor, entry.noun, entry.object_id) == (ada, "example.plant", 0)
    assert (entry.changes["filter"], entry.changes["rows"]) == ([None, "pots=3"], [None, "1"])


@pytest.fixture
def long(monkeypatch, ana):
    """An export that goes into the background, done; its address."""
    monkeypatch.setattr(delivering, "AT_ONCE", 1)
    for _nth in range(3):
        a_plant(owner=ana)
    answer = at_the_screen(ana).post("/plants/export/?sort=name", {"columns": "all", "file": "csv"})
    run_batch(batch=Batch.objects.get().pk)
    return answer["Location"]


def test_a_long_list_is_written_in_the_background(long, ana):
    page = at_the_screen(ana).get(long).content.decode()
    answer = at_the_screen(ana).get(f"{long}file/")

    assert "3 records" in page
    assert f'href="{long}file/"' in page
    assert len(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()) == 4
    assert Batch.objects.get().done == 3


def test_a_file_is_for_the_asker_alone(long, ada):
    assert {at_the_screen(ada).get(long).status_code, at_the_screen(ada).get(f"{long}file/").status_code} == {404}


def test_a_file_is_withheld_when_rights_have_changed(long, ana):
    ana.role = Role.MANAGER
    ana.save()

    answer = at_the_screen(ana).get(f"{long}file/")

    assert answer.status_code >= 400
    assert "Your rights have changed since this file was made." in answer.content.decode()


def test_a_file_is_thrown_away_after_a_week(long, ana):
    Batch.objects.update(finished_at=timezone.now() - timedelta(days=8))
    [file] = delivering._folder().iterdir()

    delivering.sweep()

    assert not file.exists()
    assert "no longer kept" in at_the_screen(ana).get(f"{long}file/").content.decode()
