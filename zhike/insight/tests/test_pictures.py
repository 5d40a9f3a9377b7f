"""Every picture for every person: what it shows is what the run has found, over the customers in sight."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pyarrow as pa
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cast import a_person, a_product
from zhike.insight import jobs
from zhike.insight.computing import kept
from zhike.insight.models import Run
from zhike.insight.pictures import PICTURES
from zhike.insight.pictures.seen import Seen
from zhike.insight.tests.pictures_cast import JULY, QUICK, SLOW, keep

pytestmark = pytest.mark.django_db
OWN = ("abc", "clv", "lifetime", "paretonbd", "equity", "matrix", "clusters", "ageing", "churn_risk", "recommend")
OWN += ("response", "look_alikes")
OF_THE_FIRM = tuple(name for name in PICTURES if name not in OWN)


def page_of(client, person, name, tail="", **query):
    client.force_login(person)
    return client.get(reverse("insight:picture", args=[name]) + tail, query)


def text_of(answer):
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", [*QUICK, *SLOW])
def test_every_picture_is_drawn_with_its_tables_and_its_certificate(client, admin, firm, name, language):
    admin.language = language
    admin.save()
    run = keep(name, firm)

    page = text_of(page_of(client, admin, name))

    assert "2025-07-01" in page
    assert str(run.pk) in page
    assert ("How to read it" if language == "en" else "怎么看") in page
    assert "<table" in page


@pytest.mark.parametrize("name", [*QUICK, *SLOW])
def test_every_number_of_the_workbook_is_that_of_the_page(client, admin, firm, name):
    run = keep(name, firm)
    cards = PICTURES[name].build(Seen(run, by=admin))

    answer = page_of(client, admin, name, "xlsx/")

    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    tables = [figures for card in cards for figures in card.figures]
    assert len(book.sheet_names) == len(tables) + 1
    for place, figures in enumerate(tables, start=1):
        heads, *told = book.get_sheet_by_index(place).to_python(skip_empty_area=False)
        assert heads == [str(column.label) for column in figures.columns]
        for cells, row in zip(told, figures.rows, strict=True):
            for cell, column in zip(cells, figures.columns, strict=True):
                assert alike(cell, row[column.name]), (figures.title, column.name)


def test_money_in_a_workbook_carries_its_sign(client, admin, firm):
    keep("equity", firm)

    answer = page_of(client, admin, "equity", "xlsx/")

    with ZipFile(BytesIO(answer.content)) as book:
        assert "&quot;¥&quot;#,##0.00" in book.read("xl/styles.xml").decode()


def test_rules_are_a_click_away_for_who_may_draft(client, ana, mei, firm):
    keep("lifetime", firm)
    rules = reverse("insight:rules", args=["lifetime"])

    assert rules in page_of(client, mei, "lifetime").content.decode()
    assert rules not in page_of(client, ana, "lifetime").content.decode()


def alike(cell, value):
    """A cell holds what it was made of; nothing is an empty cell."""
    if value is None:
        return cell == ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return cell == pytest.approx(float(value))
    return cell == value


def test_the_bridge_is_that_of_the_run(client, admin, firm):
    keep("equity", firm)

    page = text_of(page_of(client, admin, "equity"))

    assert "From ¥2,854 to ¥3,775: ¥946 won or raised, ¥25 lost or shrunk." in page
    assert "+¥833" in page
    assert f"{reverse('insight:picture-customers', args=['equity'])}?group=grown" in page


def test_who_sees_some_customers_sees_their_bridge_alone(client, ana, firm):
    keep("equity", firm)

    page = text_of(page_of(client, ana, "equity"))

    assert "over the customers you may see" in page
    assert "¥3,063" in page  # without the two customers of Bo
    assert "¥3,775" not in page


def test_the_cells_of_the_matrix_open_their_customers(client, admin, firm):
    keep("matrix", firm)

    page = text_of(page_of(client, admin, "matrix"))
    behind = text_of(page_of(client, admin, "matrix", "customers/", group="keep"))

    assert "Simplify · 2" in page
    assert f"{reverse('insight:picture-customers', args=['matrix'])}?group=keep" in page
    assert "清泉茶庄" in behind
    assert "竹里茶行" not in behind


@pytest.mark.parametrize(("name", "group"), [("matrix", "defend"), ("equity", "steady")])
def test_a_customer_of_somebody_else_is_in_no_list(client, ana, firm, name, group):
    keep(name, firm)

    behind = text_of(page_of(client, ana, name, "customers/", group=group))

    assert "竹里茶行" not in behind


def test_a_workbook_names_no_customer_out_of_sight(client, ana, firm):
    keep("lifetime", firm)

    answer = page_of(client, ana, "lifetime", "xlsx/")

    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    pages = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    words = {cell for page in pages for row in page for cell in row}
    assert "清泉茶庄" in words
    assert not words & {"竹里茶行", "云归"}
    assert len(book.sheet_names) == 3  # about, bands, the most valuable: no back-test of the firm


@pytest.mark.parametrize("name", OF_THE_FIRM)
def test_the_firm_as_a_whole_is_for_those_who_answer_for_it(client, ana, mei, firm, name):
    keep(name, firm)

    assert "These figures are about the whole firm" in text_of(page_of(client, ana, name))
    assert page_of(client, ana, name, "xlsx/").status_code == 403
    assert "How to read it" in text_of(page_of(client, mei, name))
    assert page_of(client, mei, name, "xlsx/").status_code == 200


@pytest.mark.parametrize("name", OWN)
def test_who_serves_nobody_yet_is_told_so(client, firm, name):
    keep(name, firm)
    told = "No customer you may see owes anything" if name == "ageing" else "No customer of yours is judged yet"

    assert told in text_of(page_of(client, a_person("Cui"), name))


@pytest.mark.parametrize("name", PICTURES)
def test_before_the_first_run_a_picture_tells_what_is_missing(client, mei, name):
    page = text_of(page_of(client, mei, name))

    assert "It needs orders." in page
    assert str(PICTURES[name].tells) in page
    assert page_of(client, mei, name, "xlsx/").status_code == 404


def test_while_it_is_computed_a_picture_says_so_and_asks_for_no_orders(client, mei):
    jobs.request(JULY, by=mei)

    page = text_of(page_of(client, mei, "lifetime"))

    assert "It is being computed, and appears here by itself." in page
    assert "It needs orders." not in page


REFUSED = [{"code": "refused", "sentence": "Give at least one as-of date.", "values": {}}]


def test_a_run_that_was_refused_says_why_and_does_not_ask_for_orders_that_are_there(client, mei):
    Run.objects.create(measure="lifetime", as_of=JULY, status="failed", warnings=REFUSED)

    page = text_of(page_of(client, mei, "lifetime"))

    assert "Not computed as of 2025-07-01" in page
    assert "Give at least one as-of date." in page
    assert "It needs orders." not in page


def test_older_figures_say_that_the_newest_run_was_refused(client, admin, firm):
    keep("matrix", firm)
    assert "Not computed" not in text_of(page_of(client, admin, "matrix"))

    Run.objects.create(measure="matrix", as_of=date(2025, 8, 1), status="failed", warnings=REFUSED)

    page = text_of(page_of(client, admin, "matrix"))
    assert "Not computed as of 2025-08-01" in page
    assert "What follows is of the computation before, as of 2025-07-01." in page
    assert "Simplify · 2" in page


def test_a_picture_with_nothing_to_draw_still_says_what_its_run_had_to_say(client, admin):
    thin = [{"code": "short", "sentence": "The history is short.", "values": {}}]
    run = Run.objects.create(measure="forecast", as_of=JULY, status="done", warnings=thin)
    kept.keep(run, {"forecast": pa.table({"period": pa.array([], pa.date32())})})

    page = text_of(page_of(client, admin, "forecast"))

    assert "There is nothing to draw yet" in page
    assert "The history is short." in page
    assert f"Run {run.pk}: everything before 2025-07-01" in page


def test_what_a_short_history_leaves_open_is_not_asked_of_customers(admin, firm):
    run = keep("loyalty", firm)
    rows = kept.table(run, "kpis").to_pylist()
    early = [row | {"value": None} if row["kpi"] == "retention" else row for row in rows]
    kept.keep(run, {"kpis": pa.Table.from_pylist(early)})

    [card] = PICTURES["loyalty"].build(Seen(run, by=admin))

    asked, short = card.sentences
    assert "Share of wallet" in asked
    assert "Retention" not in asked
    assert "Retention" in short


def test_products_are_called_by_their_names(client, admin, firm):
    a_product(code="puer", name="陈年普洱")
    keep("baskets", firm)

    assert "陈年普洱" in text_of(page_of(client, admin, "baskets"))


@pytest.mark.parametrize("group", ["", "nothing"])
def test_a_group_that_is_none_lists_nobody(client, admin, firm, group):
    keep("matrix", firm)

    answer = page_of(client, admin, "matrix", "customers/", group=group)

    assert answer.status_code == (200 if group else 404)
    assert "清泉茶庄" not in answer.content.decode()


def test_there_is_no_other_picture(client, admin):
    assert page_of(client, admin, "nothing").status_code == 404


def test_bands_of_value_open_who_is_in_them(client, admin, firm):
    run = keep("lifetime", firm)
    worth = {row["customer_id"]: row["clv"] for row in kept.tables(run)["customers"].to_pylist()}
    above = {customer.name for customer in firm if (worth[customer.pk] or 0) >= 10_000}

    behind = text_of(page_of(client, admin, "lifetime", "customers/", group="10000"))

    assert {customer.name for customer in firm if customer.name in behind} == above
    assert page_of(client, admin, "lifetime", "customers/", group="123").status_code == 404


def test_the_bands_are_shown_beside_what_came_true_of_them(client, admin, firm):
    run = keep("lifetime", firm)
    Run.objects.filter(pk=run.pk).update(parameters={"holdout": {"held_50": 0.62, "held_90": 0.94}})

    page = text_of(page_of(client, admin, "lifetime"))

    assert "62% of customers came out within their 50 % band, 94% within their 90 % band." in page
    assert "90 % band · came true · 94%" in page


def test_no_library_that_is_slow_to_load_comes_with_the_pictures():
    heavy = "('scipy.optimize', 'sklearn', 'statsforecast', 'pandas')"
    asked = f"import sys, zhike.insight.pages.pictures; print([name for name in {heavy} if name in sys.modules])"
    script = f"import django; django.setup(); {asked}"
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
