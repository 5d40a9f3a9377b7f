"""Behind a cell of some lines of its records stand just these lines: they add up to it, whoever looks."""

import csv
import re
from html import unescape
from io import BytesIO, StringIO
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from python_calamine import CalamineWorkbook

from tests.cast import a_role
from zhike.insight.cubes import asking, lines, lines_file
from zhike.insight.cubes.engine import asker
from zhike.insight.cubes.members import Place
from zhike.insight.cubes.table import table
from zhike.insight.cubes.tests.cast import ask
from zhike.kit.audit.models import Trace

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "rows=category,product&columns=month&measures=net,units&window=all",
    "rows=product&columns=tier&measures=net&window=all&region=华东&region=华南",
    "rows=month&columns=region&measures=net,units&window=all&category=红茶",
    "rows=category&columns=product&measures=units&window=2026-10-06..2026-10-31",
)


def behind(address, *, by, at, number=""):
    question = asking.read(QueryDict(urlsplit(address).query), by=by, end=at.end)
    with asker(at) as engine:
        return lines.behind(question, engine, number=number)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", ["ada", "ana", "bo"])
def test_the_lines_behind_every_cell_add_up_to_it(request, at, address, name):
    by = request.getfixturevalue(name)
    found = ask(address, by=by, at=at)
    opened = 0

    for key in found.cells:
        for measure, figure in zip(found.question.measures, ("amount", "quantity"), strict=False):
            if link := lines.address(found, key, measure):
                seen = behind(link, by=by, at=at)
                named = [str(one.name) for one in found.question.cube.figures_of(by)]
                wanted = figure if measure.name == "net" else "quantity"
                parts = [row[3][len(row[3]) - len(named) + named.index(wanted)][1] for row in seen.rows]
                assert sum(map(plain, parts)) == (found.value(measure, key) or 0), (key, link)
                assert plain(seen.sums[named.index(wanted)][1] if seen.rows else "0") == (
                    found.value(measure, key) or 0
                )
                opened += 1
    assert opened >= 4


def plain(words):
    return float(re.sub(r"[^\d.−-]", "", words).replace("−", "-") or 0)


def test_cells_of_whole_records_open_records(ada, at):
    found = ask("rows=month&columns=region&measures=net,orders&window=all", by=ada, at=at)
    told = ask("rows=product&columns=-&measures=orders,net&window=all&top=5", by=ada, at=at)

    assert {lines.address(found, key, one) for key in found.cells for one in found.question.measures} == {""}
    orders, net = told.question.measures
    assert {lines.address(told, key, orders) for key in told.cells} == {""}
    assert lines.address(told, (Place.ALL,), net) == ""
    assert "/insight/cube/lines/?" in lines.address(told, ("G1",), net)


@pytest.mark.parametrize("rows", ["product", "category", "category,product", "product&columns=month"])
@pytest.mark.parametrize("name", ["ada", "ana", "bo"])
def test_the_rest_opens_the_lines_that_are_none_of_the_largest(request, at, rows, name, monkeypatch):
    monkeypatch.setattr(asking, "TOPS", (1,))
    by = request.getfixturevalue(name)
    found = ask(f"rows={rows}&measures=net,units,orders,average_order&window=all&top=1", by=by, at=at)
    rest = [key for key in found.cells if Place.REST in key]
    net, units, *others = found.question.measures

    for key in rest:
        for measure, place in ((net, "amount"), (units, "quantity")):
            sums = sums_of(lines.address(found, key, measure), by=by, at=at)
            assert (sums[place] or 0) == (found.value(measure, key) or 0)
        for measure in others:
            seen = behind(lines.address(found, key, measure), by=by, at=at)
            assert {kind for *_row, cells in seen.rows for head, kind, _n in cells if head == "Document"} <= {"Sale"}
            if measure.name == "orders":
                assert len({record for record, *_row in seen.rows}) == found.value(measure, key)
    assert rest


def test_what_is_left_out_is_said_and_can_be_taken_back(client, ada, at):
    client.force_login(ada)

    page = unescape(client.get("/insight/cube/?rows=region&columns=-&but.product=G1&window=all").content.decode())
    again = re.search(r'href="(\?[^"]+)" aria-label="Without the condition on Product', page)[1]

    assert "Product: <b>all but 龙井</b>" in page
    assert ">¥380<" in page
    assert ">¥1,080<" in unescape(client.get(f"/insight/cube/{again}").content.decode())
    assert client.get("/insight/cube/?but.colour=red").status_code == 422


def sums_of(address, *, by, at):
    question = asking.read(QueryDict(urlsplit(address).query), by=by, end=at.end)
    with asker(at) as engine:
        return engine.sums(question)


def test_the_page_shows_each_line_with_its_order_and_the_sum(client, ada, at):
    client.force_login(ada)
    found = ask("rows=product&columns=-&measures=net&window=all", by=ada, at=at)
    links = {line.words: line.cells[0].link for line in table(found).lines}

    answer = client.get(links["龙井"])

    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert page.count("<tr data-href=") == 4
    assert ">¥700.00<" in page.partition("<tfoot>")[2]
    assert "/orders/?filter=" in page


def test_who_sees_no_amounts_sees_no_amounts_of_lines(client, ada, at):
    ada.grants = {"rights": {}, "fields": {"orders": {"total": "hidden"}}}
    ada.save()
    client.force_login(ada)

    page = unescape(
        client.get("/insight/cube/lines/?rows=-&columns=-&measures=units&product=G1&window=all").content.decode()
    )

    assert "龙井" in page
    assert "¥" not in page


ASKED = "rows=-&columns=-&measures=net&product=G1&window=all"
KINDS = ("csv", "xlsx")


def taken(client, kind, asked=ASKED):
    """The heads and rows of a file, the sums last."""
    answer = client.get(f"/insight/cube/lines/{kind}/?{asked}")
    assert answer.status_code == 200
    if kind == "csv":
        assert answer["Content-Type"].startswith("text/csv")
        return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()[4:]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["ada", "ana", "bo"])
def test_a_file_holds_the_lines_and_sums_of_the_page(request, client, at, kind, name):
    by = request.getfixturevalue(name)
    client.force_login(by)
    page = behind(f"?{ASKED}", by=by, at=at)

    heads, *rows, added = taken(client, kind)

    assert heads == ["Order", "Day", *(head for head, _right in page.heads)]
    assert [[str(row[0]), str(row[1])] for row in rows] == [[title, day] for _pk, title, day, _cells in page.rows]
    assert [row[2:-2] for row in rows] == [[words for _head, words, _right in cells[:-2]] for *_of, cells in page.rows]
    figures = [[plain(words) for _head, words, _right in cells[-2:]] for *_of, cells in page.rows]
    assert [[float(cell) for cell in row[-2:]] for row in rows] == figures
    assert added[0] == "Total"
    assert [float(cell) for cell in added[-2:]] == [sum(column) for column in zip(*figures, strict=True)]


def test_the_page_leads_to_its_files_and_the_trace_knows_what_left(client, ada, at):
    client.force_login(ada)

    page = unescape(client.get(f"/insight/cube/lines/?{ASKED}").content.decode())
    link = re.search(r'href="(/insight/cube/lines/csv/\?[^"]+)"', page)[1]
    rows = list(csv.reader(StringIO(client.get(link).content.decode("utf-8-sig"))))

    entry = Trace.objects.filter(verb="export").latest("id")
    assert (entry.actor, entry.changes["file"], entry.changes["rows"]) == (
        ada,
        [None, "csv"],
        [None, str(len(rows) - 2)],
    )
    assert client.get(f"/insight/cube/lines/pdf/?{ASKED}").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_no_file_holds_amounts_that_are_hidden(client, ada, at, kind):
    client.force_login(ada)
    whole = taken(client, kind)
    a_role(ada, fields={"orders": {"total": "hidden"}})

    told = taken(client, kind, ASKED.replace("net", "units"))

    assert told[0] == whole[0][:-1]
    assert told[-1][-1] == whole[-1][-2]


@pytest.mark.parametrize("kind", KINDS)
def test_more_lines_than_a_file_or_an_hour_may_hold_are_refused_with_a_sentence(client, ada, at, kind, monkeypatch):
    client.force_login(ada)
    monkeypatch.setattr(lines_file, "MOST", 3)
    many = client.get(f"/insight/cube/lines/{kind}/?{ASKED}")
    monkeypatch.undo()
    a_role(ada, row_budget=6)
    first, second = [client.get(f"/insight/cube/lines/{kind}/?{ASKED}") for _time in range(2)]

    assert (many.status_code, "These are 4 lines, and a file holds 3." in unescape(many.content.decode())) == (
        403,
        True,
    )
    assert (first.status_code, second.status_code) == (200, 403)
    assert "Your role lets you export 6 rows an hour; 2 are left" in unescape(second.content.decode())


def test_a_drawing_that_was_taken_away_leaves_the_budget_as_it_is(client, ada, at):
    client.force_login(ada)
    client.get("/insight/cube/xlsx/?rows=product&columns=-&measures=net&window=all")
    a_role(ada, row_budget=6)

    assert client.get(f"/insight/cube/lines/csv/?{ASKED}").status_code == 200
