"""Why a customer stands elsewhere than before: which figure changed, and which threshold it passed. Arithmetic."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Numbers = Mapping[str, Any]
Figure = Callable[[Numbers], float | None]


@dataclass(frozen=True)
class Threshold:
    """A limit on a figure: `figure` computes it from evidence, `limit` takes it from the settings."""

    name: str
    figure: Figure
    limit: Callable[[Numbers], float]


@dataclass(frozen=True)
class Passed:
    """A threshold with the figure on another side than before; the limit may have moved, the figure, or both."""

    name: str
    was: float
    now: float
    limit_was: float
    limit_now: float

    @property
    def by_rules(self) -> bool:
        """Whether the limit moved over the figure, and not the figure over the limit."""
        return (self.was >= self.limit_now) == (self.now >= self.limit_now)


def passed(measure: str, was: Numbers, now: Numbers, rules_were: Numbers, rules_are: Numbers) -> list[Passed]:
    """The thresholds of a measure that a customer has passed between two verdicts."""
    found = []
    for threshold in THRESHOLDS.get(measure, ()):
        old, new = threshold.figure(was), threshold.figure(now)
        if old is None or new is None:
            continue
        one = Passed(threshold.name, old, new, threshold.limit(rules_were), threshold.limit(rules_are))
        if (one.was >= one.limit_was) != (one.now >= one.limit_now):
            found.append(one)
    return found


def changed_figures(was: Numbers, now: Numbers) -> list[tuple[str, Any, Any]]:
    """The figures that differ between two verdicts: name, before, after."""
    names = [name for name in (*now, *(name for name in was if name not in now)) if name not in HIDDEN]
    return [(name, was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name)]


def _plain(name: str) -> Figure:
    def figure(numbers: Numbers) -> float | None:
        return None if numbers.get(name) is None else float(numbers[name])

    return figure


def _silence(numbers: Numbers) -> float | None:
    """Silence in usual gaps."""
    days, gap = _plain("days_since_last_purchase")(numbers), _plain("expected_gap_days")(numbers)
    return None if days is None or not gap else round(days / gap, 2)


def _top(numbers: Numbers) -> float | None:
    """The share of customers before this one, of those ranked."""
    place, ranked = _plain("place")(numbers), _plain("ranked_customers")(numbers)
    return None if not place or not ranked else round((place - 1) / ranked, 4)


def _set(name: str) -> Callable[[Numbers], float]:
    return lambda settings: float(settings[name])


def _until(tiers: int) -> Callable[[Numbers], float]:
    return lambda settings: round(sum(settings["shares"][:tiers]), 6)


HIDDEN = ("rule", "unbent", "condition", "value_basis", "gap_is_own", "value_is_estimated", "reason", "computed")
BOUGHT = (
    Threshold("silence", _silence, _set("active_within_gaps")),
    Threshold("silence", _silence, _set("inactive_within_gaps")),
    Threshold("silence", _silence, _set("edge_within_gaps")),
)
THRESHOLDS: dict[str, tuple[Threshold, ...]] = {
    "ladder": (
        *BOUGHT,
        Threshold("days_since_last_purchase", _plain("days_since_last_purchase"), _set("lost_after_days")),
        Threshold("days_since_first_purchase", _plain("days_since_first_purchase"), _set("new_days")),
        Threshold("purchases_12m", _plain("purchases_12m"), _set("core_purchases_12m")),
        Threshold("top", _top, _set("core_value_share")),
        Threshold("referrals", _plain("referrals"), _set("advocate_referrals")),
    ),
    "lifecycle": (
        Threshold("silence", _silence, _set("lost_after_gaps")),
        Threshold("days_since_last_purchase", _plain("days_since_last_purchase"), _set("lost_after_days")),
        Threshold("days_since_first_purchase", _plain("days_since_first_purchase"), _set("new_days")),
        Threshold("days_since_first_purchase", _plain("days_since_first_purchase"), _set("loyal_after_days")),
        Threshold("purchases_12m", _plain("purchases_12m"), _set("loyal_purchases_12m")),
    ),
    "pyramid": tuple(Threshold("top", _top, _until(tiers)) for tiers in (1, 2, 3)),
    "abc": (
        Threshold("share_before", _plain("share_before"), _set("a_share")),
        Threshold("share_before", _plain("share_before"), _set("b_share")),
    ),
}
