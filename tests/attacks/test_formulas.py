"""No cell of a file that leaves is a formula, however it is disguised, and every cell comes back as it was."""

import csv
import random
import re
import unicodedata
import zipfile
from collections.abc import Iterator

import pytest

from tests.attacks.size import dice, many
from tests.cast import a_person, a_plant
from zhike.exchange.testing.transferring import bring_in, counts, take_out
from zhike.kit.access.models import Role
from zhike.kit.registry import entity_of
from zhike.kit.testing.example.models import Plant
from zhike.reading.sources import open_source
from zhike.reading.spreadsheet_safety import unprotect

pytestmark = pytest.mark.django_db
STARTERS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t=", "\r=", "\n=", "﹢", "﹣", "﹦", "﹫", "⁼", "₊", "⁻")
HIDDEN = (
    "",
    " ",
    "\u00a0",
    "\u3000",
    "\ufeff",
    "\u200b",
    "\u200d",
    "\u2060",
    "\u202e",
    "'",
    '"',
    "''",
    "`",
    "\x01",
    "\x1f",
    "\x7f",
)
BODIES = (
    *(
        "1+1",
        "cmd|' /C calc'!A0",
        'HYPERLINK("http://127.0.0.1:9","x")',
        "SUM(A1:A9)",
        "86 138 0013 8000",
        "86-571-88880000",
    ),
    *('IMPORTXML(CONCAT("http://127.0.0.1:9?",A1),"//a")', 'DDE("cmd";"/C calc";"x")', "12", "-12", "1e5", "0", "@x"),
    *(
        'WEBSERVICE("http://127.0.0.1:9")',
        "rundll32|'URL.dll'!A",
        "'x",
        "山月",
        "|calc",
        ";1",
        ",1",
        "\r\n=1",
        "%3D1",
        "",
    ),
)
PLAIN_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def cells(how_many: int, chance: random.Random) -> list[str]:
    """Cells that somebody hopes a spreadsheet will run, and the numbers of honest people that look like them."""
    found: list[str] = ["+86 138 0013 8000", "+86-571-8888", "-12", "=1+1", "@山月", "'=1", "''=1", "- 请回电", "＝1+1"]
    while len(found) < how_many:
        hidden = "".join(chance.choice(HIDDEN) for _nth in range(chance.randint(0, 3)))
        found.append(f"{hidden}{chance.choice(STARTERS)}{chance.choice(BODIES)}")
    return found[:how_many]


@pytest.fixture
def ada(db):
    return a_person("Ada", role=Role.ADMIN, team=None)


@pytest.fixture
def tried(ada) -> list[str]:
    """What the notes of as many plants say."""
    some = cells(many(150, 5_000), dice("formulas"))
    first = a_plant(owner=ada)
    twins = [Plant(name=f"P{nth:05}", label=f"K{nth:05}", keeper=ada, note=said) for nth, said in enumerate(some)]
    first.delete()
    Plant.objects.bulk_create(twins)
    return some


@pytest.mark.parametrize("kind", ["csv", "csv-gb18030"])
def test_no_cell_of_a_csv_runs(kind, ada, tried, tmp_path, record_property):
    file = take_out(entity_of(Plant), tmp_path, by=ada, kind=kind)
    encoding = "gb18030" if kind.endswith("gb18030") else "utf-8-sig"
    with file.open(encoding=encoding, newline="") as lines:
        told = [cell for line in csv.reader(lines) for cell in line]

    record_property(f"Formulas|cells of {kind}", len(told))
    assert [cell for cell in told if would_run(cell)] == []


def test_no_cell_of_a_workbook_runs(ada, tried, tmp_path, record_property):
    file = take_out(entity_of(Plant), tmp_path, by=ada, kind="xlsx")
    with zipfile.ZipFile(file) as book:
        parts = {name: book.read(name) for name in book.namelist()}

    record_property("Formulas|cells of xlsx", len(tried))
    assert [name for name, part in parts.items() if re.search(rb"<f[ >]|<hyperlink|ddeLink|externalLink", part)] == []


@pytest.mark.parametrize("kind", ["csv", "csv-gb18030", "xlsx"])
def test_every_cell_comes_back_as_it_was(kind, ada, tried, tmp_path, record_property):
    storable = {said for said in tried if kind != "csv-gb18030" or _fits(said)}
    file = take_out(entity_of(Plant), tmp_path, by=ada, kind=kind)
    source = open_source(file, encoding="gb18030" if kind.endswith("gb18030") else None)
    place = list(source.columns).index("note")

    back = {unprotect(str(row.values[place])) for row in source.rows()}

    record_property(f"Formulas|round trips of {kind}", len(storable))
    assert sorted(storable - back - {""}) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_that_comes_back_changes_nothing(kind, ada, tmp_path):
    for nth, said in enumerate(["+86 138 0013 8000", "=1+1", "-12", "'=x", "@ana", "－１", "- x"]):
        a_plant(owner=ada, name=said, label=f"L{nth:04}", note=said)
    file = take_out(entity_of(Plant), tmp_path, by=ada, kind=kind)

    assert counts(bring_in(file, entity_of(Plant), by=ada)) == {"unchanged": 7}
    assert Plant.objects.filter(name="+86 138 0013 8000").count() == 1


def would_run(cell: str) -> bool:
    """Whether some spreadsheet might take a cell for a formula: by its first telling character, in any width."""
    if PLAIN_NUMBER.fullmatch(cell) or cell[:1] == "'":
        return False
    return cell[:1] in ("\t", "\r", "\n") or next(_telling(cell), "") in ("=", "+", "-", "@")


def _telling(cell: str) -> Iterator[str]:
    for character in cell:
        if character not in "\"'`" and unicodedata.category(character)[0] not in "ZC":
            yield unicodedata.normalize("NFKC", character)[:1]


def _fits(said: str) -> bool:
    return "\ufffd" not in said and said.encode("gb18030", errors="replace").decode("gb18030") == said
