"""An import that is killed, and what it leaves to the next one."""

import pytest

from zhike.catalog.models import Product
from zhike.customers.models import Customer
from zhike.exchange.importing import running
from zhike.exchange.importing.models import ImportRun
from zhike.kit.alone import Busy
from zhike.kit.search.models import SearchDoc
from zhike.kit.testing.observing import forget_trace
from zhike.sales.importing import merging, staging
from zhike.sales.models import Order
from zhike.sales.tests.order_files import a_csv, bring_in, bring_in_and_die, ledger, outcomes, prepare

ROWS = [
    [f"S{n // 3:03}", "2025-03-01", f"K{n // 9}" if n % 2 else "", "", "", f"1000{n % 7}", "", "1", str(n)]
    for n in range(60)
]
STRANGERS = [
    ["S001", "2025-03-01", "K99", "", "", "10001", "", "1", "1"],
    ["S001", "never", "", "", "", "", "", "", ""],
]
# The last thing done before the kill, and how often it was done before.
DEATHS = [
    ("zhike.sales.importing.staging.clear", 0),
    ("zhike.sales.importing.staging._copy", 0),
    ("zhike.sales.importing.staging._keep", 1),
    ("zhike.sales.importing.staging.stage", 0),
    ("zhike.sales.importing.merging.merge_some", 0),
    ("zhike.sales.importing.ledger.add_orders", 1),
    ("zhike.sales.importing.ledger.add_lines", 1),
    ("zhike.sales.importing.ledger.remove", 2),
    ("zhike.sales.importing.merging.merge_some", 2),
    ("zhike.exchange.importing.rejected.complete", 0),
    ("zhike.sales.importing.loading._announce", 0),
]


@pytest.fixture(autouse=True)
def small_steps(monkeypatch):
    monkeypatch.setattr(staging, "LINES_AT_ONCE", 20)
    monkeypatch.setattr(merging, "ORDERS_AT_ONCE", 5)


@pytest.fixture
def file(tmp_path):
    return a_csv(tmp_path, ROWS + STRANGERS)


@pytest.fixture(scope="module")
def told():
    """What was found once for all these tests."""
    return []


@pytest.fixture
def undisturbed(file, mei, told):
    """What the tables say after an import nobody killed, and nothing of it left."""
    if not told:
        bring_in(file, mei)
        told.append(ledger())
        for model in (Order, Customer, Product, ImportRun, SearchDoc):
            model.objects.all().delete()
        forget_trace()
    return told[0]


@pytest.mark.parametrize("death", DEATHS)
def test_a_killed_run_goes_on_to_the_same_end(death, file, mei, undisturbed, monkeypatch):
    run = bring_in_and_die(file, mei, at=death, monkeypatch=monkeypatch)
    assert run.status == "running"

    again = ImportRun.objects.get(pk=run.pk)
    running.load(again)

    assert outcomes(again) == (62, 60, 0, 0, 2)
    assert ledger() == undisturbed
    assert [(reject.row_number, reject.raw) for reject in again.rejects.order_by("row_number")] == [
        (62, STRANGERS[0]),
        (63, STRANGERS[1]),
    ]


@pytest.mark.parametrize("death", DEATHS)
def test_a_new_run_of_the_same_file_comes_to_the_same_end(death, file, mei, undisturbed, monkeypatch):
    bring_in_and_die(file, mei, at=death, monkeypatch=monkeypatch)

    run = bring_in(file, mei)

    read, imported, anonymous, unchanged, rejected = outcomes(run)
    assert (read, imported + anonymous + unchanged, rejected) == (62, 60, 2)
    assert ledger() == undisturbed


def test_a_run_whose_staged_lines_were_taken_away_reads_its_file_anew(file, mei, undisturbed, monkeypatch):
    run = bring_in_and_die(file, mei, at=("zhike.sales.importing.merging.merge_some", 1), monkeypatch=monkeypatch)
    bring_in(file, mei)

    again = ImportRun.objects.get(pk=run.pk)
    running.load(again)

    assert outcomes(again) == (62, 0, 0, 60, 2)
    assert ledger() == undisturbed


def test_an_error_stops_the_run_with_what_was_done_before_and_it_can_go_on(file, mei, undisturbed, monkeypatch):
    run = prepare(file, mei)
    with monkeypatch.context() as broken:
        broken.setattr("zhike.sales.importing.ledger.add_lines", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            running.load(run)
    assert (run.status, Order.objects.count()) == ("failed", 0)

    running.load(run)

    assert (run.status, ledger()) == ("done", undisturbed)


def test_two_imports_of_orders_never_run_at_once(file, mei, monkeypatch):
    def taken(work):
        raise Busy(work)

    run = prepare(file, mei)
    monkeypatch.setattr(running, "alone", taken)

    with pytest.raises(Busy):
        running.load(run)
    assert (ImportRun.objects.get().status, Order.objects.count()) == ("uploaded", 0)
