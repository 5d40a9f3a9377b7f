"""From the tables of slow measures to what is believed of each customer, with the numbers behind it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from zhike.catalog.facts import product_names
from zhike.customers.actions import Finding
from zhike.insight.computing.findings import Row, evidence_of
from zhike.insight.computing.kept import rows
from zhike.insight.models import Run
from zhike.insight.risk_classes import RiskClasses

WORTH = ("p_alive", "discounted_purchases", "expected_spend", "x")
BANDS = ("low_90", "low_50", "high_50", "high_90")
THEN = 2  # further products named beside the first


@dataclass(frozen=True)
class Outlook:
    """A kind of standing and how the kept tables of a run give it."""

    kind: str
    findings: Callable[[Run], Iterator[Finding]]


def worth(run: Run) -> Iterator[Finding]:
    """The value of everybody who has one, between the ends of its bands."""
    for row in rows(run, "customers"):
        if row["clv"] is not None:
            ends = {end: round(row[f"clv_{end}"], 2) for end in BANDS}
            yield Finding(row["customer_id"], "lifetime", "", round(row["clv"], 4), ends | evidence_of(row, WORTH))


def risks(run: Run) -> Iterator[Finding]:
    """The class and percentage of everybody's risk, with its reasons."""
    classes, _others = RiskClasses.split(run.parameters)
    for row, reasons in reasoned(rows(run, "chances"), rows(run, "reasons")):
        evidence = {"horizon_days": run.parameters["horizon_days"], "reasons": reasons}
        yield Finding(int(row["id"]), "churn_risk", classes.of(row["chance"]), round(100 * row["chance"], 2), evidence)


def reasoned(chances: Iterable[Row], reasons: Iterable[Row]) -> Iterator[tuple[Row, list[Row]]]:
    """Every chance with its reasons, the strongest first; both come in one order of customers."""
    by_customer = groupby(reasons, key=itemgetter("id"))
    ahead = next(by_customer, None)
    for row in chances:
        mine: list[Row] = []
        if ahead and ahead[0] == row["id"]:
            mine = [_reason(reason) for reason in ahead[1]]
            ahead = next(by_customer, None)
        yield row, mine


def groups(run: Run) -> Iterator[Finding]:
    """The group of everybody in one, with what its members have in common."""
    alike = {
        row["cluster"]: {"customers": row["rows"], "share": round(row["share"], 4)} for row in rows(run, "clusters")
    }
    for row in rows(run, "profiles"):
        alike[row["cluster"]].setdefault("profile", {})[row["column"]] = row["word"]
    for row in rows(run, "members"):
        if row["cluster"] is not None:
            yield Finding(int(row["id"]), "cluster", str(row["cluster"]), None, alike[row["cluster"]])


def offers(run: Run) -> Iterator[Finding]:
    """The product to offer everybody next, and because of what."""
    # Asked for before the first finding: while findings are copied to the database nothing else can be asked of it.
    return _offered(run, product_names())


def _offered(run: Run, names: dict[str, str]) -> Iterator[Finding]:
    for customer, listed in groupby(rows(run, "offers"), key=itemgetter("customer")):
        first, *others = listed
        evidence = {
            "offer": first["item"],
            "offer_name": names.get(first["item"]),
            "because": first["because"],
            "because_name": names.get(first["because"], first["because"]),
            "way": first["way"],
            "then": [names.get(other["item"], other["item"]) for other in others[:THEN]],
        }
        yield Finding(int(customer), "next_product", first["item"], None, evidence)


def cells(run: Run) -> Iterator[Finding]:
    """The cell of everybody on the matrix of present and potential value."""
    for row in rows(run, "customers"):
        if row["cell"]:
            evidence = evidence_of(row, ("present_value", "potential_value"))
            yield Finding(row["customer_id"], "matrix", row["cell"], None, evidence)


def _reason(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("field", "value", "usual")} | {"effect": round(row["effect"], 3)}


OUTLOOKS = {
    "lifetime": Outlook("lifetime", worth),
    "churn_risk": Outlook("churn_risk", risks),
    "clusters": Outlook("cluster", groups),
    "recommend": Outlook("next_product", offers),
    "matrix": Outlook("matrix", cells),
}
