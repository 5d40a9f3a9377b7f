"""What a measure says beside its numbers: cautions, and refusals with a sentence.

Both keep the English sentence and its values apart, so that a page can say them in another language:
``gettext(caution.sentence) % caution.values``. A caution also has a code that never changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


def _(sentence: str) -> str:
    """Mark a sentence for the translators and hand it back unchanged; this package knows no gettext."""
    return sentence


@dataclass(frozen=True)
class Caution:
    """One thing a reader of the numbers should know: a stable code, a sentence, the values in it.

    >>> caution = say("rows_after_as_of", rows=3, as_of="2011-07-01")
    >>> str(caution)
    '3 rows are dated on or after 2011-07-01 and were left out.'
    >>> caution.code
    'rows_after_as_of'
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The English sentence with its places, the key for translators."""
        return SENTENCES[self.code]

    def __str__(self) -> str:
        return self.sentence % self.values


class MeasureRefused(ValueError):
    """A number that would mislead is not given; ``str()`` says why and what to do.

    ``sentence`` is the English sentence with its places and ``values`` fills them.
    """

    def __init__(self, sentence: str, **values: Any) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence = sentence
        self.values = values


def say(code: str, **values: Any) -> Caution:
    """The caution of that code with its values; an unknown code is a mistake in the measure."""
    if code not in SENTENCES:
        raise KeyError(code)
    return Caution(code=code, values=values)


SENTENCES: Mapping[str, str] = {
    "rows_after_as_of": _("%(rows)s rows are dated on or after %(as_of)s and were left out."),
    "rows_without_customer": _("%(rows)s rows have no customer; they count in totals only."),
    "rows_of_unlisted_customers": _("%(rows)s rows name a customer that is not in the list and were left out."),
    "margin_unknown": _(
        "Costs are known for %(percent)s %% of sales, which is too little for margins; net sales are used instead."
    ),
    "margin_estimated": _(
        "%(customers)s customers have sales without a known cost; these were valued at the average margin."
    ),
    "fewer_values_than_bins": _(
        "There are fewer different values than steps for %(scores)s, so some scores stay empty."
    ),
    "negative_net": _("%(customers)s customers returned more than they bought."),
    "gap_by_default": _(
        "Nobody has bought on three days yet, so %(days)s days are taken as the usual time between purchases."
    ),
    "history_short": _("The orders start on %(first_day)s, so the year before last is incomplete."),
    "group_too_small": _(
        "Group %(group)s has %(customers)s customers to learn from, too few; it uses the retention of all customers."
    ),
    "kind_not_fitted": _(
        "Customers of the kind %(kind)s have no fitted value: too few buy again, or their spend has no mean."
    ),
    "value_is_sales": _("Values are counted in net sales, not in margin."),
    "value_is_stated_margin": _("Margins are taken as %(percent)s %% of net sales, as stated."),
    "repeats_refused": _("%(rows)s rows have purchase times that cannot be and were left out."),
    "no_dropout_found": _("No drop-out was found, so NBD, in which nobody leaves, stands in for %(model)s."),
    "fit_not_converged": _("The fit did not settle (slope %(slope)s); do not rely on its parameters."),
    "fit_at_edge": _("A parameter ran to the edge of what is possible, so no errors are given."),
    "spend_depends": _(
        "Spend and frequency go together (correlation %(correlation)s), which Gamma-Gamma does not allow for."
    ),
    "market_unknown": _("The market is not known for %(periods)s periods, so its bases of churn stay empty there."),
    "new_customers_assumed": _("%(customers)s customers to come are an assumption, and stand apart from the sum."),
    "cost_unknown": _(
        "%(customers)s customers have an order of unknown cost, and so no contribution. A margin can be stated instead."
    ),
    "margin_is_stated": _(
        "%(customers)s customers have an order of unknown cost; their margin is %(percent)s %% of net sales, as stated."
    ),
    "fit_penalised": _("The fit was pulled towards plain figures with a penalty of %(penalty)s."),
    "history_starts": _("The orders start in %(month)s; customers of that month may be older than they look."),
    "entries_without_name": _("%(rows)s rows name no basket or no item and were left out."),
    "baskets_too_long": _("%(rows)s baskets hold more than %(items)s items each; their items were left out."),
    "period_running": _("The period from %(period)s is not over; it is shown but not learnt from."),
    "periods_filled": _("%(periods)s periods without a row count as no sales."),
    "periods_unknown": _("%(periods)s periods have no known value; they lie on the line between their neighbours."),
    "too_short_for_season": _("%(series)s series have less than two seasons of history; they get no seasonal term."),
    "no_backtest": _("The history is too short to look back, so method and bands are unchecked."),
    "due_day_assumed": _("%(invoices)s open invoices have no due day; it was taken from the usual terms."),
    "fields_may_leak": _(
        "These columns may have been filled when the answer was known: %(fields)s. Check or leave out."
    ),
    "fields_say_nothing": _("These columns are constant or never repeat and were not used: %(fields)s."),
    "no_time_split": _("There is no column of time, so the model was judged over random folds, which flatter."),
    "folds_flatter": _("On later rows the model is worse (%(later)s) than random folds promise (%(folds)s)."),
    "period_left_out": _("The period from %(period)s is not over and was left out."),
    "too_short_to_judge": _("There are too few periods to tell what is out of the ordinary."),
    "rows_with_null": _("%(rows)s rows lack a figure and belong to no group."),
    "one_group": _("The rows differ too little for groups; they make one."),
    "groups_unstable": _("Other starts give other groups (agreement %(agreement)s); do not lean on their borders."),
    "rows_incomplete": _("%(rows)s rows lack a customer, an item or a day and were left out."),
    "no_backtest_of_offers": _("The history is too short to try the offers on the past."),
    "no_limits": _("No limit of approval is known, so nothing was looked at for papers split below one."),
    "papers_without_customer": _("%(papers)s papers have no customer; they count for their seller only."),
    "papers_start": _("The papers start on %(first_day)s, so what was given before that is not seen."),
    "more_alerts_than_checked": _("%(alerts)s alerts were found; %(per_day)s can be checked in a day."),
    "transactions_incomplete": _("%(rows)s transactions lack a part or have no amount that can be added; left out."),
    "no_labels": _(
        "It is not known which transactions were fraud; they are ranked by how unusual they are, unchecked."
    ),
    "not_judged": _("Nothing is known of the days tried on, so no model could be judged."),
    "windows_cut": _("The transactions start on %(first)s, so windows that reach back to %(reach)s count too little."),
    "days_without_transactions": _("%(days)s of the days learnt from and tried on have no transaction."),
    "contacts_start": _("Contacts are recorded from %(first_day)s on; what was done before that is not seen."),
    "contacts_young": _(
        "%(contacts)s contacts of the last %(days)s days are not judged yet: a purchase may still follow."
    ),
    "sets_too_small": _(
        "Left out: %(sets)s of the sets of customers, for fewer than %(least)s of their members or of all others began "
        "more than a year ago."
    ),
    "no_better_than_popularity": _("On the past these offers did no better than one list of popular items for all."),
}
