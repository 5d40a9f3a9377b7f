"""The measure: what is bought together."""

from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import ClassVar

import pyarrow as pa

from zhike.insight.measures.baskets.counting import Counting, Wanted
from zhike.insight.measures.baskets.here import Here
from zhike.insight.measures.baskets.rules import rules_of
from zhike.insight.measures.baskets.seasons import with_year_before
from zhike.insight.measures.baskets.tables import rules_table, sets_table
from zhike.insight.measures.baskets.there import There
from zhike.insight.measures.cautions import MeasureRefused, _
from zhike.insight.measures.dialect import text_of
from zhike.insight.measures.engine import Facts
from zhike.insight.measures.found import Found
from zhike.insight.measures.moments import a_day, months_before
from zhike.insight.measures.settings import Estimator
from zhike.insight.measures.spark import SparkFacts


@dataclass(frozen=True)
class Baskets(Estimator):
    """Association rules: who buys these items also buys that one, counted exactly.

    *Reading.* "{herbs} → {root vegetables}, lift 4": baskets with herbs hold root vegetables four times as often as
    baskets do at large. Offer the right side to who has the left one; put both into one promotion, never both at
    a discount. Trust rules that are significant; a lift near 1 says nothing, one below 1 says that they replace
    each other. A rule says what goes together, not what brings about what.

    *Formula.* With baskets N and counts n: support n(AB)/N; confidence n(AB)/n(A); lift n(AB)·N/(n(A)·n(B));
    leverage (n(AB)·N − n(A)·n(B))/N²; conviction n(A)·(N − n(B))/(N·(n(A) − n(AB))), infinite when the confidence
    is 1; Zhang from −1 to 1. A set is frequent with at least ceil(``min_support``·N) baskets, a rule kept while
    denominator·n(AB) ≥ numerator·n(A): both are met as whole numbers, so no rule at the border is lost.
    ``p_value`` is Fisher's exact one-sided test, ``p_adjusted`` after Benjamini and Hochberg over all rules kept.

    *Bounds.* ``max_length`` items in a set; baskets of more than ``max_basket_items`` items have their items left
    out, with a caution; above ``max_sets`` frequent sets it refuses and says what to change.

    *Tables.* ``rules``: ``antecedent``, ``consequent`` (lists of items), ``baskets``, ``antecedent_baskets``,
    ``consequent_baskets``, ``support``, ``confidence``, ``lift``, ``leverage``, ``conviction``, ``zhang``,
    ``p_value``, ``p_adjusted``, ``is_significant``; highest lift first. With a year before to compare also
    ``support_year_before``, ``confidence_year_before``, ``lift_year_before``. ``sets``: ``items``, ``length``,
    ``baskets``, ``support``.

    *Sources.* Agrawal and Srikant 1994; Zaki 2000; Hahsler et al. 2006; Fisher 1922; Benjamini and Hochberg 1995.

    >>> lines = ["tea,cup", "tea,cup,pot", "tea", "pot"]
    >>> from zhike.insight.measures.baskets import entries_of_lines
    >>> found = Baskets(min_support=0.5, min_confidence=0.8).of(entries_of_lines(lines))
    >>> [(row["antecedent"], row["consequent"], row["confidence"]) for row in found.table.to_pylist()]
    [(['cup'], ['tea'], 1.0)]
    """

    name: ClassVar[str] = "baskets"

    min_support: float = 0.01
    min_confidence: float = 0.2
    max_length: int = 10
    consequent_items: int = 1
    max_basket_items: int = 2_000
    max_sets: int = 1_000_000
    significance: float = 0.05

    def __post_init__(self) -> None:
        for setting in ("min_support", "min_confidence", "significance"):
            if not 0 < getattr(self, setting) <= 1:
                raise MeasureRefused(_("The setting %(name)s must lie above 0 and be at most 1."), name=setting)
        for setting in ("max_length", "consequent_items", "max_basket_items", "max_sets"):
            if not isinstance(getattr(self, setting), int) or getattr(self, setting) < 1:
                raise MeasureRefused(_("The setting %(name)s must be a whole number above zero."), name=setting)

    @property
    def parameters(self) -> dict[str, float | int]:
        """The settings, ready for JSON."""
        return asdict(self)

    def fit(self, facts: Facts, *, as_of: date, months: int = 12, against_year_before: bool = False) -> Found:
        """The rules of the orders of the last months before ``as_of``.

        Charges, returns, adjustments and products a customer gave back altogether are left out. ``against_year_before``
        counts every rule again in the same months of the year before, to tell a habit from a season.
        """
        until = a_day(as_of)
        entries = bought(facts, until=until, months=months)
        before = bought(facts, until=months_before(until, 12), months=months) if against_year_before else None
        found = self.told(entries, before=before)
        window = {"months": months, "against_year_before": against_year_before}
        return Found(
            self.name,
            found.tables,
            {**found.parameters, **window},
            found.warnings,
            as_of=until,
            rows_read=found.rows_read,
        )

    def of(
        self, table: pa.Table, *, basket: str = "basket", item: str = "item", before: pa.Table | None = None
    ) -> Found:
        """The rules of a table with one row per basket and item; ``before`` the same of a year earlier."""
        earlier = None if before is None else Here(before, basket=basket, item=item)
        return self.told(Here(table, basket=basket, item=item), before=earlier)

    def told(self, entries: Counting, *, before: Counting | None = None) -> Found:
        """The rules of entries that are counted at some place, and that place asked to forget them."""
        try:
            return self.judged(entries, before)
        finally:
            for one in (entries, before):
                if one is not None:
                    one.forget()

    def judged(self, entries: Counting, before: Counting | None) -> Found:
        """Sets are counted where their entries are; rules, figures and chances are worked out here, from the counts."""
        wanted = Wanted(exact(self.min_support), self.max_length, self.max_basket_items, self.max_sets)
        found = entries.counted(wanted)
        rules = rules_of(found.tree, min_confidence=exact(self.min_confidence), consequent_items=self.consequent_items)
        table = rules_table(rules, found.names, baskets=found.baskets, significance=self.significance)
        if before is not None:
            table = with_year_before(table, before)
        return Found(
            self.name,
            {"rules": table, "sets": sets_table(found.tree, found.names, baskets=found.baskets)},
            {**self.parameters, "baskets": found.baskets, "least_baskets": wanted.least(found.baskets)},
            found.cautions(wanted),
            rows_read=found.rows_read,
        )


def exact(share: float) -> Fraction:
    """The share as it was written: 0.8 is four fifths."""
    return Fraction(str(share))


def bought(facts: Facts, *, until: date, months: int) -> Counting:
    """The entries of baskets in the months before a day, where the facts are."""
    if months < 1:
        raise MeasureRefused(_("A window has at least one month."))
    asked = text_of("basket_entries"), {"from_day": months_before(until, months), "until_day": until}
    if isinstance(facts, SparkFacts):
        return There(facts.frame(asked[0], **asked[1]))
    return Here(facts.query(asked[0], **asked[1]))
