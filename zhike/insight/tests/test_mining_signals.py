"""What deserves a second look is found, what is in order is not, and each alert says why."""

from datetime import date, timedelta

import pytest

from zhike.insight.measures.signals import Signals
from zhike.insight.measures.signals.discounts import among, robust_z
from zhike.insight.tests.signals_cast import AS_OF, LIMIT, World

DAY = date(2026, 2, 10)
LIMITED = Signals(limits={"sale": [LIMIT]})


def alerts(world, measure=LIMITED, **told):
    return world.found(measure, **told).table.to_pylist()


def rules(world, measure=LIMITED, **told):
    return [row["rule"] for row in alerts(world, measure, **told)]


def codes(world, measure=LIMITED):
    return [row["code"] for row in world.found(measure).tables["reasons"].to_pylist()]


def payments(*days, amount=800, **told):
    world = World()
    for place, day in enumerate(days):
        world.paper("payment", f"R{place}", day, amount, **told)
    return world


class TestPaidTwice:
    def test_an_equal_payment_within_days_is_an_alert_over_its_amount(self):
        (row,) = alerts(payments(DAY, DAY + timedelta(days=7)))

        assert (row["rule"], row["at_risk"], row["strength"], row["day"]) == (
            "twice",
            800,
            0.5,
            DAY + timedelta(days=7),
        )
        assert row["why"] == "2 payments of 800.00; days from the first to the last: 7."

    def test_a_day_more_is_none(self):
        assert rules(payments(DAY, DAY + timedelta(days=8))) == []

    def test_february_of_a_leap_year_has_its_day(self):
        days = date(2024, 2, 25), date(2024, 3, 3)

        assert rules(payments(*days), as_of=date(2024, 4, 1)) == ["twice"] * 0 + ["twice"]
        assert rules(payments(date(2024, 2, 24), date(2024, 3, 3)), as_of=date(2024, 4, 1)) == []

    def test_equal_instalments_are_no_duplicate(self):
        world = payments(DAY, DAY + timedelta(days=1))
        world.claim("c1", DAY, 800)
        world.claim("c1", DAY + timedelta(days=30), 800)

        assert rules(world) == []

    def test_of_monthly_instalments_one_paid_twice_is(self):
        days = [date(2025, 11, 15), date(2025, 12, 15), date(2026, 1, 15), date(2026, 1, 16), date(2026, 2, 15)]
        world = payments(*days)
        for day in days[:3] + days[4:]:
            world.claim("c1", day, 800)

        (row,) = alerts(world, Signals(least_strength=0.1))

        assert (row["at_risk"], row["day"]) == (800, date(2026, 1, 16))

    def test_an_order_is_asked_once_although_its_plan_and_its_invoice_ask_too(self):
        world = payments(DAY, DAY + timedelta(days=1))
        world.claim("c1", DAY, 800)
        world.paper("sale", "O1", DAY, 800)
        world.paper("invoice", "I1", DAY, 800)

        assert rules(world) == ["twice"]
        assert codes(world) == ["equal_amounts", "not_claimed"]

    def test_the_same_reference_and_the_same_day_make_it_stronger(self):
        (row,) = alerts(payments(DAY, DAY, reference="B1"))

        assert row["strength"] == pytest.approx(1 - 0.5 * 0.7 * 0.3)

    def test_three_at_once_are_one_alert_over_two(self):
        (row,) = alerts(payments(DAY, DAY, DAY))

        assert (row["at_risk"], row["papers"]) == (1600, 3)

    def test_what_was_given_back_counts_no_more(self):
        world = payments(DAY, DAY + timedelta(days=1))
        world.paper("refund", "F1", DAY + timedelta(days=2), 800, against="R1")

        assert rules(world) == []

    def test_one_payer_for_two_customers_is_told(self):
        world = World()
        for place, customer in enumerate(("c1", "c2")):
            world.paper("payment", f"R{place}", DAY, 800, customer=customer, payer="Lin")

        assert codes(world) == ["equal_amounts", "same_day", "other_customers"]

    def test_two_currencies_are_never_equal(self):
        world = payments(DAY)
        world.paper("payment", "R9", DAY, 800, currency="USD")

        assert rules(world) == []


class TestSplit:
    def world(self, *amounts, gap=1, **told):
        world = World()
        for place, amount in enumerate(amounts):
            world.paper("sale", f"O{place}", DAY + timedelta(days=place * gap), amount, **{"seller": "s1", **told})
        return world

    def test_two_close_to_the_limit_are_an_alert_over_both(self):
        (row,) = alerts(self.world(46_000, 48_500))

        assert (row["rule"], row["at_risk"], row["seller"]) == ("split", 94_500, "s1")
        assert row["strength"] == pytest.approx(1 - 0.8 * 0.4)

    @pytest.mark.parametrize(
        ("amounts", "told"),
        [
            ((46_000, 48_500), {"gap": 8}),  # too far apart
            ((46_000, 3_000), {}),  # together below
            ((50_000, 46_000), {}),  # one at the limit, and so agreed to
            ((26_000, 27_000), {}),  # over it, but nothing close
        ],
    )
    def test_what_is_none(self, amounts, told):
        assert rules(self.world(*amounts, **told)) == []

    def test_other_sellers_and_other_customers_are_others(self):
        world = self.world(46_000)
        world.paper("sale", "O8", DAY, 48_000, seller="s2")
        world.paper("sale", "O9", DAY, 48_000, seller="s1", customer="c2")

        assert rules(world) == []

    def test_of_two_limits_the_closer_one_is_told(self):
        measure = Signals(limits={"sale": [LIMIT, 90_000]})

        (row,) = alerts(self.world(46_000, 48_500), measure)

        assert "50,000.00" in row["why"]

    def test_a_limit_holds_in_its_currency(self):
        world = self.world(46_000, 48_500, currency="USD")

        assert rules(world, Signals(limits={"sale": [LIMIT]}, limit_currency="CNY")) == []
        assert rules(world) == ["split"]

    def test_without_a_limit_nothing_is_looked_at_and_that_is_said(self):
        found = self.world(46_000, 48_500).found(Signals())

        assert (len(found), [said.code for said in found.warnings]) == (0, ["papers_start", "no_limits"])


class TestTakenBack:
    @pytest.mark.parametrize(
        ("given", "back"), [("payment", "refund"), ("sale", "return"), ("invoice", "red"), ("invoice", "credit")]
    )
    def test_more_than_was_given_is_an_alert_over_what_lies_above(self, given, back):
        world = World()
        world.paper(given, "A1", DAY, 500)
        world.paper(back, "B1", DAY, 400)
        assert rules(world) == []
        world.paper(back, "B2", DAY + timedelta(days=1), 150)

        (row,) = alerts(world)

        assert (row["rule"], row["at_risk"], row["strength"]) == ("back", 50, 0.5)
        assert row["why"] == "Taken back so far: 550.00, but only 500.00 was sold or paid."

    def test_customers_who_only_get_refunds_are_told_with_all_of_it(self):
        world = World()
        world.paper("refund", "F1", DAY, 300)
        world.paper("refund", "F2", DAY, 200)

        assert [(row["at_risk"], row["strength"]) for row in alerts(world)] == [(300, 0.8), (200, 0.8)]

    def test_more_of_one_sale_than_it_was_although_others_were_larger(self):
        world = World()
        world.paper("sale", "O1", DAY, 9_000)
        world.paper("sale", "O2", DAY, 500)
        world.paper("return", "T1", DAY, 500, against="O2")
        world.paper("return", "T2", DAY, 500, against="O2")

        (row,) = alerts(world)

        assert (row["at_risk"], row["why"]) == (500, "1,000.00 was taken back of a paper of 500.00.")

    def test_before_its_sale_of_no_sale_and_to_another(self):
        world = World()
        world.paper("payment", "R0", DAY - timedelta(days=9), 5_000)
        world.paper("payment", "R1", DAY, 500, payer="Lin")
        world.paper("refund", "F1", DAY - timedelta(days=1), 100, against="R1")
        world.paper("refund", "F2", DAY, 100, against="nowhere")
        world.paper("refund", "F3", DAY, 100, against="R1", payer="Wu")

        assert sorted(codes(world)) == ["before_source", "other_payer", "source_unknown"]

    def test_a_sale_of_the_same_day_comes_first(self):
        world = World()
        world.paper("return", "A0", DAY, 500)
        world.paper("sale", "Z9", DAY, 500)

        assert rules(world) == []

    def test_what_has_no_customer_is_not_judged(self):
        world = World()
        world.paper("refund", "F1", DAY, 300, customer=None)

        assert rules(world) == []


class TestDiscounts:
    def world(self, **off):
        """Twelve lines of each seller; the last days of them lie in the window."""
        world = World()
        for seller, share in off.items():
            for place in range(12):
                world.line(
                    f"{seller}-{place}", seller, DAY - timedelta(days=place), product=f"P{place % 3:02}", off=share
                )
        return world

    def test_who_gives_a_fifth_where_others_give_nothing_is_told_also_where_nobody_else_deviates(self):
        world = self.world(s1=0.0, s2=0.0, s3=0.0, s4=0.2)
        world.paper("sale", "x", DAY, 100)

        (row,) = alerts(world)

        listed = sum(line["listed"] for line in world.lines if line["seller"] == "s4")
        assert (row["rule"], row["seller"], row["customer"]) == ("discount", "s4", None)
        assert row["at_risk"] == pytest.approx(listed / 5)
        assert row["why"].startswith("20 % off on 12 lines, where 0 % is usual for the same products.")

    def test_among_three_nobody_is_the_odd_one(self):
        assert rules(self.world(s1=0.0, s2=0.3, s3=0.0)) == []

    def test_too_few_lines_are_no_habit(self):
        world = self.world(s1=0.0, s2=0.0, s3=0.0, s4=0.2)

        assert rules(world, Signals(least_lines=13)) == []

    def test_all_who_give_much_for_one_product_are_in_order(self):
        assert rules(self.world(s1=0.4, s2=0.42, s3=0.38, s4=0.4)) == []

    def test_one_line_nearly_for_nothing_is_told(self):
        world = self.world(s1=0.0, s2=0.05, s3=0.0, s4=0.02)
        amount = world.line("gift", "s1", DAY, off=0.95, quantity=3, customer="c8")
        world.paper("sale", "gift", DAY, amount, customer="c8", seller="s1")

        (row,) = alerts(world)

        assert (row["customer"], row["seller"]) == ("c8", "s1")
        assert row["why"].startswith("95 % off, where 2 % is usual for that product.")

    def test_without_list_prices_the_median_price_stands_for_them(self):
        world = self.world(s1=0.0, s2=0.0, s3=0.0, s4=0.2)
        for line in world.lines:
            line["listed"] = None
        world.paper("sale", "x", DAY, 100)

        assert [row["seller"] for row in alerts(world)] == ["s4"]

    def test_the_spread_falls_back_where_more_than_half_are_equal(self):
        assert among([0.0, 0.0, 0.0, 0.1, 0.2])[4] == pytest.approx(0.2 / (1.2533 * 0.025))
        assert among([0.1, 0.5, 0.1]) == [0, 0, 0]
        assert robust_z(0.2, middle=0.1, median_away=0, mean_away=0) == 1000
        assert robust_z(0.2, middle=0.1, median_away=0.01, mean_away=9) == pytest.approx(0.1 / 0.014826)


class TestBursts:
    def world(self, *burst, kind="sale", every=30):
        world = World()
        for place, day in enumerate(range(300, 20, -every)):
            world.paper("sale", f"O{place}", AS_OF - timedelta(days=day), 100, seller="s1")
        for place, day in enumerate(burst):
            world.paper(kind, f"B{place}", AS_OF - timedelta(days=day), 100, seller="s1")
        return world

    def test_far_more_than_ever_is_told_once_for_customer_and_for_seller(self):
        rows = alerts(self.world(3, 3, 3, 2, 2, 2, 1, 1))

        assert [(row["rule"], row["customer"], row["seller"]) for row in rows] == [("burst", "c1", "s1")]
        assert (rows[0]["papers"], rows[0]["day"]) == (8, AS_OF - timedelta(days=1))

    def test_four_are_no_burst(self):
        assert rules(self.world(3, 3, 2, 1)) == []

    def test_who_came_lately_has_no_past_to_compare_with(self):
        world = World()
        for place in range(12):
            world.paper("sale", f"O{place}", AS_OF - timedelta(days=1 + place), 100)

        assert rules(world) == []

    def test_who_was_as_busy_before_is_in_order(self):
        assert rules(self.world(*range(140, 132, -1), 3, 3, 3, 2, 2, 2, 1, 1)) == []
