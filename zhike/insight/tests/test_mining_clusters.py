"""Groups of customers: the known shape of a real shop, and rows that make groups hard."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from sklearn.metrics import adjusted_rand_score

from zhike.insight.measures import MeasureRefused
from zhike.insight.measures.clusters import Clusters
from zhike.insight.measures.clusters.choosing import Trial, agreement, chosen
from zhike.insight.tests.measures_cast import codes_of, retail
from zhike.insight.tests.mining_cast import golden_groups, rows_of


def guests(rows=300, seed=2):
    """Three kinds of guests: regulars, big spenders, passers-by."""
    random = np.random.default_rng(seed)
    kind = np.arange(rows) % 3
    visits = np.array([30, 5, 1])[kind] + random.poisson(1, rows)
    spent = np.array([300, 2000, 20])[kind] * np.exp(random.normal(0, 0.2, rows))
    return pa.table({"who": range(rows), "visits": visits, "spent": spent, "kind": kind, "town": [1] * rows})


def grouped(table=None, columns=("visits", "spent"), **settings):
    return Clusters(**settings).of(guests() if table is None else table, key="who", columns=columns, value="spent")


def test_the_known_groups_of_online_retail():
    found = Clusters(counts=(3, 4, 5)).fit(retail(), as_of=date(2011, 7, 1))
    choice = {row["k"]: row for row in found.tables["choice"].to_pylist()}

    assert [row["k"] for row in choice.values() if row["is_chosen"]] == [4]
    assert choice[4]["silhouette"] == pytest.approx(0.365, abs=0.005)
    assert sorted(found.table["rows"].to_pylist()) == pytest.approx([362, 466, 862, 1270], abs=20)
    assert choice[3]["silhouette"] > choice[5]["silhouette"]
    assert found.table["sentence"].to_pylist()[0] == (
        "very high purchases, very high net, very low days since last purchase"
    )


@pytest.mark.parametrize(
    ("k", "silhouette", "sizes"),
    [(3, 0.342, [1_344, 1_175, 441]), (4, 0.365, [1_270, 862, 466, 362]), (5, 0.299, None)],
)
def test_the_golden_groups_of_online_retail(k, silhouette, sizes):
    found = golden_groups(retail(), k)

    assert found.tables["choice"]["silhouette"][0].as_py() == pytest.approx(silhouette, abs=0.001)
    assert sizes is None or sorted(found.table["rows"].to_pylist(), reverse=True) == sizes


def test_less_than_nought_counts_as_nought_on_the_standard_scale():
    table = pa.table({"who": range(90), "visits": [1, 2, 30] * 30, "spent": [-5.0, -900.0, 900.0] * 30})
    centres = rows_of(grouped(table, scaling="standard").tables["centres"], column="spent")

    assert {row["low"] for row in centres} == {0.0}
    assert grouped(table, columns=("spent",), scaling="standard", counts=(2,)).table["rows"].to_pylist() == [90]


def test_other_scales_and_starts_are_refused():
    with pytest.raises(MeasureRefused, match="robust or standard, not raw"):
        Clusters(scaling="raw")
    with pytest.raises(MeasureRefused, match="from 1 to 100 starts"):
        Clusters(starts=0)


def test_kinds_that_are_there_are_found_most_valuable_first():
    found = grouped()
    labels = found.tables["members"]["cluster"].to_pylist()

    assert set(zip(guests()["kind"].to_pylist(), labels, strict=True)) == {(1, 1), (0, 2), (2, 3)}
    assert found.table["mean_value"].to_pylist() == sorted(found.table["mean_value"].to_pylist(), reverse=True)
    assert [row["k"] for row in rows_of(found.tables["choice"], is_chosen=True)] == [3]


def test_profiles_say_what_is_special_in_words():
    found = grouped()

    assert found.table["sentence"].to_pylist() == ["high spent", "high visits", "low spent, low visits"]
    assert rows_of(found.tables["profiles"], cluster=1, column="visits")[0]["word"] == "usual"


def test_the_same_rows_give_the_same_groups_again_in_any_order():
    table = guests()
    turned = table.take(pa.array(range(299, -1, -1)))

    assert (
        grouped(table).tables["members"]["cluster"].to_pylist()
        == (grouped(turned).tables["members"]["cluster"].to_pylist()[::-1])
    )


def test_columns_on_which_all_agree_and_rows_with_a_hole_are_left_out():
    table = guests().to_pandas()
    table.loc[4, "visits"] = None
    found = grouped(pa.Table.from_pandas(table, preserve_index=False), columns=("visits", "town", "spent"))

    assert found.tables["members"]["cluster"][4].as_py() is None
    assert sum(found.table["rows"].to_pylist()) == 299
    assert codes_of(found) == ["rows_with_null", "fields_say_nothing"]


@pytest.mark.parametrize(
    ("rows", "groups"),
    [
        ([], 0),
        ([(1, 1.0)], 1),
        ([(1, 1.0)] * 9, 1),
        ([(1, 1.0), (2, 2.0)] * 5, 1),
        ([(1, 1.0), (9, 9.0), (90, 99.0)] * 5, 3),
    ],
)
def test_a_few_rows_make_few_groups(rows, groups):
    table = pa.table(
        {
            "who": pa.array(range(len(rows)), pa.int64()),
            "visits": pa.array([visits for visits, _spent in rows], pa.int64()),
            "spent": pa.array([spent for _visits, spent in rows], pa.float64()),
        }
    )

    assert len(grouped(table)) == groups


def test_money_below_zero_is_a_figure_like_another():
    table = guests().to_pandas()
    table.loc[table.kind == 2, "spent"] *= -1
    found = grouped(pa.Table.from_pandas(table, preserve_index=False))

    assert found.table["mean_value"].to_pylist()[-1] < 0


def test_centres_place_a_newcomer():
    found = grouped()
    rows = found.tables["centres"].to_pylist()
    newcomer = {"visits": 31, "spent": 310.0}

    def away(cluster):
        parts = [row for row in rows if row["cluster"] == cluster]
        scaled = [
            (np.clip(np.log1p(newcomer[row["column"]]), row["low"], row["high"]) - row["middle"]) / row["spread"]
            for row in parts
        ]
        return sum((value - row["centre"]) ** 2 for value, row in zip(scaled, parts, strict=True))

    assert min((1, 2, 3), key=away) == 2


def test_a_number_of_groups_that_comes_out_otherwise_is_not_taken():
    def trial(k, silhouette, stability):
        return Trial(k, silhouette, stability, 10, np.zeros((k, 1)))

    assert chosen([trial(3, 0.4, 0.95), trial(4, 0.6, 0.5)]).k == 3
    assert chosen([trial(3, 0.4, 0.3), trial(4, 0.6, 0.5)]).k == 4


def test_agreement_is_that_of_scikit_learn():
    random = np.random.default_rng(0)
    one, other = random.integers(0, 4, 200), random.integers(0, 3, 200)

    assert agreement(one, other) == pytest.approx(adjusted_rand_score(one, other))


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(MeasureRefused, match="missing"):
        grouped(columns=("visits", "age"))
    with pytest.raises(MeasureRefused, match="between 2 and 100"):
        Clusters(counts=(1,))
