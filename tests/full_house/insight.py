"""What is believed about a customer, the runs that found it, and the cubes."""

import re
from datetime import date, timedelta
from decimal import Decimal

from tests.cast import (
    a_standing,
)
from tests.full_house.machinery import lately
from zhike.customers.models import Customer
from zhike.insight.books import in_force
from zhike.insight.cubes.models import Dashboard, Report, SavedCube, Sending, Tile
from zhike.insight.measures.cautions import SENTENCES
from zhike.insight.models import Draft, Move, RuleBook, Run, Trial
from zhike.kit.access.models import Staff

AS_OF, FELL_ON, ROSE_ON = date(2026, 3, 12), date(2026, 3, 1), date(2025, 11, 1)
RHYTHM = {"purchases_12m": 8, "days_since_last_purchase": 128, "expected_gap_days": 31.2, "gap_is_own": True}
PLACE = {"place": 9, "ranked_customers": 870, "value": "48600.5", "value_basis": "margin_12m", "value_share": 0.021}
CODED = {
    "tier": ("gold", PLACE),
    "lifecycle": ("active", {**RHYTHM, "gap_is_own": False}),
    "abc": ("A", PLACE),
    "rfm": ("255", {"days_since_last_purchase": 128, "purchases": 40, "net": "912000.00"}),
    "relation": ("actual", RHYTHM),
    "profit": ("vip", {**PLACE, "value_basis": "net_sales_12m"}),
    "receivables": ("none", {}),
}
NUMBERS = {
    "days_since_last_purchase": (128, {"last_purchase": "2025-11-04"}),
    "purchases_12m": (8, {}),
    "net_sales_12m": (Decimal(486_000), {}),
    "margin_12m": (Decimal(121_000), {"estimated": True}),
    "clv": (Decimal(213_000), {"yearly_value": "121000", "multiple": 1.76, "yearly_retention": 0.61}),
}
DRAWN = (
    "abc",
    "clv",
    "paretonbd",
    "matrix",
    "equity",
    "cohorts",
    "survival",
    "churn",
    "churn_risk",
    "recommend",
    "loyalty",
    "anomalies",
    "signals",
)
MEASURES = ("figures", "rfm", "abc", "pyramid", "ladder", "lifecycle", "clv")


def place_cubes(reader: Staff, words: dict[str, str]) -> dict[str, int]:
    """A saved cube on a dashboard, and a report of it that went out once."""
    cube = SavedCube.objects.create(name=words["title"], state="cube=sales&rows=month", made_by=reader)
    board = Dashboard.objects.create(name=words["file"], made_by=reader)
    report = Report.objects.create(cube=cube, made_by=reader, next_at=lately(-9))
    report.to.add(reader)
    Sending.objects.create(report=report, to=reader, due_at=lately(2), sent_at=lately(1))
    tile = Tile.objects.create(dashboard=board, cube=cube)
    return {"cube": cube.pk, "board": board.pk, "report": report.pk, "tile": tile.pk}


def place_standings(customer: Customer, words: dict[str, str]) -> None:
    a_standing(customer, "rung", "core", since=ROSE_ON, until=FELL_ON, evidence={**RHYTHM, "referrals": 1})
    a_standing(customer, "rung", "edge", since=FELL_ON, evidence=RHYTHM)
    a_standing(customer, "lifecycle", "loyal", since=ROSE_ON, until=FELL_ON, evidence=RHYTHM)
    for kind, (value, evidence) in (CODED | NUMBERS).items():
        a_standing(customer, kind, value, evidence=evidence, run=1)
    stated = {"source": "stated", "evidence": {}, "rule_version": ""}
    a_standing(customer, "origin", "intermediate", reason=words["because"], **stated)
    a_standing(customer, "settlement", "credit", holds_until=AS_OF + timedelta(days=300), **stated)


def place_runs(reader: Staff, words: dict[str, str]) -> None:
    """A run of every measure, the first one with every caution there is; one failed, one still working."""
    said = [
        {"code": code, "sentence": sentence, "values": dict.fromkeys(re.findall(r"%\((\w+)\)s", sentence), 7)}
        for code, sentence in SENTENCES.items()
    ]
    stamps = {"as_of": AS_OF, "started_at": lately(2), "finished_at": lately(1), "customers": 870}
    for measure in MEASURES:
        Run.objects.create(measure=measure, rule_version="v1", status="done", warnings=said, **stamps)
        said = []
    Run.objects.create(measure="clv", rule_version="v1", status="failed", warnings=[], **stamps)
    Run.objects.create(
        measure="rfm", rule_version="v1", status="running", as_of=AS_OF, parameters={"replayed_from": "x"}
    )
    in_force("pyramid")
    book = in_force("ladder")
    changed = {**book.settings, "new_days": 60}
    kept = {"made_by": reader, "note": words["because"], "settings": changed}
    later = RuleBook.objects.create(measure="ladder", version=2, effective_from=AS_OF, **kept)
    Draft.objects.create(measure="ladder", version=2, **kept)
    trial = Trial.objects.create(book=later, earlier="v1", as_of=AS_OF, customers=870)
    for customer in Customer.objects.filter(name=words["customer"]):
        Move.objects.create(trial=trial, customer=customer, day=AS_OF, was="new", now="inactive", now_evidence=RHYTHM)
