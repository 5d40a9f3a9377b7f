"""Grid, pyramid, ladder and stages say how they are read and where they come from, and are taken along as files."""

import shutil
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cast import a_person, a_world
from zhike.insight.computing import compute
from zhike.insight.models import Run
from zhike.insight.pictures.standings import READS
from zhike.insight.tests.firm import JULY, a_firm
from zhike.kit.access.models import Role

pytestmark = pytest.mark.django_db
PAGES = ("rfm", "pyramid", "ladder", "lifecycle")


@pytest.fixture(scope="module")
def judged(django_db_setup, django_db_blocker, tmp_path_factory):
    """The folder of what is found as of July, with three customers who are somebody's."""
    folder = tmp_path_factory.mktemp("judged")

    def make():
        mei = a_person("Mei", role=Role.MANAGER)
        a_firm(zheng=mei, bai=mei, chu=a_person("Bo", team="South"))
        compute(JULY, by=mei)
        return folder

    with a_world(django_db_blocker, make, WAREHOUSE_DIR=folder / "warehouse") as world:
        yield world


@pytest.fixture
def computed(db, judged, warehouse_folder):
    shutil.copytree(judged, warehouse_folder.parent, dirs_exist_ok=True)


@pytest.mark.parametrize("name", PAGES)
def test_each_says_how_to_read_it_and_which_run_over_which_days_it_is(client, ada, computed, name):
    client.force_login(ada)

    page = client.get(reverse(f"insight:{name}")).content.decode()

    run = Run.objects.filter(measure=name).latest("id")
    assert str(READS[name][0]) in page
    assert f"Run {run.pk}: everything from {run.parameters['facts_from']} to before 2025-07-01" in page
    assert "?xlsx=" in page


@pytest.mark.parametrize("name", ["rfm", "pyramid"])
def test_a_table_is_taken_along_as_a_picture(client, ada, computed, name):
    client.force_login(ada)

    page = client.get(reverse(f"insight:{name}")).content.decode()

    assert 'data-take="png"' in page
    assert "data-chart=" in page


@pytest.mark.parametrize("name", PAGES)
def test_its_tables_are_a_workbook_of_those_in_sight(client, ada, mei, computed, name):
    everybody, own = (sheets(client, by, name) for by in (ada, mei))

    assert everybody[0][2] == ["Run number", f"{Run.objects.filter(measure=name).latest('id').pk}"]
    counted = [sum(row[pages[1][0].index("Customers")] for row in pages[1][1:]) for pages in (everybody, own)]
    assert counted == ([3, 2] if name == "rfm" else [5, 4])  # who never bought has no score


def sheets(client, by, name):
    """The sheets of a workbook as lists of rows."""
    client.force_login(by)
    answer = client.get(reverse(f"insight:{name}"), {"xlsx": ""})
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    return [book.get_sheet_by_index(at).to_python(skip_empty_area=False) for at in range(len(book.sheet_names))]
