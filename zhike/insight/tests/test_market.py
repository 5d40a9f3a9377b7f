"""What is known of the market is kept by quarter, with who said it, and fills the two bases of churn that need it."""

from datetime import date

import pytest

from tests.cast import a_customer, an_order
from zhike.insight.actions import know_market
from zhike.insight.books import newest
from zhike.insight.computing import compute, deepen, kept
from zhike.insight.market import of_periods, quarters, within
from zhike.insight.models import RuleBook, Run
from zhike.kit.audit.models import Trace
from zhike.kit.refusal import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
PAGE = "/insight/pictures/churn/market/"
YEAR = {f"market_{year}-Q{number}": 9000.0 for year in (2025, 2026) for number in (1, 2, 3, 4)}


@pytest.fixture(autouse=True)
def warehouse_folder(settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"


def test_a_period_takes_the_days_of_each_quarter_it_lies_in():
    known = {"market_2026-Q1": 90.0, "market_2026-Q2": 182.0, "largest_rival_2026-Q1": 9.0}

    assert within(known, "market", date(2026, 3, 1), date(2026, 4, 11)) == 31 + 20
    assert within(known, "largest_rival", date(2026, 3, 1), date(2026, 4, 11)) is None
    assert of_periods(known, [date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1)]) == [
        {"period_start": "2026-01-01", "market": 90.0, "largest_rival": 9.0}
    ]
    assert quarters(date(2026, 2, 9), 3) == [date(2026, 1, 1), date(2025, 10, 1), date(2025, 7, 1)]


def test_figures_are_kept_as_versions_and_traced(mei, ana):
    book = know_market(YEAR, by=mei, version=1)

    assert (book.label, book.settings, book.made_by) == ("v2", YEAR, mei)
    assert Trace.objects.filter(verb="insight.publish").latest("id").changes["market_2026-Q1"] == [None, "9000.0"]
    for by, told, version, refused in ((mei, YEAR, 2, Refusal), (mei, {}, 1, Refusal), (ana, {}, 2, NotAllowed)):
        with pytest.raises(refused):
            know_market(told, by=by, version=version)
    assert newest("market").version == 2


def test_churn_is_computed_with_them_and_says_what_is_still_unknown(mei, ada):
    for month in (7, 10):
        an_order(customer=a_customer(), placed_on=date(2025, month, 10))
    an_order(customer=a_customer(), placed_on=date(2026, 2, 10))
    compute(date(2026, 4, 1), by=ada)
    know_market(YEAR | {"largest_rival_2026-Q1": 380.0}, by=mei, version=1)

    run = next(one for one in deepen(by=ada) if one.measure == "churn")

    assert run.status == Run.Status.DONE
    rows = kept.table(run, "churn").to_pylist()
    assert {row["market"] for row in rows} == {9000.0}
    assert (rows[-1]["market_share"], rows[-1]["relative_share"]) == (760 / 9000, 2.0)
    assert [one["values"]["periods"] for one in run.warnings if one["code"] == "market_unknown"] == [len(rows) - 1]


def test_the_form_keeps_what_is_typed_and_refuses_a_rival_larger_than_everybody(client, mei):
    client.force_login(mei)
    form = client.get(PAGE).context["form"]
    market, rival = [name for name in form.fields if name != "version"][:2]

    refused = client.post(PAGE, {"version": "1", market: "100", rival: "101"})
    assert (refused.status_code, newest("market").version) == (422, 1)
    assert "The largest rival cannot have sold more than everybody." in refused.content.decode()

    assert client.post(PAGE, {"version": "1", market: "100.5", rival: "40"}).status_code == 302
    assert newest("market").settings == {market: 100.5, rival: 40.0}
    assert 'value="100.5"' in client.get(PAGE).content.decode()


def test_the_form_is_for_managers_and_keeps_quarters_it_does_not_show(client, ana, mei):
    know_market({"market_2011-Q1": 5.0}, by=mei, version=1)
    client.force_login(ana)
    assert client.get(PAGE).status_code == 403

    client.force_login(mei)
    form = client.get(PAGE).context["form"]
    client.post(PAGE, {"version": "2", list(form.fields)[1]: "7"})
    assert newest("market").settings == {"market_2011-Q1": 5.0, list(form.fields)[1]: 7.0}
    assert RuleBook.objects.filter(measure="market").count() == 3
