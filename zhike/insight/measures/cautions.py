"""What a measure says beside its numbers: cautions, and refusals with a sentence.

Both keep the English sentence and its values apart, so that a page can say them in another language:
``gettext(caution.sentence) % caution.values``. A caution also has a code that never changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


def _(sentence: str) -> str:
    """Mark a sentence for the translators and hand it back unchanged; this package knows no gettext."""
    return sentence


#: What is said of one instead, and the name of the value that counts, by the sentence about several.
OF_ONE: dict[str, tuple[str, str]] = {}


def one_or_several(one: str, several: str, *, by: str) -> str:
    """Mark both forms of a sentence that counts ``by`` a value, and hand back that about several, which stands for it.

    Only at the head of a module: a page that says a stored sentence has to know its other form.
    """
    OF_ONE[several] = (one, by)
    return several


def in_english(sentence: str, values: Mapping[str, Any]) -> str:
    """A sentence with its values, in the form that its number asks for.

    >>> in_english(SENTENCES["negative_net"], {"customers": 1})
    '1 customer returned more than they bought.'
    """
    one, by = OF_ONE.get(sentence, ("", ""))
    return (one if by and how_many(values[by]) == 1 else sentence) % values


def how_many(count: Any) -> int:
    """A count as a whole number; engines and JSON may have made a decimal or a text of it."""
    return int(Decimal(str(count)))


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
        return in_english(self.sentence, self.values)


class MeasureRefused(ValueError):
    """A number that would mislead is not given; ``str()`` says why and what to do.

    ``sentence`` is the English sentence with its places and ``values`` fills them.
    """

    def __init__(self, sentence: str, **values: Any) -> None:
        super().__init__(in_english(sentence, values) if values else sentence)
        self.sentence = sentence
        self.values = values


def say(code: str, **values: Any) -> Caution:
    """The caution of that code with its values; an unknown code is a mistake in the measure."""
    if code not in SENTENCES:
        raise KeyError(code)
    return Caution(code=code, values=values)


SENTENCES: Mapping[str, str] = {
    "rows_after_as_of": one_or_several(
        "%(rows)s row is dated on or after %(as_of)s and was left out.",
        "%(rows)s rows are dated on or after %(as_of)s and were left out.",
        by="rows",
    ),
    "rows_without_customer": one_or_several(
        "%(rows)s row has no customer; it counts in totals only.",
        "%(rows)s rows have no customer; they count in totals only.",
        by="rows",
    ),
    "rows_of_unlisted_customers": one_or_several(
        "%(rows)s row names a customer that is not in the list and was left out.",
        "%(rows)s rows name a customer that is not in the list and were left out.",
        by="rows",
    ),
    "orders_without_rate": one_or_several(
        "%(orders)s order (%(currencies)s) was left out: no exchange rate of its day is known. Add it, then compute"
        " again.",
        "%(orders)s orders (%(currencies)s) were left out: no exchange rates of their days are known. Add them, then"
        " compute again.",
        by="orders",
    ),
    "deals_without_rate": one_or_several(
        "The amount of %(deals)s deal (%(currencies)s) was left out: no exchange rate of its day is known. Add it, then"
        " compute again.",
        "The amounts of %(deals)s deals (%(currencies)s) were left out: no exchange rates of their days are known. Add"
        " them, then compute again.",
        by="deals",
    ),
    "margin_unknown": _(
        "Costs are known for %(percent)s %% of sales, which is too little for margins; net sales are used instead."
    ),
    "margin_estimated": one_or_several(
        "%(customers)s customer has sales without a known cost; these were valued at the average margin.",
        "%(customers)s customers have sales without a known cost; these were valued at the average margin.",
        by="customers",
    ),
    "fewer_values_than_bins": _(
        "There are fewer different values than steps for %(scores)s, so some scores stay empty."
    ),
    "negative_net": one_or_several(
        "%(customers)s customer returned more than they bought.",
        "%(customers)s customers returned more than they bought.",
        by="customers",
    ),
    "gap_by_default": one_or_several(
        "Nobody has bought on three days yet, so %(days)s day is taken as the usual time between purchases.",
        "Nobody has bought on three days yet, so %(days)s days are taken as the usual time between purchases.",
        by="days",
    ),
    "history_short": _("The orders start on %(first_day)s, so the year before last is incomplete."),
    "group_too_small": one_or_several(
        "Group %(group)s has %(customers)s customer to learn from, too few; it uses the retention of all customers.",
        "Group %(group)s has %(customers)s customers to learn from, too few; it uses the retention of all customers.",
        by="customers",
    ),
    "kind_not_fitted": _(
        "Customers of the kind %(kind)s have no fitted value: too few buy again, or their spend has no mean."
    ),
    "value_is_sales": _("Values are counted in net sales, not in margin."),
    "value_is_stated_margin": _("Margins are taken as %(percent)s %% of net sales, as stated."),
    "repeats_refused": one_or_several(
        "%(rows)s row has purchase times that cannot be and was left out.",
        "%(rows)s rows have purchase times that cannot be and were left out.",
        by="rows",
    ),
    "no_dropout_found": _("No drop-out was found, so NBD, in which nobody leaves, stands in for %(model)s."),
    "fit_not_converged": _("The fit did not settle (slope %(slope)s); do not rely on its parameters."),
    "fit_at_edge": _("A parameter ran to the edge of what is possible, so no errors are given."),
    "spend_depends": _(
        "Spend and frequency go together (correlation %(correlation)s), which Gamma-Gamma does not allow for."
    ),
    "market_unknown": one_or_several(
        "The market is not known for %(periods)s period, so its bases of churn stay empty there.",
        "The market is not known for %(periods)s periods, so its bases of churn stay empty there.",
        by="periods",
    ),
    "new_customers_assumed": one_or_several(
        "%(customers)s customer to come is an assumption, and stands apart from the sum.",
        "%(customers)s customers to come are an assumption, and stand apart from the sum.",
        by="customers",
    ),
    "cost_unknown": one_or_several(
        "%(customers)s customer has an order of unknown cost, and so no contribution. A margin can be stated instead.",
        "%(customers)s customers have an order of unknown cost, and so no contribution."
        " A margin can be stated instead.",
        by="customers",
    ),
    "margin_is_stated": one_or_several(
        "%(customers)s customer has an order of unknown cost; their margin is %(percent)s %% of net sales, as stated.",
        "%(customers)s customers have an order of unknown cost; their margin is %(percent)s %% of net sales,"
        " as stated.",
        by="customers",
    ),
    "fit_penalised": _("The fit was pulled towards plain figures with a penalty of %(penalty)s."),
    "history_starts": _("The orders start in %(month)s; customers of that month may be older than they look."),
    "entries_without_name": one_or_several(
        "%(rows)s row names no basket or no item and was left out.",
        "%(rows)s rows name no basket or no item and were left out.",
        by="rows",
    ),
    "baskets_too_long": one_or_several(
        "%(rows)s basket holds more than %(items)s items; its items were left out.",
        "%(rows)s baskets hold more than %(items)s items each; their items were left out.",
        by="rows",
    ),
    "period_running": _("The period from %(period)s is not over; it is shown but not learnt from."),
    "periods_filled": one_or_several(
        "%(periods)s period without a row counts as no sales.",
        "%(periods)s periods without a row count as no sales.",
        by="periods",
    ),
    "periods_unknown": one_or_several(
        "%(periods)s period has no known value; it lies on the line between its neighbours.",
        "%(periods)s periods have no known value; they lie on the line between their neighbours.",
        by="periods",
    ),
    "too_short_for_season": one_or_several(
        "%(series)s series has less than two seasons of history; it gets no seasonal term.",
        "%(series)s series have less than two seasons of history; they get no seasonal term.",
        by="series",
    ),
    "no_backtest": _("The history is too short to look back, so method and bands are unchecked."),
    "due_day_assumed": one_or_several(
        "%(invoices)s open invoice has no due day; it was taken from the usual terms.",
        "%(invoices)s open invoices have no due day; it was taken from the usual terms.",
        by="invoices",
    ),
    "fields_may_leak": _(
        "These columns may have been filled when the answer was known: %(fields)s. Check or leave out."
    ),
    "fields_say_nothing": _("These columns are constant or never repeat and were not used: %(fields)s."),
    "no_time_split": _("There is no column of time, so the model was judged over random folds, which flatter."),
    "folds_flatter": _("On later rows the model is worse (%(later)s) than random folds promise (%(folds)s)."),
    "period_left_out": _("The period from %(period)s is not over and was left out."),
    "too_short_to_judge": _("There are too few periods to tell what is out of the ordinary."),
    "rows_with_null": one_or_several(
        "%(rows)s row lacks a figure and belongs to no group.",
        "%(rows)s rows lack a figure and belong to no group.",
        by="rows",
    ),
    "one_group": _("The rows differ too little for groups; they make one."),
    "groups_unstable": _("Other starts give other groups (agreement %(agreement)s); do not lean on their borders."),
    "rows_incomplete": one_or_several(
        "%(rows)s row lacks a customer, an item or a day and was left out.",
        "%(rows)s rows lack a customer, an item or a day and were left out.",
        by="rows",
    ),
    "no_backtest_of_offers": _("The history is too short to try the offers on the past."),
    "no_limits": _("No limit of approval is known, so nothing was looked at for papers split below one."),
    "papers_without_customer": one_or_several(
        "%(papers)s paper has no customer; it counts for its seller only.",
        "%(papers)s papers have no customer; they count for their seller only.",
        by="papers",
    ),
    "papers_start": _("The papers start on %(first_day)s, so what was given before that is not seen."),
    "more_alerts_than_checked": _("%(alerts)s alerts were found; %(per_day)s can be checked in a day."),
    "transactions_incomplete": one_or_several(
        "%(rows)s transaction lacks a part or has no amount that can be added; left out.",
        "%(rows)s transactions lack a part or have no amount that can be added; left out.",
        by="rows",
    ),
    "no_labels": _(
        "It is not known which transactions were fraud; they are ranked by how unusual they are, unchecked."
    ),
    "not_judged": _("Nothing is known of the days tried on, so no model could be judged."),
    "windows_cut": _("The transactions start on %(first)s, so windows that reach back to %(reach)s count too little."),
    "contacts_start": _("Contacts are recorded from %(first_day)s on; what was done before that is not seen."),
    "contacts_young": _(
        "%(contacts)s contacts of the last %(days)s days are not judged yet: a purchase may still follow."
    ),
    "sets_too_small": _(
        "Left out: %(sets)s of the sets of customers, for fewer than %(least)s of their members or of all others began "
        "more than a year ago."
    ),
    "days_without_transactions": one_or_several(
        "%(days)s of the days learnt from and tried on has no transaction.",
        "%(days)s of the days learnt from and tried on have no transaction.",
        by="days",
    ),
    "no_better_than_popularity": _("On the past these offers did no better than one list of popular items for all."),
}

FEW_BEFORE_LAST_YEAR = one_or_several(
    "Only %(customers)s customer bought in the year before last; retention needs %(minimum)s."
    " State a yearly retention instead.",
    "Only %(customers)s customers bought in the year before last; retention needs %(minimum)s."
    " State a yearly retention instead.",
    by="customers",
)
FEW_REPEATERS = one_or_several(
    "Only %(repeaters)s customer bought again; a model of repeat buying needs %(minimum)s.",
    "Only %(repeaters)s customers bought again; a model of repeat buying needs %(minimum)s.",
    by="repeaters",
)
FEW_SPENDERS = one_or_several(
    "Only %(customers)s customer has repeat purchases with money; spend needs %(minimum)s.",
    "Only %(customers)s customers have repeat purchases with money; spend needs %(minimum)s.",
    by="customers",
)
FEW_ANSWERS = one_or_several(
    "Only %(rows)s row has the rarer answer; at least %(least)s are needed.",
    "Only %(rows)s rows have the rarer answer; at least %(least)s are needed.",
    by="rows",
)
ROWS_TWICE = one_or_several(
    "The table %(table)s holds %(rows)s row twice.", "The table %(table)s holds %(rows)s rows twice.", by="rows"
)
PAPERS_UNKNOWN = one_or_several(
    "%(rows)s paper is of an unknown kind or has no amount above zero; kinds are %(kinds)s.",
    "%(rows)s papers are of an unknown kind or have no amount above zero; kinds are %(kinds)s.",
    by="rows",
)
