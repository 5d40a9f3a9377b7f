"""Beside everything the largest regions, channels and categories are forecast, and the page lets one be chosen."""

from datetime import date
from html import unescape

import pytest

from tests.cast import a_customer, a_product
from zhike.insight import warehouse
from zhike.insight.apart import measures
from zhike.insight.computing import kept
from zhike.insight.cubes.tests.cast import sell
from zhike.insight.measures.analyses import SalesForecast
from zhike.insight.measures.engines import open_facts
from zhike.insight.models import Run

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


@pytest.fixture
def folder(ana):
    """Three years of a large shop in the east and a small one in the south, of tea and of cups."""
    tea, cup = a_product(code="T", category="绿茶"), a_product(code="C", category="茶具")
    east = a_customer("东", owner=ana, region="华东", kind="enterprise")
    south = a_customer("南", owner=ana, region="华南", kind="channel")
    for number in range(36):
        day = date(2023 + (number + 6) // 12, (number + 6) % 12 + 1, 5)
        sell(east, day, (tea, 10, 100))
        sell(south, day, (tea, 1, 100), (cup, 2, 50))
    return warehouse.load().folder


def test_the_parts_of_a_kind_add_up_to_everything(folder):
    with open_facts(folder) as facts:
        found = SalesForecast(methods=("seasonal_naive",), origins=1, horizon=2).of_parts(facts, as_of=AS_OF, most=12)
        fewer = SalesForecast(methods=("seasonal_naive",), origins=1, horizon=2).of_parts(facts, as_of=AS_OF, most=1)

    first = {row["series"]: round(row["forecast"]) for row in found.table.to_pylist() if row["step"] == 1}
    assert first == {
        "region:华东": 1000, "region:华南": 200, "channel:enterprise": 1000, "channel:channel": 200,
        "category:绿茶": 1100, "category:茶具": 100,
    }  # fmt: skip
    assert {row["series"] for row in fewer.table.to_pylist()} == {"region:华东", "channel:enterprise", "category:绿茶"}


def test_the_page_offers_each_part_and_shows_the_one_that_is_chosen(folder, client, mei, monkeypatch):
    monkeypatch.setattr(
        measures, "SalesForecast", lambda **told: SalesForecast(methods=("seasonal_naive",), horizon=2, origins=1)
    )
    with open_facts(folder) as facts:
        found = measures.SLOW["forecast"](facts, AS_OF)
    kept.keep(Run.objects.create(measure="forecast", as_of=AS_OF, status=Run.Status.DONE), found.tables)
    client.force_login(mei)

    def page(of=""):
        return unescape(client.get("/insight/pictures/forecast/", {"of": of} if of else {}).content.decode())

    assert "?of=region%3A%E5%8D%8E%E5%8D%97" in page()
    assert "¥2,400 expected" in page()
    assert "¥400 expected" in page("region:华南")
    assert "¥2,400 expected" in page("region:nowhere")
