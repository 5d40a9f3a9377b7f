"""What a measure says beside its numbers reads like people talk: no names of columns, one is not several."""

import json
import re
from decimal import Decimal

import pyarrow as pa
import pytest
from django.urls import reverse
from django.utils.translation import override

from zhike.insight.computing.runs import said
from zhike.insight.measures.analyses import Clusters
from zhike.insight.measures.cautions import FEW_REPEATERS, OF_ONE, SENTENCES, MeasureRefused, say
from zhike.insight.models import Run
from zhike.insight.saying import saying
from zhike.insight.tests.pictures_cast import JULY

SILENT = {"fields": "purchases, days_since_last_purchase, net"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "These columns are constant or never repeat and were not used: "
               "purchases, days since the last purchase, net sales."),
        ("zh-hans", "以下数据全部相同或从不重复，未使用：购买次数、距上次购买天数、净销售额。"),
    ],
)  # fmt: skip
def test_columns_are_named_in_words_of_the_reader(language, words):
    with override(language):
        assert saying(SENTENCES["fields_say_nothing"], SILENT) == words


def test_one_is_not_several():
    two, one = ([str(say(code, customers=count)) for code in ("negative_net",)] for count in (2, 1))

    assert (two, one) == (
        ["2 customers returned more than they bought."],
        ["1 customer returned more than they bought."],
    )
    assert str(MeasureRefused(FEW_REPEATERS, repeaters=1, minimum=30)).startswith("Only 1 customer bought again")


@pytest.mark.parametrize(("count", "words"), [(Decimal(1), "1 paper has no"), (Decimal(3_400), "3,400 papers have no")])
def test_a_count_that_an_engine_made_a_decimal_of_is_a_count(count, words):
    kept = json.loads(json.dumps(said(say("papers_without_customer", papers=count))))

    with override("en"):
        assert saying(kept["sentence"], kept["values"]).startswith(words)


@pytest.mark.parametrize("several", OF_ONE)
def test_both_forms_have_the_same_places_and_a_page_says_them_in_both_languages(several):
    one, by = OF_ONE[several]
    places = re.findall(r"%\((\w+)\)s", several)
    values = dict.fromkeys(places, "x") | {by: 1}

    assert (sorted(re.findall(r"%\((\w+)\)s", one)), by in places) == (sorted(places), True)
    with override("en"):
        assert saying(several, values) == one % values
        assert saying(several, values | {by: 1_200}) == several % (values | {by: "1,200"})
    with override("zh-hans"):
        assert re.search("[\u4e00-\u9fff]", saying(several, values))


def test_what_counts_is_counted_by_a_number_in_every_sentence_with_one():
    uncounted = {
        code
        for code, sentence in SENTENCES.items()
        if sentence not in OF_ONE and re.match(r"%\((rows|customers|periods|papers|invoices)\)s", sentence)
    }

    assert uncounted == set()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("en", "1 row has no customer; it counts in totals only."),
                                                 ("zh-hans", "1 行没有客户，只计入总额。")])  # fmt: skip
def test_the_page_of_runs_says_so(client, admin, language, words):
    admin.language = language
    admin.save()
    client.force_login(admin)
    warnings = [said(say("rows_without_customer", rows=1)), said(say("fields_say_nothing", **SILENT))]
    Run.objects.create(measure="clusters", as_of=JULY, status="done", warnings=warnings)

    page = client.get(reverse("insight:runs")).content.decode()

    assert words in page
    assert "days_since_last_purchase" not in page


def test_who_asks_with_a_table_is_told_its_columns_as_they_are():
    table = pa.table({"who": range(90), "purchases": [1] * 90, "visits": [1, 2, 30] * 30, "net": [5, 9, 900] * 30})
    found = Clusters().of(table, key="who", columns=("purchases", "visits"), value="net")

    assert "These columns are constant or never repeat and were not used: purchases." in map(str, found.warnings)
