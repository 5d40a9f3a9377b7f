"""`zhike import`: what is reported, what is kept, what goes on."""

import csv
import json

import click
import pytest

from tests.cast import a_person
from zhike.exchange.importing import running
from zhike.exchange.importing.models import ImportRun
from zhike.sales.models import Order
from zhike.site.cli import importing
from zhike.site.tests.processes import python

HEADER = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
ROWS = [
    ["536365", "85123A", "HEART HOLDER", "6", "2010-12-01 08:26", "2.55", "17850", "United Kingdom"],
    ["C536379", "D", "Discount", "-1", "2010-12-01 09:41", "27.50", "14527", "United Kingdom"],
    ["536544", "DOT", "DOTCOM POSTAGE", "1", "2010-12-01 14:32", "569.77", "", "United Kingdom"],
    ["536370", "22728", "ALARM CLOCK", "24", "1/12/2010", "3.75", "12583", "France"],
]
MAP = """
[columns]
number = "InvoiceNo"
placed_at = "InvoiceDate"
quantity = "Quantity"
unit_price = "UnitPrice"
product_code = "StockCode"
customer_code = "CustomerID"

[options]
return_prefix = "C"
currency = "GBP"
"""


@pytest.fixture
def file(tmp_path, db):
    return written(tmp_path / "lines.csv", ROWS)


def written(path, rows):
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *rows])
    return path


def chosen(**given):
    return {"mapping": None, "encoding": None, "by": "", **given}


def bring_in(file, *, attempt=importing.perform, rejects=None, **given):
    return attempt("orders", file, chosen(**given), lambda run: importing.write_rejects(run, rejects))


def test_the_report_adds_up(file):
    shown = bring_in(file)

    assert shown["status"] == "done"
    assert shown["outcomes"] == {"imported": 2, "anonymous": 1, "unchanged": 0, "rejected": 1}
    assert (shown["read"], shown["adds_up"], shown["extras"]["revenue"]) == (4, True, "557.5700")
    assert shown["reasons"] == [
        "row 5: Placed at: in “1/12/2010” it is unclear which is the day; say so in the options"
    ]
    assert json.loads(json.dumps(shown)) == shown


def test_the_report_can_be_read(file):
    told = importing.words(bring_in(file))

    assert told.splitlines()[:3] == [
        "lines.csv: 4 rows read",
        "  imported                             2",
        "  anonymous                            1",
    ]


def test_a_rehearsal_reports_the_same_and_keeps_nothing(file):
    rehearsed = bring_in(file, attempt=importing.rehearse)

    assert (Order.objects.count(), ImportRun.objects.count()) == (0, 0)
    done = bring_in(file)
    assert {**rehearsed, "run": done["run"], "dry_run": False} == done
    assert "nothing was kept" in importing.words(rehearsed)


def test_the_same_file_again_says_that_nothing_changed(file, tmp_path):
    clean = written(tmp_path / "clean.csv", ROWS[:3])
    bring_in(clean)

    assert "0 changes: every row that could be read was there already." in importing.words(bring_in(clean))


def test_a_mapping_from_a_file_decides(file, tmp_path):
    (tmp_path / "map.toml").write_text(MAP)

    bring_in(file, mapping=tmp_path / "map.toml")

    found = Order.objects.order_by("number").values_list("number", "kind", "currency")
    assert list(found) == [("536365", "sale", "GBP"), ("536544", "sale", "GBP"), ("C536379", "return", "GBP")]


@pytest.mark.parametrize("wrong", ["[columns]\nnumber = 'Nummer'", "[options]\ncolour = 'red'", "columns ="])
def test_a_mapping_that_does_not_fit_is_refused_and_leaves_nothing(wrong, file, tmp_path):
    (tmp_path / "map.toml").write_text(wrong)

    with pytest.raises(click.ClickException):
        bring_in(file, mapping=tmp_path / "map.toml")
    assert ImportRun.objects.count() == 0


def test_rejected_rows_are_written_to_a_file_that_reads_again(file, tmp_path):
    bring_in(file, rejects=tmp_path / "rejected.csv")

    mended = (tmp_path / "rejected.csv").read_text("utf-8-sig").replace("1/12/2010", "2010-12-01")
    (tmp_path / "mended.csv").write_text(mended, "utf-8")

    assert bring_in(tmp_path / "mended.csv")["outcomes"]["imported"] == 1
    assert Order.objects.filter(number="536370").exists()


def test_an_unfinished_run_of_the_same_file_goes_on(file, capsys):
    first = bring_in(file)["run"]
    ImportRun.objects.get().report(status="failed", phase="")

    assert bring_in(file)["run"] == first
    assert f"Going on with import {first}" in capsys.readouterr().err


def test_the_import_carries_the_name_of_whoever_asked_for_it(file):
    a_person("Mei", role="manager")
    a_person("Ana")

    bring_in(file, by="mei")
    assert ImportRun.objects.get().by.name == "Mei"
    with pytest.raises(click.ClickException, match="ana may not import orders"):
        bring_in(file, by="ana")


def test_the_progress_is_told_step_by_step(file, capsys, monkeypatch):
    bring_in(file)

    told = capsys.readouterr().err.splitlines()
    assert told[-2].split(" rows")[0] == "telling: 4 / 4"
    assert any(line.startswith("merging: 4 / 4 rows · 1 rejected") for line in told)


def test_an_error_of_ours_is_not_hidden(file, monkeypatch):
    monkeypatch.setattr("zhike.sales.importing.ledger.remove", lambda part: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        bring_in(file)
    assert running.ImportRun.objects.get().status == "failed"


def test_a_worker_knows_how_to_load_files(tmp_path):
    asks = "import django; django.setup(); from procrastinate.contrib.django import app; print(*app.tasks)"
    environment = {"DJANGO_SETTINGS_MODULE": "zhike.site.settings", "ZHIKE_DATA_DIR": str(tmp_path)}

    with python("-c", asks, environment=environment) as process:
        assert "zhike.exchange.importing.running.bring_in" in process.stdout.read().split()


def test_where_rejected_rows_cannot_be_written_is_said_before_anything_is_imported(file, tmp_path):
    with pytest.raises(click.BadParameter, match="nothing can be written to"):
        importing.command.callback(
            "orders", file, as_json=False, rejects=tmp_path / "nowhere" / "rejected.csv", dry_run=False, **chosen()
        )

    assert ImportRun.objects.count() == 0


def test_the_report_tells_how_many_rejected_rows_it_does_not_show(tmp_path, db):
    undated = [[f"5363{n:02}", "85123A", "HEART HOLDER", "6", "", "2.55", "17850", "France"] for n in range(12)]

    told = importing.words(bring_in(written(tmp_path / "undated.csv", undated)))

    assert told.splitlines()[-1] == "  and 2 more rejected; --rejects FILE writes them all with their reasons"


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ("return_prefix = 5", "“5” is not possible for: Numbers of returns begin with"),
        ('day_first = "no"', "“no” is not possible for: day_first"),
        ('delimiter = ";;"', "“;;” is not possible for: delimiter"),
        ("encoding = 8", "“8” is not possible for: encoding"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(file, tmp_path, said, refused):
    (tmp_path / "map.toml").write_text(MAP.split("[options]")[0] + "[options]\n" + said)

    with pytest.raises(click.ClickException, match=refused):
        bring_in(file, mapping=tmp_path / "map.toml")
    assert ImportRun.objects.count() == 0
