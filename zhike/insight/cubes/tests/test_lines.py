"""Behind a cell of some lines of its records stand just these lines: they add up to it, whoever looks."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict

from zhike.insight.cubes import asking, lines
from zhike.insight.cubes.engine import asker
from zhike.insight.cubes.members import Place
from zhike.insight.cubes.table import table
from zhike.insight.cubes.tests.cast import ask

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


def test_cells_of_whole_records_open_records_and_the_rest_opens_nothing(ada, at):
    found = ask("rows=month&columns=region&measures=net,orders&window=all", by=ada, at=at)
    told = ask("rows=product&columns=-&measures=orders,net&window=all&top=5", by=ada, at=at)

    assert {lines.address(found, key, one) for key in found.cells for one in found.question.measures} == {""}
    orders, net = told.question.measures
    assert {lines.address(told, key, orders) for key in told.cells} == {""}
    assert lines.address(told, (Place.REST,), net) == lines.address(told, (Place.ALL,), net) == ""
    assert "/insight/cube/lines/?" in lines.address(told, ("G1",), net)


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
