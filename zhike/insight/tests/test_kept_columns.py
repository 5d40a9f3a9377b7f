"""Kept results outlive the version that computed them: pages say so where one lacks what they draw."""

import json
import os
from pathlib import Path

import pytest
from django.urls import reverse

from zhike.insight.computing import kept
from zhike.insight.pictures import PICTURES
from zhike.insight.tests.pictures_cast import QUICK, SLOW, keep

pytestmark = pytest.mark.django_db
KNOWN = Path(__file__).with_name("kept_columns.json")
TO_DO = (
    "The tables of {name} changed. Raise formula_version of the measure and, if its picture draws what is new, `since`"
    " of the picture. Then write them down: KEPT_COLUMNS=write bin/test -n 0 zhike/insight/tests/test_kept_columns.py"
)


@pytest.mark.parametrize("name", [*QUICK, *SLOW])
def test_tables_change_with_the_version_of_the_formula_alone(name, firm):
    run = keep(name, firm)
    tables = {table: ", ".join(found.column_names) for table, found in kept.tables(run).items()}
    told = {"formula_version": run.parameters["formula_version"], "tables": tables}
    known = json.loads(KNOWN.read_text()) if KNOWN.exists() else {}
    if os.environ.get("KEPT_COLUMNS") == "write":
        KNOWN.write_text(json.dumps(known | {name: told}, indent=1, sort_keys=True) + "\n")
        return

    assert told == known.get(name), TO_DO.format(name=name)


@pytest.mark.parametrize("name", [name for name, picture in PICTURES.items() if picture.since > 1])
def test_a_result_of_an_earlier_version_is_to_be_computed_anew(client, admin, firm, name):
    run = keep(name, firm)
    first = next(iter(kept.tables(run)))
    kept.keep(run, {first: kept.tables(run)[first].select([0])})
    run.parameters["formula_version"] = PICTURES[name].since - 1
    run.save()
    admin.language = "zh-hans"
    admin.save()
    client.force_login(admin)

    page = client.get(reverse("insight:picture", args=[name]))
    file = client.get(reverse("insight:picture-xlsx", args=[name]))

    assert page.status_code == 200
    assert "需要重新计算" in page.content.decode()
    assert reverse("insight:home") in page.content.decode()
    assert file.status_code == 404
