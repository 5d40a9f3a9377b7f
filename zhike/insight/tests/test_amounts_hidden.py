"""Whoever's role hides what customers bought for learns it from no page of insight, no file and no program.

Every amount of the tea house is a multiple of 7,919, and every one that is told stands behind the sign of its currency.
"""

import re
from decimal import Decimal
from html import unescape
from io import BytesIO

import pyarrow as pa
import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cast import a_role
from zhike.insight.computing import kept
from zhike.insight.models import Run
from zhike.insight.pictures import PICTURES
from zhike.insight.pictures.picture import Unit
from zhike.insight.pictures.seen import Seen
from zhike.insight.tests import pictures_cast
from zhike.insight.tests.pictures_cast import JULY, QUICK, SLOW, keep

pytestmark = pytest.mark.django_db
EACH = 7919
UP = {"effect": 1.0}
SENTENCE = "your role hides those of: orders. An administrator can show them."
TELL_NONE = ("baskets", "cohorts", "survival", "recommend", "paretonbd", "response")
LEAVE_OUT = ("churn", "churn_risk", "contact_curve", "loyalty", "look_alikes")
OPEN = (*TELL_NONE, *LEAVE_OUT, "ageing")  # receivables are amounts of their own


@pytest.fixture
def dear(monkeypatch):
    """The tea house at other prices."""
    rows = [(*row[:3], *(EACH * amount for amount in row[3:6]), row[6]) for row in pictures_cast.ORDERS]
    monkeypatch.setattr(pictures_cast, "ORDERS", rows)


@pytest.mark.parametrize("name", [name for name in (*QUICK, *SLOW) if name != "ageing"])
def test_no_picture_tells_an_amount_that_is_hidden(client, admin, firm, dear, name):
    run = keep(name, firm)
    keep_sales(firm)
    amounts = amounts_of(name, run, admin)
    group = first_group(client, admin, name)
    whole = answers(client, admin, name, group)

    hide(admin)
    told = answers(client, admin, name, group)

    assert ("¥" in words_of(whole["page"])) == (name not in TELL_NONE)
    assert {answer.status_code for answer in whole.values()} == {200}
    assert {answer.status_code for answer in told.values()} == ({200} if name in OPEN else {403})
    assert [place for place, answer in told.items() if tells(answer, amounts)] == []
    if name not in OPEN:
        assert all(SENTENCE in words_of(answer) for answer in told.values())


@pytest.mark.parametrize("name", ["churn_risk", "response", "look_alikes"])
def test_a_reason_tells_no_amount_that_is_hidden(client, admin, firm, name):
    run = keep(name, firm)
    tables = kept.tables(run)
    every = [row | {"field": "mean_purchase", "value": "63352.0", "usual": "55433.0"} | UP for row in rows(tables)]
    kept.keep(run, tables | {"reasons": pa.Table.from_pylist(every, tables["reasons"].schema)})
    whole = answers(client, admin, name)

    hide(admin)
    told = answers(client, admin, name)

    assert all(tells(answer, {63352}) for answer in whole.values())
    assert [place for place, answer in told.items() if tells(answer, {63352, 55433})] == []


@pytest.mark.parametrize("noun", ["instalments", "receipts", "invoices"])
def test_receivables_by_age_are_hidden_with_the_papers_they_are_added_up_from(client, admin, firm, noun):
    keep("ageing", firm)

    hide(admin, noun, {"instalments": "amount", "receipts": "amount", "invoices": "gross"}[noun])

    for answer in answers(client, admin, "ageing").values():
        assert (answer.status_code, "¥" in words_of(answer)) == (403, False)
        assert f"your role hides those of: {noun}" in words_of(answer)


def test_the_index_leads_to_no_picture_that_is_shut(client, admin):
    hide(admin)
    client.force_login(admin)

    page = client.get(reverse("insight:pictures")).content.decode()

    led_to = {name for name in PICTURES if f'href="{reverse("insight:picture", args=[name])}"' in page}
    assert led_to == set(OPEN)
    assert page.count("Told in amounts, which your role hides.") == len(PICTURES) - len(OPEN)


def test_the_sentence_is_said_in_chinese(client, admin, firm):
    keep("clv", firm)
    admin.language = "zh-hans"
    hide(admin)

    page = words_of(answers(client, admin, "clv")["page"])

    assert "你的角色看不到" in page


def test_who_may_read_no_order_at_all_opens_no_picture_of_amounts(client, admin, firm):
    keep("clv", firm)
    a_role(admin, rights={"orders": {"read": "none"}})

    assert {answer.status_code for answer in answers(client, admin, "clv").values()} == {403}


def rows(tables):
    return tables["reasons"].to_pylist()


def keep_sales(customers):
    """The net sales in 12 months that stand beside risks."""
    run = Run.objects.create(measure="figures", as_of=JULY, status=Run.Status.DONE)
    told = [{"customer_id": one.pk, "net_sales_12m": Decimal(EACH * one.pk)} for one in customers]
    kept.keep(run, {"customers": pa.Table.from_pylist(told)})


def hide(person, noun="orders", field="total"):
    a_role(person, fields={noun: {field: "hidden"}})


def answers(client, person, name, group=""):
    """The page, its workbook, and the customers of a group."""
    client.force_login(person)
    place = reverse("insight:picture", args=[name])
    found = {"page": client.get(place), "file": client.get(f"{place}xlsx/")}
    return found | ({"customers": client.get(f"{place}customers/{group}")} if group else {})


def first_group(client, person, name):
    """The first group that a page leads to; nothing where it has none."""
    client.force_login(person)
    page = client.get(reverse("insight:picture", args=[name])).content.decode()
    found = re.search(r"customers/(\?group=[^\"&]+)", page)
    assert bool(found) == bool(PICTURES[name].groups)
    return found[1] if found else ""


def amounts_of(name, run, by):
    """Every amount in the tables of a picture."""
    figures = [one for card in PICTURES[name].build(Seen(run, by=by)) for one in card.figures]
    cells = [
        row[column.name]
        for one in figures
        for row in one.rows
        for column in one.columns
        if column.unit_in(row) in (Unit.MONEY, Unit.AMOUNT)
    ]
    return {round(float(cell)) for cell in cells if cell is not None and abs(cell) >= 1000}


def tells(answer, amounts=frozenset()):
    """Whether an answer holds the sign of the currency, one of these amounts, or one of the tea house."""
    told = numbers_in(answer)
    words = words_of(answer).replace("¥ for money", "")  # how a formula is typed
    return "¥" in words or bool(told & amounts or of_sales(told))


def of_sales(numbers):
    """Which of some numbers could be sums of what was bought."""
    return {one for one in numbers if one >= EACH and one % EACH == 0}


def words_of(answer):
    if answer["Content-Type"].startswith(("text/html", "application/json")):
        return unescape(answer.content.decode())
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    return "\n".join(str(book.get_sheet_by_index(at).to_python()) for at in range(len(book.sheet_names)))


def numbers_in(answer):
    """Every number of an answer, rounded."""
    found = re.findall(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w-])", words_of(answer))
    return {round(float(number.replace(",", ""))) for number in found}
