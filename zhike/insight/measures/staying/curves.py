"""Survival curves from times that are partly still running, with their bands, and whether groups differ."""

from typing import Any, NamedTuple

import numpy as np

from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.later import special


class KaplanMeier(NamedTuple):
    """At each time at which something happened: how many were at risk, how many it happened to, and who is left."""

    times: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    survival: np.ndarray
    standard_error: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def median(self) -> float | None:
        """The first time at which at most half are left; None where more than half still are."""
        left = self.times[self.survival <= 0.5 + 1e-12]
        return float(left[0]) if len(left) else None


class LogRank(NamedTuple):
    """The test that groups have one curve: a small ``p`` says they do not."""

    chi_square: float
    degrees: int
    p: float


def kaplan_meier(times: Any, happened: Any, weight: Any = None, *, share: float = 0.9) -> KaplanMeier:
    """The share to whom it has not happened yet, by time; who is still waiting counts for as long as they were seen.

    *Formula.* S(t) = product over times up to t of (1 - d/n); its variance S² Σ d/(n(n-d)) (Greenwood); the band is
    made on ln(-ln S), so that it stays between 0 and 1. Where it happens and ends at one time, it happened first.
    *Sources.* Kaplan and Meier 1958; Greenwood 1926.

    >>> curve = kaplan_meier([1, 2, 2, 3], [True, True, False, False])
    >>> curve.times.tolist(), curve.survival.tolist()
    ([1.0, 2.0], [0.75, 0.5])
    """
    times, happened, weight = columns(times, happened, weight)
    at, at_risk, events = at_each_time(times, happened, weight, np.unique(times[happened > 0]))
    survival = np.cumprod(1 - events / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        summed = np.cumsum(events / (at_risk * (at_risk - events)))
        error = np.where(survival > 0, survival * np.sqrt(summed), 0.0)
        reach = special.ndtri((1 + share) / 2) * np.sqrt(summed) / np.log(survival)
        low, high = (np.where(survival > 0, survival ** np.exp(sign * reach), 0.0) for sign in (-1, 1))
    return KaplanMeier(at, at_risk, events, survival, error, low, high)


def log_rank(times: Any, happened: Any, groups: Any, weight: Any = None) -> LogRank:
    """Whether groups differ: events of each beside those expected if all had one curve.

    *Source.* Mantel 1966; Peto and Peto 1972.
    """
    times, happened, weight = columns(times, happened, weight)
    names, group = np.unique(np.asarray(groups), return_inverse=True)
    if group.shape != times.shape:
        raise MeasureRefused(_("Every time is a number from nought on, and every column is as long as the others."))
    at, at_risk, events = at_each_time(times, happened, weight, np.unique(times[happened > 0]))
    if len(names) < 2 or not len(at):
        return LogRank(0.0, max(len(names) - 1, 0), 1.0)
    parts = [at_each_time(times[group == k], happened[group == k], weight[group == k], at) for k in range(len(names))]
    risk, seen = np.array([part[1] for part in parts]), np.array([part[2] for part in parts])
    excess = (seen - risk * events / at_risk).sum(axis=1)[:-1]
    factor = np.where(at_risk > 1, events * (at_risk - events) / np.maximum(at_risk - 1, 1), 0) / at_risk**2
    shared = np.diag((risk * at_risk * factor).sum(axis=1)) - (risk * factor) @ risk.T
    value = float(excess @ np.linalg.pinv(shared[:-1, :-1]) @ excess)
    return LogRank(value, len(names) - 1, float(special.chdtrc(len(names) - 1, value)))


def at_each_time(
    times: np.ndarray, happened: np.ndarray, weight: np.ndarray, at: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The times, how many were still waiting just before each, and to how many it happened then."""
    order = np.argsort(times, kind="stable")
    waiting = np.concatenate([[0.0], np.cumsum(weight[order])])
    at_risk = waiting[-1] - waiting[np.searchsorted(times[order], at, side="left")]
    place = np.searchsorted(at, times)
    hit = (happened > 0) & np.isin(times, at)
    return at, at_risk, np.bincount(place[hit], weight[hit], len(at))


def columns(times: Any, happened: Any, weight: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The columns as numbers. Refuses times that are none, or below nought, and columns of different lengths."""
    times, happened = np.asarray(times, float), np.asarray(happened, float)
    weight = np.ones_like(times) if weight is None else np.asarray(weight, float)
    if not times.shape == happened.shape == weight.shape or not ((times >= 0) & np.isfinite(times)).all():
        raise MeasureRefused(_("Every time is a number from nought on, and every column is as long as the others."))
    return times, happened, weight
