"""A thing has one colour in every drawing, wherever it stands among the others."""

from datetime import date

import pytest

from tests.cast import a_stage
from zhike.deals.models import Pipeline
from zhike.insight.cubes.colours import COLOURS, OTHERS, colours
from zhike.insight.cubes.declaring import Dimension
from zhike.insight.cubes.members import Place

TIER = Dimension("tier", "Tier", choices=(("gold", "Gold"), ("silver", "Silver"), ("iron", "Iron")))
REGION, YEAR = Dimension("region", "Region"), Dimension("year", "Year", "year")


def shades(one: Dimension, *values, by=None) -> dict:
    return dict(zip(values, colours([one], [(value,) for value in values], by=by), strict=True))


@pytest.mark.parametrize("values", [("gold", "silver", "iron"), ("iron", "gold"), ("silver",)])
def test_what_has_an_order_is_coloured_by_it(values):
    assert shades(TIER, *values) == {value: ["gold", "silver", "iron"].index(value) for value in values}


def test_the_order_of_a_drawing_changes_no_colour():
    there = ("华东", "华南", "华北", "西南", None, Place.REST)

    assert shades(REGION, *there) == shades(REGION, *reversed(there))
    assert shades(REGION, *there)[Place.REST] == OTHERS


def test_no_two_of_a_drawing_share_a_colour_while_there_are_enough():
    some = [f"region {n}" for n in range(len(COLOURS))]

    assert sorted(shades(REGION, *some).values()) == list(range(len(COLOURS)))
    assert len(colours([REGION], [(f"region {n}",) for n in range(20)], by=None)) == 20


def test_years_keep_their_colour_as_time_goes_on():
    both = shades(YEAR, date(2025, 1, 1), date(2026, 1, 1))

    assert shades(YEAR, date(2026, 1, 1))[date(2026, 1, 1)] == both[date(2026, 1, 1)]


@pytest.mark.django_db
def test_pipelines_are_coloured_by_who_they_are(ana):
    first = a_stage().pipeline
    second, third = (Pipeline.objects.create(name=name, position=9) for name in ("Partners", "Renewals"))
    pipeline = Dimension("pipeline", "Pipeline", "key", model=Pipeline)

    all_three = shades(pipeline, third.pk, first.pk, second.pk, by=ana)

    assert sorted(all_three.values()) == [0, 1, 2]
    for some in ((second.pk, third.pk), (third.pk, second.pk), (first.pk,)):
        assert shades(pipeline, *some, by=ana) == {key: all_three[key] for key in some}
