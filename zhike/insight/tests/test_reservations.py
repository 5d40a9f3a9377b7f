"""The overview says a caution once, with whom it concerns, and beside each measure what concerns it alone."""

import re
from datetime import date
from html import unescape

import pytest

from zhike.insight.computing.runs import said
from zhike.insight.measures.cautions import say
from zhike.insight.models import Run
from zhike.insight.reservations import own, shared

pytestmark = pytest.mark.django_db
LEFT_OUT = say("orders_without_rate", orders=2, currencies="GBP")
FEWER = say("orders_without_rate", orders=1, currencies="GBP")


def a_run(measure, *cautions):
    told = [said(one) for one in cautions]
    return Run.objects.create(
        measure=measure, as_of=date(2026, 5, 1), status=Run.Status.DONE, warnings=told, rule_version="v1"
    )


def test_a_caution_of_several_measures_is_told_once_with_their_names():
    ladder, tiers, abc = a_run("ladder", LEFT_OUT), a_run("pyramid", LEFT_OUT), a_run("abc", FEWER)

    found = shared([ladder, tiers, abc])

    assert [(one.caution, one.measures) for one in found] == [(said(LEFT_OUT), ["ladder", "pyramid"])]
    assert own(ladder, found) == own(tiers, found) == []
    assert own(abc, found) == [said(FEWER)]


def test_the_page_says_it_once(client, ada):
    for measure in ("ladder", "pyramid", "lifecycle"):
        a_run(measure, LEFT_OUT)
    a_run("abc", FEWER)
    client.force_login(ada)

    page = unescape(client.get("/insight/").content.decode())

    assert page.count("2 orders (GBP) were left out") == 1
    told = re.sub(r"<[^>]+>", "", re.search(r"2 orders \(GBP\).*?</li>", page, re.S)[0])
    assert "Loyalty ladder, Value pyramid, Stages of life" in told
    assert page.count("1 order (GBP) was left out") == 1
