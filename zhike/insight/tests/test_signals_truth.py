"""Planted in a clean year everything wrong is found and nothing else; what is asked for is what is given."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from zhike.insight.measures import MeasureRefused
from zhike.insight.measures.signals import Signals
from zhike.insight.measures.signals.reasons import RULES, SENTENCES
from zhike.insight.tests.signals_cast import AS_OF, LIMIT, World, clean, plant

DAY = date(2026, 2, 10)
LIMITED = Signals(limits={"sale": [LIMIT]})


def alerts(world, measure=LIMITED, **told):
    return world.found(measure, **told).table.to_pylist()


def payments(*days, amount=800, **told):
    world = World()
    for place, day in enumerate(days):
        world.paper("payment", f"R{place}", day, amount, **told)
    return world


class TestAYearOfPapers:
    @pytest.mark.parametrize("seed", range(1, 6))
    def test_raises_no_alert_where_nothing_is_wrong(self, seed):
        assert alerts(clean(seed)) == []

    def test_gives_every_planted_thing_and_nothing_else(self):
        world = clean()
        planted = plant(world)

        found = world.found(LIMITED)

        told = {row["alert"]: row["rule"] for row in found.table.to_pylist()}
        named = Counter(
            (told[row["alert"]], row["paper"].rstrip("0123456789")) for row in found.tables["papers"].to_pylist()
        )
        for rule, papers in planted.items():
            for paper in papers:
                assert named[rule, paper.rstrip("0123456789")], (rule, paper)
        assert Counter(told.values()) == {"back": 2, "discount": 2, "burst": 1, "split": 1, "twice": 1}

    def test_is_ranked_by_strength_and_money(self):
        world = clean()
        plant(world)
        rows = alerts(world)
        usual = float(
            np.median([paper["amount"] for paper in world.papers if paper["day"] >= AS_OF - timedelta(days=365)])
        )

        assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
        for row in rows:
            priority = row["strength"] * np.log1p(float(row["at_risk"]) / usual)
            assert row["priority"] == pytest.approx(priority, rel=1e-6)
        assert [row["priority"] for row in rows] == sorted((row["priority"] for row in rows), reverse=True)

    def test_keeps_as_many_as_are_asked_for_and_says_how_many_there_were(self):
        world = clean()
        plant(world)

        found = world.found(Signals(limits={"sale": [LIMIT]}, most_alerts=3, per_day=2))

        assert len(found) == 3
        assert "7 alerts were found; 2 can be checked in a day." in map(str, found.warnings)
        assert set(found.tables["papers"]["alert"].to_pylist()) == set(found.table["alert"].to_pylist())

    def test_the_order_of_the_rows_does_not_matter(self):
        world = clean()
        plant(world)
        before = alerts(world)
        for rows in (world.papers, world.claims, world.lines):
            rows.reverse()

        assert alerts(world) == before

    def test_what_is_dated_later_changes_nothing_before(self):
        world = clean()
        plant(world)
        early = alerts(world, as_of=date(2026, 2, 12))
        world.paper("payment", "later", AS_OF, 1234, customer="c3", reference="X1")

        found = world.found(LIMITED, as_of=date(2026, 2, 12))

        assert found.table.to_pylist() == early
        assert found.warnings[0].code == "rows_after_as_of"


class TestWhatIsAsked:
    def test_nothing_gives_nothing(self):
        found = World().found(LIMITED)

        assert {name: len(table) for name, table in found.tables.items()} == dict.fromkeys(found.tables, 0)
        assert (found.rows_read, found.warnings) == (0, ())

    def test_an_alert_keeps_its_name_until_another_paper_is_added(self):
        names = {alerts(payments(DAY, DAY))[0]["alert"] for _again in range(2)}

        assert len(names) == 1
        assert alerts(payments(DAY, DAY, DAY))[0]["alert"] not in names

    @pytest.mark.parametrize(
        "setting",
        [
            {"days": 0},
            {"near": 1.0},
            {"burst_z": 0},
            {"limits": {"sale": [0]}},
            {"limits": {"gift": [5]}},
            {"most_alerts": 1.5},
        ],
        ids=str,
    )
    def test_settings_that_make_no_sense_are_refused(self, setting):
        with pytest.raises(MeasureRefused):
            Signals(**setting)

    def test_papers_of_an_unknown_kind_twice_and_below_zero_are_refused(self):
        for row in ({"kind": "gift"}, {"amount": Decimal(-1)}, {}):
            world = payments(DAY)
            world.papers.append(world.papers[0] | row)
            with pytest.raises(MeasureRefused):
                world.found(LIMITED)

    def test_a_table_without_a_needed_column_is_refused_by_name(self):
        with pytest.raises(MeasureRefused, match="signal_papers has no column day, amount"):
            Signals().of(pa.table({"kind": ["sale"], "paper": ["1"]}), as_of=AS_OF)

    def test_every_reason_has_words_and_every_rule_too(self):
        world = clean()
        plant(world)
        found = world.found(Signals(limits={"sale": [LIMIT]}, least_strength=0.01))

        assert set(found.tables["reasons"]["code"].to_pylist()) <= set(SENTENCES)
        assert set(found.table["rule"].to_pylist()) == set(RULES)
