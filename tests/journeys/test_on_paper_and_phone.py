"""What is wide on a screen fits where there is less room: a dashboard on A4, versions of a quote on a phone."""

import pytest

from tests.cast import a_product, a_sent_quote
from tests.journeys.reading import overflow
from zhike.insight.cubes import keeping
from zhike.insight.cubes.tests.cast import a_market, built
from zhike.sales.actions import new_version

pytestmark = pytest.mark.journey
A4 = {"width": 794, "height": 1123}  # points of CSS, 96 to the inch
TOO_WIDE = "els => els.filter(el => el.getBoundingClientRect().right > innerWidth).length"


def test_a_dashboard_with_wide_tables_fits_a_sheet(enter, chen, zhou, settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    a_market(chen, zhou)
    built()
    board = keeping.make(by=chen, name="一页", audience="private", team=None)
    for columns in ("month", "region"):
        state = f"rows=customer&columns={columns}&measures=net,orders&window=all"
        cube = keeping.keep(state, by=chen, name=columns, audience="private", team=None)
        keeping.put(board.pk, by=chen, cube=cube.pk)
    page = enter(f"/insight/dashboards/{board.pk}/", by=chen)
    page.locator("table.cube").nth(1).wait_for()

    page.emulate_media(media="print")
    page.set_viewport_size(A4)

    assert page.locator("table.cube").count() == 2
    assert page.locator("table.cube, table.cube td").evaluate_all(TOO_WIDE) == 0
    assert overflow(page) == 0


def test_versions_of_a_quote_are_read_on_a_phone(enter, zhou):
    quote = a_sent_quote(owner=zhou, product=a_product(name="明前西湖龙井礼盒装二百五十克"))
    new_version(quote, by=zhou)
    page = enter(f"/quotes/{quote.pk}/versions/", by=zhou)

    page.set_viewport_size({"width": 390, "height": 844})

    assert overflow(page) == 0
    assert page.locator(".wide").evaluate("el => el.scrollWidth - el.clientWidth") == 0
    cells = page.locator("table.versions tbody td.n")
    assert cells.count() == 2
    labels = [cells.nth(nth).evaluate("el => getComputedStyle(el, '::before').content") for nth in (0, 1)]
    assert labels == ['"第 1 版"', '"第 2 版"']
