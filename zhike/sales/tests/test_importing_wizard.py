"""The import of orders on the screen: upload, look and map, watch it run, read the report."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhike.exchange.importing import running
from zhike.exchange.importing.models import ImportRun
from zhike.kit.alone import alone
from zhike.kit.testing.acting import at_the_screen
from zhike.sales.models import Order
from zhike.sales.tests.order_files import HEADER, MARCH, a_csv, outcomes

FIELDS = ["number", "placed_at", "customer_code", "customer_name", "region", "product_code", "description"]
MAPPED = dict(zip([*FIELDS, "quantity", "unit_price"], HEADER, strict=True))
BAD = ["S9", "someday", "K1", "", "", "10001", "", "1", "1"]


@pytest.fixture
def screen(mei):
    return at_the_screen(mei)


@pytest.fixture
def uploads(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path / "uploads"
    return settings.UPLOADS_DIR


@pytest.fixture
def uploaded(screen, uploads, tmp_path):
    """The address of a run whose file was uploaded in GB18030."""

    def upload(rows):
        content = a_csv(tmp_path, rows, encoding="gb18030").read_bytes()
        answer = screen.post("/import/orders/", {"file": SimpleUploadedFile("三月.csv", content)})
        assert answer.status_code == 302
        return answer["Location"]

    return upload


def test_a_file_is_shown_as_it_was_understood_before_anything_is_written(screen, uploaded):
    page = screen.get(uploaded(MARCH)).content.decode()

    assert "GB18030" in page
    assert "云栖酒店" in page
    for column in HEADER:
        assert f'<option value="{column}" selected>{column}</option>' in page
    assert Order.objects.count() == 0


def test_a_mapped_file_is_brought_in_in_the_background_and_reported(screen, uploaded):
    address = uploaded([*MARCH, BAD])

    answer = screen.post(address, MAPPED | {"currency": "CNY"}, follow=True)
    assert 'hx-trigger="every 1s"' in answer.content.decode()
    running.bring_in(run=ImportRun.objects.get().pk)

    page = screen.get(address).content.decode()
    assert outcomes(ImportRun.objects.get()) == (7, 5, 1, 0, 1)
    assert "every 1s" not in page
    assert "Placed at: “someday” is not a date" in page


def test_the_progress_names_what_is_done_and_how_far_it_is(screen, uploaded):
    address = uploaded(MARCH)
    screen.post(address, MAPPED)
    run = ImportRun.objects.get()
    run.report(status="running", phase="merging", done=41_200, total=100_000, counts={"rejected": 37})

    with alone("import orders"):
        part = screen.get(address, headers={"HX-Request": "true", "HX-Target": "run"}).content.decode()

    assert "Writing into the ledger" in part
    assert "41,200 of 100,000 rows · 37 rejected" in part
    assert '<progress max="100" value="41">' in part
    assert "You may leave this page" in part


def test_rejected_rows_come_back_as_a_file_that_can_be_mended_and_read_again(screen, uploaded):
    address = uploaded([*MARCH, BAD])
    screen.post(address, MAPPED)
    running.bring_in(run=ImportRun.objects.get().pk)

    answer = screen.get(f"{address}rejected.csv")

    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == [
        ["row", "reason", *HEADER],
        ["8", "Placed at: “someday” is not a date", *BAD],
    ]


def test_a_mapping_without_a_required_column_is_asked_for_again_with_what_was_chosen(screen, uploaded):
    address = uploaded(MARCH)

    answer = screen.post(address, MAPPED | {"quantity": "", "region": "客户名称", "currency": "yuan"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<option value="客户名称" selected>客户名称</option>' in page
    assert 'value="yuan"' in page
    assert ImportRun.objects.get().status == "uploaded"


def test_the_mapping_is_remembered_for_the_next_file_with_this_header(screen, uploaded):
    screen.post(uploaded(MARCH), MAPPED | {"region": "", "return_prefix": "T"})

    page = screen.get(uploaded(MARCH[:2])).content.decode()

    assert '<option value="地区" selected>' not in page
    assert 'value="T"' in page


def test_the_same_file_again_is_told_to_have_changed_nothing(screen, uploaded):
    for _time in range(2):
        address = uploaded(MARCH)
        screen.post(address, MAPPED)
        running.bring_in(run=ImportRun.objects.latest("pk").pk)

    assert "0 changes: every row that could be read was there already." in screen.get(address).content.decode()


def test_a_run_nobody_works_on_any_more_can_go_on(screen, uploaded):
    address = uploaded(MARCH)
    screen.post(address, MAPPED)
    ImportRun.objects.get().report(status="running", phase="reading")

    page = screen.get(address).content.decode()
    screen.post(f"{address}again/")

    assert "The work was interrupted. Nothing is lost." in page
    assert ImportRun.objects.get().status == "waiting"


def test_a_run_at_work_cannot_be_started_twice(screen, uploaded):
    address = uploaded(MARCH)
    screen.post(address, MAPPED)
    ImportRun.objects.get().report(status="running", phase="reading")

    with alone("import orders"):
        screen.post(f"{address}again/")

    assert ImportRun.objects.get().status == "running"


def test_a_stopped_run_can_go_on(screen, uploaded):
    address = uploaded(MARCH)
    screen.post(address, MAPPED)
    ImportRun.objects.get().report(status="failed")

    answer = screen.post(f"{address}again/", follow=True)
    running.bring_in(run=ImportRun.objects.get().pk)

    assert answer.status_code == 200
    assert outcomes(ImportRun.objects.get()) == (6, 5, 1, 0, 0)


def test_a_file_that_is_no_table_says_so(screen, uploads):
    answer = screen.post("/import/orders/", {"file": SimpleUploadedFile("x.csv", b"%PDF-1.7 and so on")}, follow=True)

    assert "This is neither a CSV, an XLSX nor a Parquet file." in answer.content.decode()


def test_only_those_who_may_load_orders_see_the_wizard(ana, uploaded):
    assert at_the_screen(ana).get("/import/orders/").status_code == 403
    assert at_the_screen(ana).get(uploaded(MARCH)).status_code in (403, 404)


@pytest.mark.parametrize(("encoding", "status"), [("utf-16", 422), ("gb18030", 200), ("\x00", 200), ("zip", 200)])
def test_a_file_that_is_not_in_the_encoding_chosen_says_so(screen, uploaded, encoding, status):
    address = uploaded(MARCH)

    assert screen.get(address, {"encoding": encoding}).status_code == status
