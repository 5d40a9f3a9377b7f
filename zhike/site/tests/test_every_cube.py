"""Whatever cube: it is cut by each of its dimensions, and a cell leads to a list that understands it, or nowhere."""

from datetime import date

import pytest
from django.http import QueryDict
from django.test import Client

from tests.cast import a_person
from zhike.insight.cubes import asking
from zhike.insight.cubes.answer import Answer
from zhike.insight.cubes.declaring import declared_cubes
from zhike.insight.cubes.drilling import address
from zhike.insight.cubes.members import Place
from zhike.insight.cubes.tests.cast import a_market, ask, built

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
SAMPLES = {"key": 1, "yesno": True, "text": "x"}
#: Of these no list can be asked for a cell: what is owed is of several nouns, a deal takes many steps.
NO_LIST = {"owed", "steps"}


@pytest.fixture
def admin():
    return a_person("Root", role="admin")


def test_every_dimension_cuts_its_cube_in_every_measure(admin, ana, bo, settings, tmp_path):
    settings.WAREHOUSE_DIR = tmp_path / "warehouse"
    a_market(ana, bo)
    at = built()

    for cube in declared_cubes():
        measures = list(cube.measures_of(admin))
        for first in range(0, len(measures), asking.MOST_MEASURES):
            some = ",".join(measures[first : first + asking.MOST_MEASURES])
            for axis in cube.dimensions(admin):
                found = ask(f"cube={cube.name}&rows={axis}&columns=-&measures={some}&window=all", by=admin, at=at)

                assert found.question.rows[0].name == axis


def cells(cube, by):
    """Where cells lead: at a value of each dimension and at none, and in each measure at the total."""
    axes, measures = list(cube.dimensions(by).values()), list(cube.measures_of(by))
    for axis in axes:
        for value in (sample(axis), None):
            yield led_to(cube, by, axis, measures[0], value)
    for measure in measures:
        yield led_to(cube, by, axes[0], measure, Place.ALL)


def led_to(cube, by, axis, measure, value):
    params = QueryDict(f"cube={cube.name}&rows={axis.name}&columns=-&measures={measure}&window=12m")
    question = asking.read(params, by=by, end=TODAY)
    return address(Answer(question, None, {}), (value,), question.measures[0])


def sample(axis):
    if axis.choices:
        return axis.choices[0][0]
    return date(2026, 6, 1) if axis.is_time else SAMPLES[axis.type]


@pytest.mark.parametrize("cube", declared_cubes(), ids=lambda cube: cube.name)
def test_a_cell_leads_to_a_list_that_understands_it(client: Client, admin, cube):
    client.force_login(admin)
    led = set(filter(None, cells(cube, admin)))

    refused = [to for to in led if client.get(to).status_code != 200]

    assert refused == []
    assert (not led) == (cube.name in NO_LIST)
