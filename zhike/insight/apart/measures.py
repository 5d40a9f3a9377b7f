"""The slow measures by name, each with the settings and the window it is computed with every night."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from zhike.insight.measures import (
    BgNbd,
    Churn,
    ClvByKind,
    Cohorts,
    CustomerEquity,
    Facts,
    MarketPeriod,
    MbgNbd,
    ParetoNbdForecast,
    Scored,
    Survival,
)
from zhike.insight.measures import ValueMatrix as Matrix
from zhike.insight.measures.analyses import (
    Ageing,
    Anomalies,
    Baskets,
    ChurnRisk,
    Clusters,
    ContactCurve,
    LookAlikes,
    LoyaltyKpis,
    NextProduct,
    Response,
    SalesForecast,
    Signals,
)
from zhike.insight.measures.found import Found
from zhike.insight.measures.lifetime.compared import Side, compared
from zhike.insight.measures.moments import months_before

Result = Scored | Found
Ask = Callable[..., Result]  # of facts, a day and the settings that people chose

#: The purchases of so many months are held out to judge the fit by.
HELD_OUT_MONTHS = 6
#: Less history than this leaves nothing to hold out.
LEAST_DAYS = 548
#: Purchases to come are told for so many weeks: long enough for rare buyers, short enough for a plan of visits.
WEEKS_AHEAD = 13
#: So many regions, channels and product categories each are forecast beside the whole.
MOST_PARTS = 12


def held_out_from(facts: Facts, as_of: date) -> date | None:
    """The first day a back-test holds out; None where the history is too short for one."""
    span = facts.span()
    is_long = span is not None and (as_of - span[0]).days >= LEAST_DAYS
    return months_before(as_of, HELD_OUT_MONTHS) if is_long else None


def lifetime(facts: Facts, as_of: date, **settings: Any) -> Scored:
    """Values with bands, and a back-test where the history is long enough."""
    return ClvByKind(calibrate_until=held_out_from(facts, as_of), **settings).fit(facts, as_of=as_of)


def purchases(facts: Facts, as_of: date, **settings: Any) -> Scored:
    """Purchases of the next quarter by Pareto/NBD, and how it does beside the other models of repeat buying."""
    forecast = ParetoNbdForecast(**{"horizon": WEEKS_AHEAD, "calibrate_until": held_out_from(facts, as_of), **settings})
    found = forecast.fit(facts, as_of=as_of)
    way: dict[str, Any] = {"as_of": as_of, "calibrate_until": forecast.calibrate_until, "unit": forecast.unit}
    others = [
        Side.fitted(model(minimum_repeaters=forecast.minimum_repeaters, penalty=forecast.penalty), facts, **way)
        for model in (MbgNbd, BgNbd)
    ]
    return replace(found, extras={**found.extras, **compared([Side.of(found), *others])})


def churn(facts: Facts, as_of: date, *, market: Sequence[Mapping[str, Any]] = (), **settings: Any) -> Scored:
    """Churn with what is known of the market, by the first days of its periods."""
    known = [MarketPeriod(**{**one, "period_start": date.fromisoformat(one["period_start"])}) for one in market]
    return Churn(market=tuple(known), **settings).fit(facts, as_of=as_of)


def matrix(facts: Facts, as_of: date, *, worth: Mapping[str, Any] = {}, cuts: Sequence[float] | None = None) -> Scored:
    """What customers bring against what is to come of them, by the rules of value and between fixed borders if any."""
    return Matrix(worth=ClvByKind(**worth), cuts=(cuts[0], cuts[1]) if cuts else None).fit(facts, as_of=as_of)


def equity(facts: Facts, as_of: date, *, worth: Mapping[str, Any] = {}) -> Scored:
    """The sum of what is to come, by the rules of value."""
    return CustomerEquity(worth=ClvByKind(**worth)).fit(facts, as_of=as_of)


def forecast(facts: Facts, as_of: date) -> Found:
    """What will be sold of everything, and of the largest regions, channels and categories in tables beside."""
    whole = SalesForecast().fit(facts, as_of=as_of)
    parts = SalesForecast(origins=1).of_parts(facts, as_of=as_of, most=MOST_PARTS)
    beside = {f"parts_{name}": table for name, table in parts.tables.items()}
    parameters = {**whole.parameters, "parts": parts.parameters["series"], "most_parts": MOST_PARTS}
    return replace(whole, tables={**whole.tables, **beside}, parameters=parameters)


#: In the order of computing: first what lists and pages of customers wait for.
SLOW: dict[str, Ask] = {
    "lifetime": lifetime,
    "churn_risk": lambda facts, as_of, **settings: ChurnRisk(**settings).fit(facts, as_of=as_of),
    "clusters": lambda facts, as_of: Clusters().fit(facts, as_of=as_of),
    "recommend": lambda facts, as_of: NextProduct(top=5).fit(facts, as_of=as_of),
    "matrix": matrix,
    "equity": equity,
    "paretonbd": purchases,
    "cohorts": lambda facts, as_of: Cohorts().fit(facts, as_of=as_of),
    "survival": lambda facts, as_of: Survival().fit(facts, as_of=as_of),
    "churn": churn,
    "loyalty": lambda facts, as_of: LoyaltyKpis().fit(facts, as_of=as_of),
    "baskets": lambda facts, as_of: Baskets().fit(facts, as_of=as_of, against_year_before=True),
    "anomalies": lambda facts, as_of: Anomalies(frequency="week").fit(facts, as_of=as_of),
    "ageing": lambda facts, as_of: Ageing().fit(facts, as_of=as_of),
    "signals": lambda facts, as_of, **settings: Signals(**settings).fit(facts, as_of=as_of),
    "contact_curve": lambda facts, as_of: ContactCurve().fit(facts, as_of=as_of),
    "response": lambda facts, as_of: Response().fit(facts, as_of=as_of),
    "look_alikes": lambda facts, as_of: LookAlikes().fit(facts, as_of=as_of),
    "forecast": forecast,
}
