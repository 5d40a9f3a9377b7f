"""The days of a trial: those learnt from, those until it is known what was fraud, those tried on.

*Source.* Dal Pozzolo et al. 2018; Le Borgne et al. 2022, chapter 3: cards that are known by a day are left out of it.
"""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from zhike.insight.measures.cautions import Caution, MeasureRefused, _, say
from zhike.insight.measures.fraud.features import SPANS

Places = npt.NDArray[np.int64]


class Days(NamedTuple):
    """Learnt from ``train_from`` to before ``train_until``, tried from ``test_from`` to before ``test_until``."""

    train_from: date
    train_until: date
    test_from: date
    test_until: date

    @classmethod
    def of(cls, train_from: date, *, train: int, delay: int, test: int) -> "Days":
        """The days from the first on, one part after the other."""
        ends = np.cumsum([0, train, delay, test]).tolist()
        return cls(*(train_from + timedelta(days=end) for end in ends))

    @property
    def delay(self) -> timedelta:
        """How long it takes until it is known what was fraud."""
        return self.test_from - self.train_until


class Trial(NamedTuple):
    """Transactions from the first day on as arrays, one entry each; ``fraud`` 1 or 0, −1 where it is not known.

    ``learn`` and ``ask`` are the places of those learnt from and of those asked about, by time.
    """

    day: npt.NDArray[np.datetime64]
    customer: Places
    amount: npt.NDArray[np.float64]
    fraud: npt.NDArray[np.int8]
    learn: Places
    ask: Places


def trial(rows: pa.Table, days: Days, *, span: tuple[date, date], has_labels: bool) -> Trial:
    """Which transactions are learnt from and asked about; all there are lie in ``span``. Refuses days without any."""
    day = rows["day"].to_numpy()
    customer = rows["customer"].to_numpy()
    fraud = pc.fill_null(rows["is_fraud"].cast(pa.int8()), -1).to_numpy()
    learn = (day < np.datetime64(days.train_until)) & ((fraud >= 0) | (not has_labels))
    ask = (day >= np.datetime64(days.test_from)) & ~known_before(day, customer, fraud, delay=days.delay)
    refuse_none(learn, first=days.train_from, after=days.train_until, span=span)
    refuse_none(ask, first=days.test_from, after=days.test_until, span=span)
    amount = rows["amount"].cast(pa.float64()).to_numpy()
    return Trial(day, customer, amount, fraud, np.flatnonzero(learn), np.flatnonzero(ask))


def known_before(
    day: npt.NDArray[np.datetime64], customer: Places, fraud: npt.NDArray[np.int8], *, delay: timedelta
) -> npt.NDArray[np.bool_]:
    """Which transactions come when a fraud of their customer, on the first day or after, is known already."""
    first = np.full(customer.max(initial=-1) + 1, np.datetime64("9999-01-01"), day.dtype)
    np.minimum.at(first, customer[fraud == 1], day[fraud == 1])
    return first[customer] < day - np.timedelta64(delay.days, "D")


def refuse_none(chosen: npt.NDArray[np.bool_], *, first: date, after: date, span: tuple[date, date]) -> None:
    """Refuse days on which nothing happened that could be used."""
    if not chosen.any():
        days = zip(("first", "last", "start", "end"), (first, after - timedelta(days=1), *span), strict=True)
        raise MeasureRefused(
            _(
                "From %(first)s to %(last)s there is no transaction that can be used. There are some from %(start)s"
                " to %(end)s; give other days."
            ),
            **{name: day.isoformat() for name, day in days},
        )


def span_of(rows: pa.Table) -> tuple[date, date]:
    """The first and the last day."""
    found = pc.min_max(rows["day"]).as_py()
    return found["min"], found["max"]


def cautions(rows: pa.Table, days: Days) -> list[Caution]:
    """Days without a transaction, and windows that reach back before the first one."""
    first, _last = span_of(rows)
    reach = days.train_from - days.delay - timedelta(days=max(SPANS))
    said = [say("windows_cut", first=first.isoformat(), reach=reach.isoformat())] if first > reach else []
    used = {day for day in rows["day"].unique().to_pylist() if day < days.train_until or day >= days.test_from}
    wanted = (days.train_until - days.train_from) + (days.test_until - days.test_from)
    missing = wanted.days - sum(days.train_from <= day < days.test_until for day in used)
    return [*said, say("days_without_transactions", days=missing)] if missing else said
