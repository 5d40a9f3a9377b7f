"""What takes long, computed apart: each measure a run of its own, its tables kept, its results published."""

from dataclasses import asdict
from datetime import date
from typing import Any

from zhike.customers.actions import publish
from zhike.customers.models.customer import RELATED_PARTIES
from zhike.insight.apart.measures import SLOW
from zhike.insight.apart.process import Apart
from zhike.insight.books import cuts_of, in_force, newest
from zhike.insight.computing.facts import first_day, newly_loaded
from zhike.insight.computing.kept import place_for
from zhike.insight.computing.limits import limits_of_approval
from zhike.insight.computing.outlooks import OUTLOOKS
from zhike.insight.computing.runs import BROKEN, TOO_MUCH, recorded
from zhike.insight.computing.runs import said as told
from zhike.insight.left_out import without_rate
from zhike.insight.market import BOOK as MARKET
from zhike.insight.market import of_periods
from zhike.insight.measures import Churn
from zhike.insight.measures.cautions import MeasureRefused
from zhike.insight.models import RuleBook, Run
from zhike.insight.questions.times import latest
from zhike.insight.risk_classes import RiskClasses
from zhike.insight.warehouse import Manifest

#: What people settle by rules, as they do the measures of every day.
BY_RULES = ("churn", "churn_risk", "lifetime", "matrix", "signals")
#: The facts that a measure reads, where it is not orders.
READ_FIRST = {"ageing": "receivables", "contact_curve": "activities", "response": "activities"}
#: What tells each amount in the currency of its paper, and so needs no rate.
IN_OWN_CURRENCY = ("signals",)
#: What is worked out of the values to come, by the rules of these.
OF_VALUES = ("matrix", "equity")


def deepen(*, by) -> list[Run]:
    """Compute what takes long, as of the day everybody was judged last; nothing before the first judgement.

    A measure that refuses, breaks or takes too much says so on its run and leaves its standings as they were.
    """
    judged = latest("figures")
    if judged is None:
        return []
    with newly_loaded(by=by) as manifest, Apart() as apart:
        return [_one(measure, apart, manifest, judged.as_of, by=by) for measure in SLOW]


def _one(measure: str, apart: Apart, manifest: Manifest, as_of: date, *, by) -> Run:
    book = in_force(measure, on=as_of) if measure in BY_RULES else None
    classes, settings = _asked(book, measure, as_of)
    since = first_day(manifest, READ_FIRST.get(measure, "orders"))
    with recorded(measure, as_of=as_of, rule_version=book.label if book else "", facts_from=since) as run:
        with place_for(run) as folder:
            said = apart.ask(
                measure, folder=manifest.folder, as_of=as_of, leave_out=RELATED_PARTIES, into=folder, **settings
            )
            _refuse(said)
        run.parameters, run.warnings = {**run.parameters, **said["parameters"], **classes}, said["warnings"]
        if measure not in (*READ_FIRST, *IN_OWN_CURRENCY):
            run.warnings += [told(caution) for caution in without_rate()]
        run.rows_read, run.customers = said["rows_read"], said["customers"]
        if outlook := OUTLOOKS.get(measure):
            publish(outlook.findings(run), kinds=[outlook.kind], by=by, as_of=as_of, run=run.pk)
    return run


def _asked(book: RuleBook | None, measure: str, as_of: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """The borders of its classes, which are drawn here, and the settings that a measure is asked with."""
    settings: dict[str, Any] = dict(book.settings) if book else {}
    if measure == "churn_risk":
        classes, settings = RiskClasses.split(settings)
        return asdict(classes), settings
    if measure == "signals":
        settings |= limits_of_approval()
    if measure == "churn":
        borders = Churn(**settings).borders(as_of)["border"].to_pylist()
        settings |= {"market": of_periods(newest(MARKET).settings, borders)}
    if measure == "matrix":
        settings = {"cuts": cuts_of(settings)}
    return {}, settings | ({"worth": dict(in_force("lifetime", on=as_of).settings)} if measure in OF_VALUES else {})


def _refuse(said: dict[str, Any]) -> None:
    """Raise what the other process was refused, or why it broke."""
    if refused := said.get("refused"):
        raise MeasureRefused(refused["sentence"], **refused["values"])
    if broken := said.get("broken"):
        raise MeasureRefused(TOO_MUCH) if broken == "TooMuch" else MeasureRefused(BROKEN, error=broken)
