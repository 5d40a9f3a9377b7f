"""Models that learnt from the first days, with what they make of the last."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import Caution, say
from zhike.insight.measures.fraud.days import Trial
from zhike.insight.measures.fraud.features import FEATURES, OF_LABELS, fields_of, numbers
from zhike.insight.measures.fraud.listing import DayList
from zhike.insight.measures.fraud.models import TAUGHT, Ranker, taught
from zhike.insight.measures.fraud.reasons import reasons
from zhike.insight.measures.fraud.transactions import Transactions
from zhike.insight.measures.scoring.features import Field, Matrix
from zhike.insight.measures.scoring.judging import Chances
from zhike.insight.measures.scoring.learning import refuse_thin


class Tried(NamedTuple):
    """Models by name, the scores they gave, and the ``rows`` that were asked about."""

    trial: Trial
    models: Mapping[str, Ranker]
    scores: Mapping[str, Chances]
    rows: Matrix
    fields: list[Field]
    cautions: tuple[Caution, ...]

    @property
    def learnt_from(self) -> int:
        """How many transactions were learnt from."""
        return len(self.trial.learn)

    def reasons(self, kind: str, listed: pa.Table, *, most: int) -> pa.Table:
        """What put each transaction on a list."""
        names, rows = listed["transaction"].to_pylist(), self.rows[listed["at"].to_numpy()]
        return reasons(self.models[kind], names, rows, self.fields, most=most)


def tried_on(trial: Trial, known: pa.Table, *, kinds: Iterable[str]) -> Tried:
    """The models of these kinds. Refuses too few frauds to learn from; without labels nothing is made of rates."""
    frauds = trial.fraud[trial.learn] == 1
    has_labels = bool((trial.fraud >= 0).any())
    if set(kinds) & set(TAUGHT):
        refuse_thin(frauds)
    names = FEATURES if has_labels else FEATURES[: -len(OF_LABELS)]
    rows = numbers(known, names)
    past, asked = rows[trial.learn], rows[trial.ask]
    models = {kind: taught(kind, past, frauds) for kind in kinds}
    scores = {kind: model.scores(asked) for kind, model in models.items()}
    return Tried(trial, models, scores, asked, fields_of(past, names), cautions(trial, has_labels=has_labels))


def cautions(trial: Trial, *, has_labels: bool) -> tuple[Caution, ...]:
    """What could not be checked."""
    if not has_labels:
        return (say("no_labels"),)
    fraud = trial.fraud[trial.ask]
    return () if {0, 1} <= set(fraud.tolist()) else (say("not_judged"),)


def alerts(made: list[DayList], tried: Tried, at_hand: Transactions, *, scores: Chances) -> pa.Table:
    """The lists as rows, the latest day first; ``at`` is the place among those asked about."""
    days = made[::-1]
    at = np.concatenate([day.listed for day in days])
    found = np.concatenate([day.found for day in days])
    named = at_hand.named.take(pa.array(tried.trial.ask[at]))
    known = tried.trial.fraud[tried.trial.ask[at]] >= 0
    return pa.table(
        {
            "day": pa.array([day.day for day in days for _card in day.listed], pa.date32()),
            "place": pa.array(np.concatenate([np.arange(1, len(day.listed) + 1) for day in days]), pa.int64()),
            "customer": named["customer"],
            "transaction": named["transaction"],
            "moment": named["moment"],
            "amount": at_hand.rows["amount"].take(pa.array(tried.trial.ask[at])),
            "score": pa.array(scores[at], pa.float64()),
            "is_fraud": pa.array(found, pa.bool_(), mask=~(known | found)),
            "at": pa.array(at, pa.int64()),
        }
    )
