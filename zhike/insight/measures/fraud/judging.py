"""How each way to rank did on days it had not seen: AUC, average precision, and how many of the listed cards were bad.

*Source.* Le Borgne et al. 2022, chapter 4 (card precision).
"""

from collections.abc import Mapping

import pyarrow as pa

from zhike.insight.measures.fraud.days import Trial
from zhike.insight.measures.fraud.listing import DayList, card_precision, lists
from zhike.insight.measures.scoring.judging import Chances, auc, average_precision

FIGURES = ("auc", "average_precision", "card_precision")
JUDGED = pa.schema(
    [("model", pa.string()), ("is_chosen", pa.bool_()), ("rows", pa.int64()), ("frauds", pa.int64())]
    + [(name, pa.float64()) for name in FIGURES]
)

RULE = pa.schema(
    [("above", pa.float64()), ("flagged", pa.int64()), ("precision", pa.float64()), ("recall", pa.float64())]
)


def judged_table(asked: Trial, scores: Mapping[str, Chances], *, chosen: str, per_day: int) -> pa.Table:
    """One row for each model; figures are null where nothing is known of the days tried on."""
    rows = [
        judged(name, asked, scored, per_day=per_day) | {"is_chosen": name == chosen} for name, scored in scores.items()
    ]
    return pa.Table.from_pylist(rows, JUDGED)


def judged(name: str, asked: Trial, scores: Chances, *, per_day: int) -> dict[str, object]:
    """The figures of one model on transactions of which it is known what they were."""
    fraud = asked.fraud[asked.ask]
    known = fraud >= 0
    happened = fraud[known] == 1
    found: dict[str, object] = {}
    if happened.any() and not happened.all():
        precision = card_precision(lists(asked, scores, per_day=per_day), per_day=per_day)
        figures = (auc(happened, scores[known]), average_precision(happened, scores[known]), precision)
        found = dict(zip(FIGURES, figures, strict=True))
    return {"model": name, "rows": len(happened), "frauds": int(happened.sum()), **found}


def days_table(days: list[DayList], *, per_day: int) -> pa.Table:
    """Day by day what there was to look through, how many cards were listed, and how many of them were bad."""
    judged = [day.is_judged for day in days]
    return pa.table(
        {
            "day": pa.array([day.day for day in days], pa.date32()),
            "transactions": pa.array([day.transactions for day in days], pa.int64()),
            "cards": pa.array([day.cards for day in days], pa.int64()),
            "listed": pa.array([len(day.listed) for day in days], pa.int64()),
            "frauds": masked([day.frauds for day in days], judged, pa.int64()),
            "found": masked([int(day.found.sum()) for day in days], judged, pa.int64()),
            "card_precision": masked([day.precision(per_day) for day in days], judged, pa.float64()),
        }
    )


def masked(values: list, shown: list[bool], kind: pa.DataType) -> pa.Array:
    """The values that are known."""
    return pa.array([value if known else None for value, known in zip(values, shown, strict=True)], kind)


def rule_table(asked: Trial, *, above: float) -> pa.Table:
    """What one rule would have flagged: ``above``, ``flagged``, ``precision``, ``recall``; null where undefined."""
    fraud = asked.fraud[asked.ask]
    flagged = (asked.amount[asked.ask] > above) & (fraud >= 0)
    hits, frauds = int((fraud[flagged] == 1).sum()), int((fraud == 1).sum())
    row = {
        "above": above,
        "flagged": int(flagged.sum()),
        "precision": hits / int(flagged.sum()) if flagged.any() else None,
        "recall": hits / frauds if frauds else None,
    }
    return pa.Table.from_pylist([row], RULE)
