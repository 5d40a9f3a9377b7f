"""From a table with known answers to a model that was judged: the steps churn, response and look-alikes share."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from zhike.insight.measures.cautions import FEW_ANSWERS, Caution, MeasureRefused, _, say
from zhike.insight.measures.scoring.features import Field, Matrix, fields_of, matrix, spans
from zhike.insight.measures.scoring.judging import Chances, Flags, Judgement, calibration_table, judged, reach_table
from zhike.insight.measures.scoring.leaks import cautions_of_leaks, leaks
from zhike.insight.measures.scoring.models import Model, calibrated, learnt
from zhike.insight.measures.scoring.splits import Rows, Split, by_time, folds

#: With fewer of either answer nothing can be learnt.
LEAST_OF_EACH = 30
JUDGED = pa.schema(
    [("split", pa.string()), ("model", pa.string()), ("rows", pa.int64()), ("is_chosen", pa.bool_())]
    + [(name, pa.float64()) for name in (*Judgement._fields[1:], "auc_spread")]
)


class Run(NamedTuple):
    """One learner with its figures, and models with the rows that each had not seen."""

    kind: str
    figures: list[dict[str, Any]]
    unseen: list[tuple[Rows, Model]]


class Learnt(NamedTuple):
    """A judged model with what is needed to use and to doubt it."""

    kind: str
    model: Model
    fields: list[Field]
    tables: dict[str, pa.Table]
    cautions: tuple[Caution, ...]


def learn(
    table: pa.Table, happened: Flags, *, times: Sequence[Any] | None, leave_out: Sequence[str], kinds: Sequence[str]
) -> Learnt:
    """The model that did best on later rows (or over folds, where there is no time), calibrated and judged."""
    refuse_thin(happened)
    fields, silent = fields_of(table, leave_out=leave_out)
    if not fields:
        raise MeasureRefused(_("No column says anything about the answer."))
    rows = matrix(table, fields)
    found = leaks(fields, [rows[:, span] for span in spans(fields)], happened)
    split = by_time(times) if times is not None else None
    runs = [tried(kind, rows, happened, split) for kind in kinds]
    best = max(runs, key=lambda run: run.figures[-1]["auc"])
    kept, said, answers = final(best, rows, happened)
    tables = {
        "judged": judged_table(runs, best.kind),
        "calibration": calibration_table(answers, said),
        "reach": reach_table(answers, said),
        "leaks": found,
    }
    cautions = [*cautions_of_leaks(found, leave_out), *cautions_of_split(best.figures, split)]
    cautions += [say("fields_say_nothing", fields=", ".join(silent))] if silent else []
    return Learnt(best.kind, kept, fields, tables, tuple(cautions))


def refuse_thin(happened: Flags) -> None:
    """Refuse to learn from a handful."""
    least = min(int(happened.sum()), int((~happened).sum()))
    if least < LEAST_OF_EACH:
        raise MeasureRefused(
            FEW_ANSWERS,
            rows=least,
            least=LEAST_OF_EACH,
        )


def tried(kind: str, rows: Matrix, happened: Flags, split: Split | None) -> Run:
    """One learner judged over folds, and by time where there is time; the figures to choose by come last."""
    unseen = list(without(kind, rows, happened, list(folds(happened))))
    parts = [judged(happened[judge], model.chances(rows[judge])) for judge, model in unseen]
    mean = {name: float(np.mean([getattr(part, name) for part in parts])) for name in Judgement._fields[1:]}
    spread = float(np.std([part.auc for part in parts]))
    figures: list[dict[str, Any]] = [
        {"split": "folds", "model": kind, "rows": len(happened), **mean, "auc_spread": spread}
    ]
    if split:
        unseen = list(without(kind, rows, happened, [split]))
        ((judge, model),) = unseen
        later = judged(happened[judge], model.chances(rows[judge]))
        figures.append({"split": "time", "model": kind, **later._asdict()})
    return Run(kind, figures, unseen)


def without(kind: str, rows: Matrix, happened: Flags, splits: Sequence[Split]) -> Iterator[tuple[Rows, Model]]:
    """For each split the rows to judge on, and a model that has not seen them."""
    for split in splits:
        yield split.judge, learnt(kind, rows[split.learn], happened[split.learn])


def final(run: Run, rows: Matrix, happened: Flags) -> tuple[Model, Chances, Flags]:
    """The model to use, with chances it gave to rows it had not seen, and their answers.

    It learns from all rows; slope and shift come from rows that a model of the same make had not seen: the later
    ones, or those of the other folds.
    """
    unseen = run.unseen
    fitted = [calibrated(model, rows[judge], happened[judge]) for judge, model in unseen]
    slope, shift = (float(np.mean([getattr(model, name) for model in fitted])) for name in ("slope", "shift"))
    order = np.concatenate([half for judge, _model in unseen for half in (judge[::2], judge[1::2])])
    said = np.concatenate([crossed(model, rows, happened, judge) for judge, model in unseen])
    return Model(learnt(run.kind, rows, happened).learner, slope, shift), said, happened[order]


def crossed(model: Model, rows: Matrix, happened: Flags, judge: Rows) -> Chances:
    """Chances of every second row by what the others taught of slope and shift, then of these by the former."""
    halves = (judge[::2], judge[1::2])
    return np.concatenate(
        [calibrated(model, rows[other], happened[other]).chances(rows[half]) for half, other in (halves, halves[::-1])]
    )


def judged_table(runs: Sequence[Run], chosen: str) -> pa.Table:
    """One row per way to split and learner."""
    rows = [{**row, "is_chosen": run.kind == chosen} for run in runs for row in run.figures]
    return pa.Table.from_pylist(rows, JUDGED)


def cautions_of_split(rows: list[dict[str, Any]], split: Split | None) -> list[Caution]:
    """Say when there was no time to split by, or when later rows are harder than the folds promise."""
    if split is None:
        return [say("no_time_split")]
    over, later = rows[0]["auc"], rows[-1]["auc"]
    return [say("folds_flatter", folds=f"{over:.3f}", later=f"{later:.3f}")] if over - later > 0.03 else []
