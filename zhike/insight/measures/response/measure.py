"""The measure: the chance of an answer, and what a contact adds to it."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.found import Found
from zhike.insight.measures.response.contacts import Contacts, beside_columns, cautions_of, refuse_few
from zhike.insight.measures.response.uplift import uplifts
from zhike.insight.measures.scoring.answers import answered, yes_or_no
from zhike.insight.measures.scoring.judging import with_profit
from zhike.insight.measures.scoring.models import KINDS
from zhike.insight.measures.settings import Estimator, refuse_beyond

#: Columns of contacts that tell what came of them, or are not known of a contact that is still to be made.
UNSEEN = ("channel", "is_now", "bought_on")


@dataclass(frozen=True)
class Response(Estimator):
    """The chance that each person answers a contact and, where some were left alone, what the contact adds to it.

    *Reading.* Without ``treated`` the list says who answers, not who answers because of you: some would have bought
    anyway. With it, contact the top of ``uplift`` and leave alone those below 0, whom a contact puts off. ``qini``
    shows how many answers the first tenths gain over as many contacts at random.

    *Formula.* Chances as in churn risk: two learners, the better on later rows, calibrated. Uplift: one logistic
    regression over those contacted, one over those left alone; the difference of their chances.

    *Tables.* Those of churn risk (``chances``, ``reasons``, ``fields``, ``judged``, ``calibration``, ``reach``,
    ``leaks``), and with ``treated``: ``uplift``: ``id``, ``uplift`` from −1 to 1, ``place``; ``qini``: ``share``,
    ``gained``, ``gained_at_random`` in answers per row, ``coefficient`` in the parameters. With ``gain`` of an answer
    and ``cost`` of a contact given, ``reach`` has the ``profit`` of contacting so many.

    *From activities* (``fit``): an answer is a purchase after a contact (see ``Contacts``); what was known on the
    morning of each contact is learnt from, and everybody who bought or was contacted in ``history_days`` gets the
    chance that a contact on ``as_of`` is answered; ``chances`` has their ``days_since_last_purchase`` and
    ``days_since_last_contact``. Contacts were no lottery: it says who answers, not because of what.

    *Sources.* Radcliffe 2007; Künzel et al. 2019; Moro, Cortez and Rita 2014.

    >>> table = pa.table({"who": range(200), "age": [20 + n % 50 for n in range(200)],
    ...                   "answered": ["yes" if n % 50 > 30 else "no" for n in range(200)]})
    >>> found = Response(models=("logistic",)).of(table, target="answered", key="who")
    >>> found.table["chance"][45].as_py() > 0.9 > 0.1 > found.table["chance"][0].as_py()
    True
    """

    name: ClassVar[str] = "response"

    gain: float | None = None
    cost: float | None = None
    models: tuple[str, ...] = KINDS

    def __post_init__(self) -> None:
        refuse_beyond(self, "gain", "cost", least=0)
        if not self.models or set(self.models) - set(KINDS):
            raise MeasureRefused(_("The models are logistic and trees."))

    @property
    def parameters(self) -> dict[str, Any]:
        """The settings, ready for JSON."""
        return {**asdict(self), "models": list(self.models)}

    def of(
        self,
        table: pa.Table,
        *,
        target: str,
        key: str,
        time: str | None = None,
        treated: str | None = None,
        leave_out: tuple[str, ...] = (),
    ) -> Found:
        """The chance of every row of a table with known answers in ``target`` (yes, no, or empty to be scored)."""
        out = (*leave_out, treated) if treated else leave_out
        asked = self.asked(table, target)
        found = answered(table, target=target, key=key, time=time, leave_out=out, asked=asked, kinds=self.models)
        tables, parameters = dict(found.tables), {"model": found.model, "learnt_from": found.learnt_from}
        tables["reach"] = with_profit(tables["reach"], gain=self.gain, cost=self.cost)
        if treated:
            added, coefficient = uplift_tables(table, target=target, key=key, time=time, treated=treated, leave_out=out)
            tables |= added
            parameters["qini_coefficient"] = coefficient
        return Found(self.name, tables, {**self.parameters, **parameters}, found.cautions, rows_read=table.num_rows)

    def fit(self, facts: Facts, *, as_of: date, contacts: Contacts = Contacts()) -> Found:  # noqa: B008 -- frozen
        """The chance that each customer answers a contact on ``as_of``; ``id`` is the customer's number."""
        contacts.see(facts)
        return self.told(facts, as_of=as_of, contacts=contacts)

    def told(self, facts: Facts, *, as_of: date, contacts: Contacts) -> Found:
        """The chances by facts in which ``activities`` are seen."""
        return self.of_contacts(contacts.made(facts, as_of=as_of), as_of=as_of, contacts=contacts)

    def of_contacts(self, made: pa.Table, *, as_of: date, contacts: Contacts) -> Found:
        """The chances by contacts as ``Contacts.made`` tells them."""
        known = made.filter(pc.is_valid(made["answer"]))
        refuse_few(known)
        table = pa.concat_tables([known, asked_now(made, within=contacts.history_days)])
        found = answered(
            table,
            target="answer",
            key="customer_id",
            time="day",
            leave_out=UNSEEN,
            asked=table["is_now"].to_pylist(),
            kinds=self.models,
        )
        reach = with_profit(found.tables["reach"], gain=self.gain, cost=self.cost)
        tables = {**found.tables, "chances": with_silence(found.tables["chances"], table), "reach": reach}
        parameters = {**self.parameters, **contacts.parameters, "model": found.model, "learnt_from": found.learnt_from}
        said = (*cautions_of(made, contacts), *beside_columns(found.cautions))
        return Found(self.name, tables, parameters, said, as_of=as_of, rows_read=known.num_rows)

    def asked(self, _table: pa.Table, _target: str) -> list[bool] | None:
        """Whose chances are wanted: everybody's."""
        return None


def asked_now(made: pa.Table, *, within: int) -> pa.Table:
    """Of the rows as if contacted now, those of customers who bought or were contacted within so many days."""
    now = made.filter(made["is_now"])
    latest = pc.min_element_wise(now["days_since_last_purchase"], now["days_since_last_contact"])
    return now.filter(pc.less_equal(latest, within))


def with_silence(chances: pa.Table, table: pa.Table) -> pa.Table:
    """The chances, in the order in which they were asked, with how long ago the last purchase and contact were."""
    asked = table.filter(table["is_now"])
    for name in ("days_since_last_purchase", "days_since_last_contact"):
        chances = chances.append_column(name, asked[name])
    return chances


def uplift_tables(
    table: pa.Table, *, target: str, key: str, time: str | None, treated: str, leave_out: tuple[str, ...]
) -> tuple[dict[str, pa.Table], float]:
    """What a contact adds to each row of known answer, and how well that was foreseen."""
    answers = [yes_or_no(value) for value in table[target].to_pylist()]
    contacts = [yes_or_no(value) for value in table[treated].to_pylist()]
    known = [row for row, pair in enumerate(zip(answers, contacts, strict=True)) if None not in pair]
    past = table.take(pa.array(known, pa.int64()))
    found = uplifts(
        past,
        np.array([answers[row] for row in known], np.bool_),
        np.array([contacts[row] for row in known], np.bool_),
        times=past[time].to_pylist() if time else None,
        leave_out=[target, key, *([time] if time else []), *leave_out],
    )
    place = np.empty(len(known), np.int64)
    place[np.argsort(-found.uplift, kind="stable")] = np.arange(1, len(known) + 1)
    columns = {"id": past[key].cast(pa.string()), "uplift": pa.array(found.uplift), "place": pa.array(place)}
    return {"uplift": pa.table(columns), "qini": found.curve}, found.coefficient
