"""The measure: the risk that a customer leaves, with reasons."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.found import Found
from zhike.insight.measures.measure import cautions_of_reading
from zhike.insight.measures.moments import a_day
from zhike.insight.measures.scoring.answers import Answered, answered
from zhike.insight.measures.scoring.judging import with_profit
from zhike.insight.measures.scoring.models import KINDS
from zhike.insight.measures.settings import Estimator, refuse_beyond


@dataclass(frozen=True)
class ChurnRisk(Estimator):
    """The chance that each customer leaves, learnt from those who did, with what gives each one away.

    *Reading.* Start at the top of ``chances`` and call as many as you can; ``reach`` says how many leavers that finds.
    ``reasons`` open the talk: an effect above 0 raises the risk, one below lowers it. Believe the row ``time`` of
    ``judged``, not ``folds``: tomorrow is not like a random row of yesterday. Look through ``leaks`` before all: a
    column filled in when the customer had left makes a model brilliant and useless.

    *Formula.* Two learners, logistic regression and boosted trees of eight leaves; the one with the higher AUC on the
    latest fifth of rows (over five folds where there is no time) is taken, learns from all rows, and its log-odds get
    a slope and a shift from rows it had not seen (Platt). A reason is the change of log-odds when one field takes its
    usual value (median, or commonest word).

    *From orders* (``fit``): a customer leaves who, having bought within ``active_days``, buys nothing in the
    ``horizon_days`` that follow. What was known on ``as_of`` less one, two, … horizons is learnt from, each with the
    days after it; these windows do not overlap, and all lie before ``as_of``.

    *From a table* (``of``): one row per customer, ``target`` yes, no or empty; rows with an empty one are only scored.

    *Tables.* ``chances``: ``id``, ``chance`` 0 to 1, ``place``. ``reasons``: ``id``, ``place``, ``field``, ``value``,
    ``usual``, ``effect`` (log-odds). ``fields``: ``field``, ``mean_effect``. ``judged``: ``split``, ``model``,
    ``rows``, ``is_chosen``, ``base_rate``, ``auc``, ``average_precision``, ``brier``, ``top_decile_lift``,
    ``auc_spread``. ``calibration``: ``group``, ``rows``, ``said``, ``came``. ``reach``: ``share``, ``rows``,
    ``found``, ``found_share``, ``lift`` and, with ``gain`` and ``cost`` given, ``profit``. ``leaks``: ``field``,
    ``sign``, ``auc``.

    *Refuses* fewer than 30 of either answer. *Sources.* Neslin et al. 2006; Lemmens and Croux 2006; Verbeke et al.
    2012; Platt 1999.

    >>> table = pa.table({"who": range(200), "visits": [n % 10 for n in range(200)],
    ...                   "left": ["yes" if n % 10 < 4 else "no" for n in range(200)]})
    >>> found = ChurnRisk(models=("logistic",)).of(table, target="left", key="who")
    >>> found.tables["judged"]["auc"].to_pylist(), found.tables["leaks"]["sign"].to_pylist()
    ([1.0], ['parts_too_well'])
    """

    name: ClassVar[str] = "churn_risk"

    horizon_days: int = 91
    active_days: int = 365
    snapshots: int = 6
    gain: float | None = None
    cost: float | None = None
    models: tuple[str, ...] = KINDS

    def __post_init__(self) -> None:
        for setting in ("horizon_days", "active_days", "snapshots"):
            if not isinstance(getattr(self, setting), int) or getattr(self, setting) < 1:
                raise MeasureRefused(_("The setting %(name)s must be a whole number above zero."), name=setting)
        refuse_beyond(self, "gain", "cost", least=0)
        if not self.models or set(self.models) - set(KINDS):
            raise MeasureRefused(_("The models are logistic and trees."))

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON."""
        return {**asdict(self), "models": list(self.models)}

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        """The risk of every customer active before ``as_of``; ``id`` is the customer's number."""
        dates = [a_day(as_of) - timedelta(days=self.horizon_days * back) for back in range(self.snapshots + 1)]
        span = facts.span()
        observation = facts.observe([day for day in dates if span and day > span[0]] or [as_of])
        table = observation.query(
            text_of("churn_features"),
            horizon_days=self.horizon_days,
            active_days=self.active_days,
            until_day=as_of,
        )
        now = pc.equal(table["as_of"], pa.scalar(as_of)).to_pylist()
        found = answered(
            table, target="leaves", key="customer_id", time="as_of", leave_out=(), asked=now, kinds=self.models
        )
        read = observation.query(text_of("reading"), as_of=as_of).to_pylist()[0]
        said = (*cautions_of_reading(read, as_of=as_of), *found.cautions)
        return self.found(found, said, rows_read=read["rows_read"], as_of=as_of)

    def of(
        self, table: pa.Table, *, target: str, key: str, time: str | None = None, leave_out: tuple[str, ...] = ()
    ) -> Found:
        """The risk of every row of a table with known answers in ``target``; columns to ``leave_out`` are not used."""
        found = answered(table, target=target, key=key, time=time, leave_out=leave_out, kinds=self.models)
        return self.found(found, found.cautions, rows_read=table.num_rows, as_of=None)

    def found(self, answers: Answered, said: tuple, *, rows_read: int, as_of: date | None) -> Found:
        """The result with what it was learnt from."""
        parameters = {**self.parameters, "model": answers.model, "learnt_from": answers.learnt_from}
        tables = {**answers.tables, "reach": with_profit(answers.tables["reach"], gain=self.gain, cost=self.cost)}
        return Found(self.name, tables, parameters, said, as_of=as_of, rows_read=rows_read)
