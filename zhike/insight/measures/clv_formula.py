"""The plain formula of customer lifetime value, and rates turned from one period to another."""

from typing import Literal

from zhike.insight.measures.cautions import MeasureRefused, _

FirstPayment = Literal["end", "now"]


def margin_multiple(
    *, retention: float, discount: float, first_payment: FirstPayment = "end", horizon: int | None = None
) -> float:
    """What a steady margin of 1 per period is worth today, given who stays and what waiting costs.

    ``retention`` share of customers who stay from one period to the next, 0 to 1; ``discount`` per period, above -1;
    both must belong to the same period as the margin. ``first_payment``: at the ``end`` of the first period, to those
    who stayed, r / (1 + d - r); or ``now``, (1 + d) / (1 + d - r). ``horizon`` limits the sum to so many payments.
    Refuses an endless sum that does not converge (retention 1 without discount).

    Gupta and Lehmann 2003; Berger and Nasr 1998.

    >>> round(margin_multiple(retention=0.8, discount=0.10), 4)
    2.6667
    >>> round(margin_multiple(retention=0.8, discount=0.10, first_payment="now"), 4)
    3.6667
    >>> margin_multiple(retention=1.0, discount=0.0, horizon=3)
    3.0
    """
    refuse_impossible(retention=retention, discount=discount, horizon=horizon)
    ratio = retention / (1 + discount)
    first = 1.0 if first_payment == "now" else ratio
    if horizon is not None:
        return first * (float(horizon) if ratio == 1 else (1 - ratio**horizon) / (1 - ratio))
    if ratio >= 1:
        raise MeasureRefused(
            _("With retention %(retention)s and discount %(discount)s the value has no end; give a horizon."),
            retention=retention,
            discount=discount,
        )
    return first / (1 - ratio)


def margin_within(
    *, retention: float, years: float, first_payment: FirstPayment = "end", horizon: int | None = None
) -> float:
    """What a steady margin of 1 a year brings within so many years, not discounted: a year's payment comes evenly
    over its year, and there are ``horizon`` payments at most.

    >>> margin_within(retention=0.8, years=1)
    0.8
    >>> round(margin_within(retention=0.8, years=1.5), 4)
    1.12
    >>> margin_within(retention=0.8, years=3, first_payment="now", horizon=1)
    1.0
    """
    end = years if horizon is None else min(years, horizon)
    whole = int(end)

    def summed(payments: int) -> float:
        if not payments:
            return 0.0
        return margin_multiple(retention=retention, discount=0.0, first_payment=first_payment, horizon=payments)

    return summed(whole) + (end - whole) * (summed(whole + 1) - summed(whole))


def rate_for_part(yearly_rate: float, *, parts: int) -> float:
    """A yearly discount or growth rate for one of ``parts`` equal parts of the year; compounding gives it back.

    >>> round(rate_for_part(0.10, parts=12), 6)
    0.007974
    """
    if yearly_rate <= -1 or parts < 1:
        raise MeasureRefused(_("A rate is above -1, and a year has at least one part."))
    return (1 + yearly_rate) ** (1 / parts) - 1


def retention_for_part(yearly_retention: float, *, parts: int) -> float:
    """A yearly retention for one of ``parts`` equal parts of the year.

    >>> round(retention_for_part(0.5, parts=12), 6)
    0.943874
    """
    if not 0 <= yearly_retention <= 1 or parts < 1:
        raise MeasureRefused(_("Retention lies between 0 and 1, and a year has at least one part."))
    return yearly_retention ** (1 / parts)


def refuse_impossible(*, retention: float, discount: float, horizon: int | None) -> None:
    """Refuse figures outside their meaning."""
    if not 0 <= retention <= 1:
        raise MeasureRefused(_("Retention lies between 0 and 1, not %(given)s."), given=retention)
    if not discount > -1:
        raise MeasureRefused(_("A discount is above -1, not %(given)s."), given=discount)
    if horizon is not None and horizon < 1:
        raise MeasureRefused(_("A horizon has at least one year."))
