"""The words of signals: what each rule looks for, and every reason as a sentence with places for its values."""

from collections.abc import Mapping

from zhike.insight.measures.cautions import _

RULES: Mapping[str, str] = {
    "twice": _("Paid twice"),
    "split": _("Split below a limit"),
    "back": _("Taken back without a sale"),
    "discount": _("Discount out of the ordinary"),
    "burst": _("Sudden burst"),
}

SENTENCES: Mapping[str, str] = {
    "equal_amounts": _("%(payments)s payments of %(amount)s; days from the first to the last: %(days)s."),
    "same_day": _("All on the same day."),
    "same_reference": _("They carry the same bank reference."),
    "not_claimed": _("Claims of that amount to be paid around that time: %(claims)s."),
    "never_claimed": _("No claim of that amount was to be paid around that time."),
    "other_customers": _("One payer paid it for %(customers)s customers."),
    "together_over": _("%(papers)s papers below the limit of %(limit)s make %(together)s within %(days)s days."),
    "close_below": _("%(papers)s of them lie within %(share)s of the limit."),
    "bunched": _("This seller has %(below)s papers just below that limit and %(above)s just above it in a year."),
    "nothing_given": _("Nothing was sold or paid before that could be taken back."),
    "above_given": _("Taken back so far: %(taken)s, but only %(given)s was sold or paid."),
    "source_unknown": _("It names a paper that does not exist."),
    "above_source": _("%(taken)s was taken back of a paper of %(source)s."),
    "before_source": _("It is dated before the paper that it takes back."),
    "other_payer": _("The money went to somebody else than who had paid."),
    "above_peers": _("%(rate)s off on %(lines)s lines, where %(usual)s is usual for the same products."),
    "spreads_above": _("That is %(spreads)s spreads above the other sellers."),
    "steep_line": _("%(discount)s off, where %(usual)s is usual for that product."),
    "spreads_beyond": _("That is %(spreads)s spreads beyond other lines."),
    "burst_of": _("%(papers)s papers in %(days)s days, where %(usual)s are usual."),
    "never_so_many": _("At most %(most)s came in as many days before."),
}


def sentence(code: str) -> str:
    """The English sentence of a reason with its places, the key for translators."""
    return SENTENCES[code]
