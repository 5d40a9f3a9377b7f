"""The measure: which papers deserve a second look, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pyarrow as pa

from zhike.insight.measures.cautions import PAPERS_UNKNOWN, ROWS_TWICE, Caution, MeasureRefused, _, say
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.engines import facts_on
from zhike.insight.measures.found import Found
from zhike.insight.measures.moments import a_day
from zhike.insight.measures.settings import Estimator
from zhike.insight.measures.shapes import SCHEMAS
from zhike.insight.measures.signals import discounts
from zhike.insight.measures.signals.alerts import MOST_PAPERS, Alert
from zhike.insight.measures.signals.bursts import bursts
from zhike.insight.measures.signals.payments import paid_twice
from zhike.insight.measures.signals.shapes import CHOSEN, KINDS, LIMITS, READ, shaped
from zhike.insight.measures.signals.splitting import split_papers
from zhike.insight.measures.signals.tables import told
from zhike.insight.measures.signals.taking_back import taken_back

FACTS = ("receipts", "invoices", "order_sellers", "quotes", "receivables", "settlements", "line_prices")
WHOLE = ("days", "history_days", "duplicate_days", "plan_days", "split_days", "burst_days", "least_lines", "per_day",
         "most_alerts")  # fmt: skip
ABOVE_ZERO = ("threshold", "burst_z", "burst_over")
SHARES = ("near", "discount_gap", "steep", "least_strength")


@dataclass(frozen=True)
class Signals(Estimator):
    """Alerts: papers of the last ``days`` that may be a mistake or a fraud, ranked for those who check them.

    *Reading.* Work from the top; ``per_day`` is how many the team can check in a day. A strength of 0.9 with a small
    sum may stand below one of 0.6 with a large one. An alert is a question, not a verdict: the reasons say what to
    look at, the papers where.

    *Rules.* ``twice``: payments of one amount and currency that follow each other within ``duplicate_days``, by one
    customer, or by one payer for several. Claims of that amount within ``plan_days`` around them (instalments, sales or
    invoices, whichever are most), less the other payments that answer those, explain so many of them; one is always
    explained. So two equal instalments are no duplicate. ``split``: papers of one kind, customer and seller within
    ``split_days``, each below one of ``limits`` and together at or above it. ``back``: refunds against payments,
    returns against sales, red letters and credit notes against invoices: with nothing before them, more than there was
    (of the customer, or of the paper they name), naming a paper that is not there or is later, or paid to another.
    ``discount``: sellers with ``least_lines`` or more whose discounts lie ``threshold`` spreads and ``discount_gap``
    above what is usual for the same products (the median over their sellers of the median discount of each), and lines
    ``steep`` above the median of their product, beyond as many spreads; spreads by the median and its absolute
    deviation, where that is 0 the mean one. ``burst``: sales, returns or refunds of one customer or seller within
    ``burst_days``, more than ``burst_over`` times the most that ever came in as many days of the ``history_days`` that
    end before them, and ``burst_z`` deviations above what those let expect; nobody with less than four such windows
    behind them.

    *Formula.* Strength is 1 - Π(1 - weight) over the reasons; alerts below ``least_strength`` are left out. Priority
    is strength × ln(1 + money at risk / median amount of a paper in its currency), so that currencies are never
    added up. The first ``most_alerts`` are kept.

    *Tables.* ``alerts``: ``rank``, ``rule``, ``day``, ``customer``, ``seller``, ``currency``, ``at_risk``,
    ``strength``, ``priority``, ``papers``, ``why`` in English, ``alert`` (a key that changes with its papers).
    ``reasons``: ``alert``, ``place``, ``code``, ``weight``, ``values`` as JSON. ``papers``: ``alert``, ``place``,
    ``kind``, ``paper``, ``day``, ``customer``, ``amount``, at most 20 of each. ``rules``: alerts and money by rule.

    *Input.* Papers: ``kind`` (one of ``shapes.KINDS``), ``paper``, ``day``, ``amount`` above zero; if known
    ``customer``, ``seller``, ``currency``, ``payer``, ``reference``, ``against`` (the paper it takes back). Claims:
    ``customer``, ``currency``, ``day``, ``amount``. Lines sold: ``paper``, ``seller``, ``product``, ``day``,
    ``quantity``, ``amount``; if known ``customer``, ``currency``, ``listed`` (at list price).

    *Source.* Bolton and Hand 2002; Nigrini 2011 for duplicates and splits; Iglewicz and Hoaglin 1993 for spreads.

    >>> papers = pa.table({"kind": ["payment"] * 2, "paper": ["R1", "R2"], "customer": ["Lin"] * 2,
    ...                    "reference": ["B77"] * 2, "day": [date(2026, 3, 2), date(2026, 3, 4)],
    ...                    "amount": [Decimal(800)] * 2})
    >>> found = Signals().of(papers, as_of=date(2026, 4, 1))
    >>> [(row["rule"], str(row["at_risk"]), round(row["strength"], 2)) for row in found.table.to_pylist()]
    [('twice', '800.0000', 0.85)]
    """

    name: ClassVar[str] = "signals"

    limits: Mapping[str, Sequence[float]] = field(default_factory=dict)
    limit_currency: str = ""
    days: int = 90
    history_days: int = 365
    duplicate_days: int = 7
    plan_days: int = 60
    split_days: int = 7
    burst_days: int = 7
    near: float = 0.8
    threshold: float = 3.5
    least_lines: int = 10
    discount_gap: float = 0.05
    steep: float = 0.3
    burst_z: float = 5.0
    burst_over: float = 1.5
    least_strength: float = 0.5
    per_day: int = 20
    most_alerts: int = 1000

    def __post_init__(self) -> None:
        for name in WHOLE:
            if not isinstance(given := getattr(self, name), int) or given < 1:
                raise MeasureRefused(_("The setting %(name)s must be a whole number above zero."), name=name)
        for name in ABOVE_ZERO:
            if not getattr(self, name) > 0:
                raise MeasureRefused(_("The setting %(name)s must be a number above zero."), name=name)
        for name in SHARES:
            if not 0 < getattr(self, name) < 1:
                raise MeasureRefused(_("The setting %(name)s must be a share between 0 and 1."), name=name)
        for kind, amounts in self.limits.items():
            if kind not in KINDS or not all(amount > 0 for amount in amounts):
                raise MeasureRefused(_("A limit is a kind of paper with amounts above zero; not %(kind)s."), kind=kind)

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON."""
        return {**asdict(self), "limits": {kind: list(amounts) for kind, amounts in self.limits.items()}}

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        """The alerts of a warehouse. The seller of an order is whose quote, deal, contract or customer it is."""
        for name in FACTS:
            facts.see_also(name)
        for name in READ:
            facts.recall(name)
        return self.told(facts, as_of=as_of)

    def of(
        self,
        papers: pa.Table,
        claims: pa.Table | None = None,
        lines: pa.Table | None = None,
        *,
        as_of: date,
        engine: str = "duckdb",
    ) -> Found:
        """The alerts of these tables, found by the engine of that name."""
        given = {"signal_papers": papers, "signal_claims": claims, "signal_lines": lines}
        bare = {name: SCHEMAS[name].empty_table() for name in ("customers", "orders")}
        with facts_on(engine, **bare) as facts:
            for name, table in given.items():
                facts.lend(name, shaped(name, table))
            refuse_other_papers(facts)
            return self.told(facts, as_of=as_of)

    def told(self, facts: Facts, *, as_of: date) -> Found:
        """The alerts of facts in which the tables of ``shapes.READ`` are seen."""
        asked = self.asked(as_of)
        read = facts.query(text_of("signal_reading"), **asked).to_pylist()[0]
        found = [*self.by_papers(facts, asked), *self.by_discounts(facts, asked)]
        usual = facts.query(text_of("signal_usual"), **asked).to_pylist()
        sizes = {row["currency"]: row["usual"] for row in usual}
        strong = [alert for alert in found if alert.strength >= self.least_strength]
        tables = told(strong, sizes=sizes, most=self.most_alerts)
        said = tuple(self.cautions(read, asked, alerts=len(strong), as_of=as_of))
        return Found(self.name, tables, self.parameters, said, as_of=as_of, rows_read=read["rows_read"])

    def asked(self, as_of: date) -> dict[str, Any]:
        """The settings as parameters of the texts, and the days they look at."""
        end = a_day(as_of)
        since = end - timedelta(days=self.days)
        shares = {name: Decimal(str(getattr(self, name))) for name in ("near", "steep", "burst_over")}
        history = end - timedelta(days=max(self.history_days, self.days))
        return {
            **{name: getattr(self, name) for name in (*WHOLE, "burst_z")},
            **shares,
            "as_of": end,
            "since": since,
            "history": history,
            "burst_history": since - timedelta(days=self.history_days + self.burst_days),
            "most_papers": MOST_PAPERS,
        }

    def by_papers(self, facts: Facts, asked: Mapping[str, Any]) -> Iterator[Alert]:
        """The rules that look at whole papers."""

        def rows(text: str) -> list[dict[str, Any]]:
            return facts.query(text_of(text), **asked).to_pylist()

        yield from paid_twice(rows("signal_twice"))
        if self.limits:
            facts.lend("signal_limits", self.limits_of(facts))
            yield from split_papers(rows("signal_split"), near=self.near, days=self.split_days)
        yield from taken_back(rows("signal_back"))
        yield from bursts(rows("signal_bursts"), days=self.burst_days, threshold=self.burst_z)

    def by_discounts(self, facts: Facts, asked: Mapping[str, Any]) -> Iterator[Alert]:
        """The rules that look at lines."""
        facts.keep("signal_priced", asked)
        sellers = facts.query(text_of("signal_sellers"), **asked).to_pylist()
        chosen = discounts.generous(sellers, threshold=self.threshold, gap=self.discount_gap)
        if chosen:
            facts.lend("signal_chosen", pa.Table.from_pylist([pick(row) for row in chosen], CHOSEN))
            papers = discounts.by_seller(facts.query(text_of("signal_given"), **asked).to_pylist())
            yield from discounts.of_sellers(chosen, papers, threshold=self.threshold)
        lines = facts.query(text_of("signal_steep"), **asked).to_pylist()
        yield from discounts.of_lines(lines, threshold=self.threshold)

    def limits_of(self, facts: Facts) -> pa.Table:
        """Every limit in its currency; without one it holds in each currency there is."""
        there = facts.query("SELECT DISTINCT currency FROM signal_papers ORDER BY currency")["currency"].to_pylist()
        rows = [
            {"kind": kind, "currency": currency, "amount": Decimal(str(amount))}
            for kind, amounts in sorted(self.limits.items())
            for amount in sorted(set(amounts))
            for currency in ([self.limit_currency] if self.limit_currency else there)
        ]
        return pa.Table.from_pylist(rows, LIMITS)

    def cautions(
        self, read: Mapping[str, Any], asked: Mapping[str, Any], *, alerts: int, as_of: date
    ) -> Iterator[Caution]:
        """What a reader should know."""
        if read["rows_after_as_of"]:
            yield say("rows_after_as_of", rows=read["rows_after_as_of"], as_of=as_of.isoformat())
        if read["rows_without_customer"]:
            yield say("papers_without_customer", papers=read["rows_without_customer"])
        if read["first_day"] and read["first_day"] > asked["history"]:
            yield say("papers_start", first_day=read["first_day"].isoformat())
        if not self.limits:
            yield say("no_limits")
        if alerts > self.per_day:
            yield say("more_alerts_than_checked", alerts=alerts, per_day=self.per_day)


def pick(row: Mapping[str, Any]) -> dict[str, Any]:
    """Who a row is about."""
    return {"seller": row["seller"], "currency": row["currency"]}


def refuse_other_papers(facts: Facts) -> None:
    """Refuse papers of an unknown kind, amounts that are not above zero, and a paper that is there twice."""
    known = ", ".join(f"'{kind}'" for kind in KINDS)
    unfit = f"SELECT count(*) AS rows FROM signal_papers WHERE kind NOT IN ({known}) OR kind IS NULL OR amount <= 0"  # noqa: S608 - our own names
    if rows := facts.query(unfit)["rows"][0].as_py():
        raise MeasureRefused(
            PAPERS_UNKNOWN,
            rows=rows,
            kinds=", ".join(KINDS),
        )
    doubles = "SELECT count(*) - count(DISTINCT kind || ' ' || paper) AS rows FROM signal_papers"
    if rows := facts.query(doubles)["rows"][0].as_py():
        raise MeasureRefused(ROWS_TWICE, table="papers", rows=rows)
