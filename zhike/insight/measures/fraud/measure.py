"""The measure: which payments to look at first."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

import pyarrow as pa

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.found import Found
from zhike.insight.measures.fraud.days import Days, span_of, trial
from zhike.insight.measures.fraud.days import cautions as cautions_of_days
from zhike.insight.measures.fraud.features import features
from zhike.insight.measures.fraud.judging import days_table, judged_table, rule_table
from zhike.insight.measures.fraud.listing import lists
from zhike.insight.measures.fraud.models import KINDS, UNTAUGHT
from zhike.insight.measures.fraud.transactions import Transactions, transactions_of
from zhike.insight.measures.fraud.trying import Tried, alerts, tried_on
from zhike.insight.measures.measure import plain
from zhike.insight.measures.settings import Estimator


@dataclass(frozen=True)
class Fraud(Estimator):
    """Payments that are likely fraud, as a list for each day that a team can work through, with reasons.

    *Reading.* ``alerts`` has the latest day first: look at so many cards as you can, from place 1 on. ``reasons`` say
    what put each there. ``days`` tells what such lists were worth on days the model had not seen. Hold ``judged``
    against ``own_mean``, the amount over the card's own mean of 30 days, which needs no model. Fraud changes: learn
    anew every week.

    *Formula.* Each transaction is described by what was known when it came: its amount, weekend, night (before seven),
    how many transactions of how much its customer made within 1, 7 and 30 days, itself included, and how many its
    terminal had and what share of them was fraud, in windows as long that end ``delay_days`` earlier, since fraud is
    known only then. A later row never changes an earlier one; those of one second know nothing of each other. Models
    learn from ``train_days`` days, wait ``delay_days``, and are tried on ``test_days``; a card with a fraud that is
    known by then is left out. Without ``train_from`` the days tried on are the last before ``as_of``.

    *Models.* ``logistic`` regression, ``tree`` of depth 2, ``full_tree``, ``forest`` of 100, boosted ``trees`` of eight
    leaves, and without labels ``isolation`` forest and ``own_mean``. ``model`` makes the list: boosted trees by
    default, which did best by all three figures on the handbook's data; logistic regression is nearly as good, and
    its reasons add up. Without any label ``isolation`` makes it.

    *Tables.* ``alerts``: ``day``, ``place``, ``customer``, ``transaction`` (the card's likeliest of the day),
    ``moment``, ``amount``, ``score``, ``is_fraud`` of any of the card's that day, null where not known. ``reasons``:
    ``transaction``, ``place``, ``field``, ``value``, ``usual``, ``effect`` (log-odds; of trees and forests shares; of
    isolation its score), ``border`` (of a tree's path). ``judged``: ``model``, ``is_chosen``, ``rows``, ``frauds``,
    ``auc``, ``average_precision``, ``card_precision`` (of ``per_day`` places a day the mean share with a fraud; a
    card found is left out of later days). ``days``: ``day``, ``transactions``, ``cards``, ``listed``, ``frauds``,
    ``found``, ``card_precision``. With ``rule_amount``, ``rule``: ``above``, ``flagged``, ``precision``, ``recall``.

    *Refuses* fewer than 30 frauds, or others, to learn from, and days without transactions. *Sources.* Le Borgne,
    Siblini, Lebichot and Bontempi 2022; Dal Pozzolo et al. 2018; Liu, Ting and Zhou 2008.

    >>> Fraud(train_from=date(2018, 7, 25)).parameters["train_from"]
    '2018-07-25'
    """

    name: ClassVar[str] = "fraud"

    train_from: date | None = None
    train_days: int = 7
    delay_days: int = 7
    test_days: int = 7
    per_day: int = 100
    model: str = "trees"
    models: tuple[str, ...] = ("logistic", "tree", "trees", *UNTAUGHT)
    rule_amount: float | None = None
    most_reasons: int = 3

    def __post_init__(self) -> None:
        for setting in ("train_days", "delay_days", "test_days", "per_day", "most_reasons"):
            given, least = getattr(self, setting), setting != "delay_days"
            if not isinstance(given, int) or not least <= given < 100_000:
                raise MeasureRefused(_("The setting %(name)s must be a whole number above zero."), name=setting)
        if unknown := {self.model, *self.models} - set(KINDS):
            raise MeasureRefused(
                _("There is no model named %(given)s; there are %(names)s."),
                given=", ".join(sorted(unknown)),
                names=", ".join(KINDS),
            )

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON."""
        return {name: plain(value) for name, value in asdict(self).items()}

    def of(
        self,
        table: pa.Table,
        *,
        transaction: str = "transaction",
        moment: str = "moment",
        customer: str = "customer",
        terminal: str = "terminal",
        amount: str = "amount",
        fraud: str | None = "fraud",
        as_of: date | None = None,
        engine: str = "duckdb",
    ) -> Found:
        """The lists of a table with a row for each transaction; ``fraud`` is yes, no or empty, or no column at all."""
        named = {"transaction": transaction, "moment": moment, "customer": customer, "terminal": terminal}
        read = transactions_of(table, named={**named, "amount": amount, "fraud": fraud}, as_of=as_of)
        if not read.rows.num_rows:
            raise MeasureRefused(_("There is no transaction to look at."))
        days = self.days(read.rows, as_of)
        spans = {"first_day": days.train_from, "last_day": days.test_until}
        known = features(read.rows, delay_days=self.delay_days, **spans, engine=engine)
        at_hand = read.at(known["row"])
        kinds = (*self.models, self.model) if read.has_labels else UNTAUGHT
        asked = trial(at_hand.rows, days, span=span_of(read.rows), has_labels=read.has_labels)
        tried = tried_on(asked, known, kinds=dict.fromkeys(kinds))
        said = (*read.cautions, *cautions_of_days(read.rows, days), *tried.cautions)
        shaped = {
            **self.parameters,
            **plain(days._asdict()),
            "model": self.chosen(tried),
            "learnt_from": tried.learnt_from,
        }
        tables = self.tables(tried, at_hand)
        return Found(self.name, tables, shaped, said, as_of=as_of, rows_read=table.num_rows)

    def days(self, rows: pa.Table, as_of: date | None) -> Days:
        """The days of the trial: from the one that was given, or the last ones."""
        end = as_of or span_of(rows)[1] + timedelta(days=1)
        whole = timedelta(days=self.train_days + self.delay_days + self.test_days)
        spans = {"train": self.train_days, "delay": self.delay_days, "test": self.test_days}
        return Days.of(self.train_from or end - whole, **spans)

    def chosen(self, tried: Tried) -> str:
        """The model that makes the list."""
        return self.model if self.model in tried.models else UNTAUGHT[0]

    def tables(self, tried: Tried, at_hand: Transactions) -> dict[str, pa.Table]:
        """What is handed back."""
        chosen = self.chosen(tried)
        made = lists(tried.trial, tried.scores[chosen], per_day=self.per_day)
        listed = alerts(made, tried, at_hand, scores=tried.scores[chosen])
        found = {
            "alerts": listed.drop_columns("at"),
            "reasons": tried.reasons(chosen, listed, most=self.most_reasons),
            "judged": judged_table(tried.trial, tried.scores, chosen=chosen, per_day=self.per_day),
            "days": days_table(made, per_day=self.per_day),
        }
        rule = self.rule_amount
        return found if rule is None else {**found, "rule": rule_table(tried.trial, above=rule)}
