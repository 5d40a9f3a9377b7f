"""What the cells of a cube say, and that a total is never a sum of what cannot be added."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from urllib.parse import quote

import pytest

from tests.cast import an_added_field
from zhike.custom.actions import archive_field
from zhike.customers.models import Customer
from zhike.insight.cubes import engine
from zhike.insight.cubes.declaring import SUM, Measure, Part, declared
from zhike.insight.cubes.tests.cast import ALL, REST, ask, built, numbers
from zhike.insight.cubes.wording import beside, beside_head
from zhike.kit.refusal import Refusal

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def test_every_cell_and_every_total_is_there_and_all_is_not_the_same_as_none(ada, at):
    found = numbers(ask("rows=region&columns=tier&measures=net&window=all", by=ada, at=at))

    assert found == {
        ("华东", "gold"): 250, ("华东", ALL): 250,
        ("华南", "lead"): 700, ("华南", ALL): 700,
        (None, None): 130, (None, ALL): 130,
        (ALL, "gold"): 250, (ALL, "lead"): 700, (ALL, None): 130,
        (ALL, ALL): 1080,
    }  # fmt: skip


def test_months_are_local_and_the_window_counts_whole_days(ada, at):
    found = numbers(ask("rows=month&columns=-&measures=net&window=2026-10-05..2026-10-31", by=ada, at=at))

    assert found == {(OCTOBER,): 760, (ALL,): 760}


def test_distinct_customers_count_once_in_each_cell_and_once_in_each_total(ada, at):
    found = numbers(ask("rows=month&columns=-&measures=customers&window=12m", by=ada, at=at))

    assert found == {(SEPTEMBER,): 1, (OCTOBER,): 3, (NOVEMBER,): 0, (ALL,): 3}


@pytest.mark.parametrize(("marks", "ways"), [(2**29, {"bits": 1}), (7, {"bits": 3}), (1, {"DISTINCT": 1})])
def test_distinct_customers_are_marked_as_many_at_a_time_as_there_is_room_for(ada, at, monkeypatch, marks, ways):
    """All at once, in several readings, or one by one where no cell has room for a mark."""
    monkeypatch.setattr(engine, "MARKS", marks)
    asked = watched(monkeypatch)

    found = numbers(ask("rows=month&columns=region&measures=customers&window=12m", by=ada, at=at))

    assert found == {
        (SEPTEMBER, "华东"): 1, (SEPTEMBER, ALL): 1,
        (OCTOBER, "华东"): 1, (OCTOBER, "华南"): 1, (OCTOBER, None): 1, (OCTOBER, ALL): 3,
        (NOVEMBER, None): 0, (NOVEMBER, ALL): 0,
        (ALL, "华东"): 1, (ALL, "华南"): 1, (ALL, None): 1, (ALL, ALL): 3,
    }  # fmt: skip
    assert {"bits": asked("bitstring_agg"), "DISTINCT": asked("count(DISTINCT")} == {"bits": 0, "DISTINCT": 0, **ways}


def test_the_products_with_most_customers_are_found_by_marks_and_the_first_of_equals_stands_alone(ada, at, monkeypatch):
    monkeypatch.setattr("zhike.insight.cubes.asking.TOPS", (1, 5))
    asked = watched(monkeypatch)

    found = ask("rows=product&columns=month&measures=customers&top=1", by=ada, at=at)

    assert [line.words for line in found.lines] == ["祁红", "All others", "Total"]
    assert [found.value(found.question.main, (code, ALL)) for code in ("B1", REST)] == [2, 2]
    assert (asked("bitstring_agg"), asked("count(DISTINCT")) == (2, 0)


def watched(monkeypatch):
    """How many of the texts asked from here on say a word."""
    told, rows = [], engine.Asker._rows
    monkeypatch.setattr(engine.Asker, "_rows", lambda self, text: (told.append(text.sql), rows(self, text))[1])
    return lambda word: sum(word in one for one in told)


def test_an_order_counts_once_also_where_its_lines_are_told_apart(ada, at):
    by_month = numbers(ask("rows=month&columns=-&measures=orders", by=ada, at=at))
    by_category = numbers(ask("rows=category&columns=-&measures=orders", by=ada, at=at))

    assert by_month == {(SEPTEMBER,): 1, (OCTOBER,): 3, (NOVEMBER,): 1, (ALL,): 5}
    assert by_category == {("绿茶",): 3, ("红茶",): 2, ("茶具",): 2, (ALL,): 5}


def test_ratios_are_computed_of_each_cell_anew(ada, at):
    found = numbers(ask("rows=region&columns=-&measures=average_order&window=12m", by=ada, at=at))

    assert found == {("华东",): 175, ("华南",): 700, (None,): 55, (ALL,): 232}


def test_margin_is_unknown_where_a_cost_is(ada, market):
    from zhike.insight.cubes.tests.cast import built
    from zhike.sales.models import OrderLine

    OrderLine.objects.filter(product=market["pot"], order__customer=market["zheng"]).update(unit_cost=None)
    found = numbers(ask("rows=region&columns=-&measures=margin", by=ada, at=built()))

    assert found == {("华东",): None, ("华南",): 350, (None,): 55, (ALL,): None}


def test_the_largest_stand_alone_and_all_others_together_are_the_rest(ada, at, monkeypatch):
    monkeypatch.setattr("zhike.insight.cubes.asking.TOPS", (1, 5))
    found = ask("rows=product&columns=-&measures=net,orders,customers&top=1", by=ada, at=at)

    assert numbers(found) == {("G1",): 700, (REST,): 360, (ALL,): 1060}
    assert numbers(found, "orders") == {("G1",): 3, (REST,): 4, (ALL,): 5}
    assert numbers(found, "customers") == {("G1",): 2, (REST,): 3, (ALL,): 3}
    assert [line.words for line in found.lines] == ["龙井", "All others", "Total"]


@pytest.mark.parametrize(
    ("show", "beside"), [("row", "0.6666666667"), ("column", "0.4716981132"), ("total", "0.4716981132")]
)
def test_shares_of_row_column_and_total(ada, at, show, beside):
    found = ask(f"rows=category&columns=region&measures=net&show={show}", by=ada, at=at)

    share = found.beside(found.question.main, ("绿茶", "华南"))
    expected = {"row": Decimal(500) / 700, "column": Decimal(500) / 700, "total": Decimal(500) / 1060}[show]
    assert share == expected


def test_growth_compares_each_period_with_the_one_before_and_as_many_days(ada, at):
    found = ask("rows=month&columns=-&measures=net&show=before&window=2026-10-01..2026-11-03", by=ada, at=at)
    net = found.question.main

    assert found.beside(net, (OCTOBER,)) == (Decimal(760) - 250) / 250
    assert found.beside(net, (NOVEMBER,)) is None  # the first three days of October had nothing


def test_growth_of_a_share_is_told_in_points(ada, at):
    address = "rows=month&columns=-&measures=refund_rate&show=before&window=2026-10-01..2026-10-31"
    found = ask(address, by=ada, at=at)

    grown = found.beside(found.question.main, (OCTOBER,))
    assert grown == pytest.approx(Decimal(100) / 860, abs=Decimal("0.000001"))  # nothing came back in September
    assert beside(found.question, found.question.main, grown) == "+11.6 points"
    assert beside_head(found.question, found.question.main) == "growth on the period before, in points"


def test_growth_on_the_year_before(ada, at):
    found = ask("rows=region&columns=-&measures=net&show=year&window=12m", by=ada, at=at)

    assert found.beside(found.question.main, (None,)) == (Decimal(110) - 20) / 20
    assert found.beside(found.question.main, ("华东",)) is None


def test_three_levels_of_rows_have_their_totals_each(ada, at):
    found = numbers(ask("rows=region,category,product&columns=month&measures=units&window=12m", by=ada, at=at))

    assert found["华东", "绿茶", "G1", SEPTEMBER] == 2
    assert found["华东", "绿茶", ALL, ALL] == 2
    assert found["华东", ALL, ALL, OCTOBER] == 0
    assert found[ALL, ALL, ALL, ALL] == 22
    assert len({key for key in found if key[:3] == (ALL, ALL, ALL)}) == 4


def test_slices_count_some_values_alone_and_none_among_them(ada, at):
    found = numbers(ask("rows=month&columns=-&measures=net&region=none&category=茶具", by=ada, at=at))

    assert found == {(NOVEMBER,): 50, (ALL,): 50}


def test_a_measure_that_somebody_makes_up_is_computed_of_each_cell(ada, at):
    address = "rows=region&columns=-&measures=calc:rate&calc=rate:%25(net - margin) / max(net, 1)&window=12m"
    found = ask(address, by=ada, at=at)

    assert numbers(found) == {
        ("华东",): Decimal("0.5"),
        ("华南",): Decimal("0.5"),
        (None,): Decimal("0.5"),
        (ALL,): Decimal("0.5"),
    }


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("rows=colour", "no dimension called “colour”"),
        ("measures=love", "no measure called “love”"),
        ("rows=month&month=2026-13", "is not a value of “Month”"),
        ("calc=x:net/oops", "There is no measure “oops” here"),
        ("calc=x:__import__('os')", "cannot be read at|cannot be computed|no measure"),
        ("calc=nothing", "name: formula"),
        ("window=2026-02-01..2026-01-01", "comes after the last"),
        ("top=7", "largest 5, 10, 20 or 50"),
        ("rows=year,quarter,month,day", "3 dimensions at most"),
        ("cube=secrets", "no cube called “secrets”"),
        ("show=before&window=all&rows=region&columns=-", "nothing before it"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(ada, at, address, sentence):
    with pytest.raises(Refusal, match=sentence):
        ask(address, by=ada, at=at)


def test_too_many_cells_are_refused_with_a_way_out(ada, at, monkeypatch):
    monkeypatch.setattr(engine, "MOST_CELLS", 5)

    with pytest.raises(Refusal, match="more than 5 cells. Take a coarser time"):
        ask("rows=day&columns=region&window=all", by=ada, at=at)


def test_a_question_that_takes_too_long_is_ended(ada, at, monkeypatch):
    monkeypatch.setattr(engine, "SECONDS", 0.3)
    slow = "(SELECT a.* FROM {0} a, range(20000) b, range(20000) c)"
    monkeypatch.setattr(
        engine.Asker, "_source", lambda self, question: slow.format(f"read_parquet('{at.file(question.cube)}')")
    )

    with pytest.raises(Refusal, match="takes too long"):
        ask("rows=day&measures=customers", by=ada, at=at)


def test_a_question_about_an_archived_field_names_it_as_people_do(ada, at):
    added = an_added_field("choice", noun=Customer, label="门店级别")
    archive_field(added, by=ada)

    for asked in (f"rows={added.name}&measures=net", f"rows=month&{added.name}=o1"):
        with pytest.raises(Refusal, match="The field “门店级别” was archived. Choose another"):
            ask(asked, by=ada, at=at)


@pytest.mark.parametrize("calc", ["毛利率：％margin ／ net", "毛利率: %（margin）÷net"])
def test_a_formula_is_understood_as_chinese_keyboards_write_it(ada, at, calc):
    plain, wide = (ask(f"rows=region&window=all&calc={quote(told)}", by=ada, at=at)
                   for told in ("毛利率: %margin / net", calc))  # fmt: skip

    assert numbers(wide, "calc:毛利率") == numbers(plain, "calc:毛利率")


def test_a_field_that_people_added_cuts_like_any_other_after_the_next_load(ada, at, market):
    added = an_added_field("choice", noun=Customer)
    address = f"rows={added.name}&columns=-&measures=net&window=all"
    with pytest.raises(Refusal, match="is new; cubes know it after the next computation"):
        ask(address, by=ada, at=at)

    Customer.objects.filter(pk=market["zheng"].pk).update(custom={str(added.pk): "o1"})
    later = built()

    found = ask(address, by=ada, at=later)
    assert numbers(found) == {("o1",): 250, (None,): 830, (ALL,): 1080}
    assert {line.words for line in found.lines} == {"Gold", "(none)", "Total"}
    only = ask(f"rows=region&columns=-&measures=net&window=all&{added.name}=o1", by=ada, at=later)
    assert numbers(only) == {("华东",): 250, (ALL,): 250}


def test_a_cube_cannot_call_two_parts_by_one_name():
    sales = declared("sales")
    other = Measure("other", "Other", {"net": Part(SUM, "quantity")})

    with pytest.raises(ValueError, match="two parts are called net"):
        replace(sales, measures=(*sales.measures, other))
