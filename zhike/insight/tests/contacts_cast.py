"""Activities and standings beside the facts of the measures, and a firm whose contacts are answered by rule."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from zhike.insight.measures import Facts
from zhike.insight.measures.found import Found
from zhike.insight.measures.response import ContactCurve, Contacts, LookAlikes, Response

ACTIVITIES = pa.schema(
    [
        ("activity_id", pa.string()),
        ("kind", pa.string()),
        ("customer_id", pa.int64()),
        ("day", pa.date32()),
        ("result", pa.string()),
        ("by_us", pa.bool_()),
    ]
)

STANDINGS = pa.schema(
    [
        ("customer_id", pa.int64()),
        ("kind", pa.string()),
        ("value", pa.string()),
        ("since", pa.date32()),
        ("until", pa.date32()),
    ]
)


def activity(customer: int, on: date, kind: str = "call", result: str = "reached", *, by_us: bool = True) -> dict:
    return {"kind": kind, "customer_id": customer, "day": on, "result": result, "by_us": by_us}


def with_activities(facts: Facts, some: Sequence[dict[str, Any]]) -> Facts:
    """The facts with these activities, numbered as they come."""
    rows = [row | {"activity_id": f"{row['kind']}-{number:04}"} for number, row in enumerate(some)]
    facts.lend("activities", pa.Table.from_pylist(rows, ACTIVITIES))
    return facts


class Visited:
    """Every customer called every twelfth day since 2024, every fourth time visited instead."""

    measure: ContactCurve | Response = ContactCurve()

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        keys = facts.query("SELECT customer_id FROM customers ORDER BY customer_id")["customer_id"].to_pylist()
        days = [date(2024, 1, 10) + timedelta(days=12 * nth) for nth in range(44)]
        some = [
            activity(key, day, *(("visit", "good") if nth % 4 == 3 else ("call", "reached")))
            for key in keys
            for nth, day in enumerate(days)
        ]
        tried = [activity(key, day - timedelta(days=1), result="no_answer") for key in keys for day in days[::3]]
        return self.measure.told(with_activities(facts, [*some, *tried]), as_of=as_of, contacts=Contacts())


class Replying(Visited):
    """The chance that each customer answers such calls."""

    measure = Response(models=("logistic",))


class Favouring:
    """Likeness to the customers whose number is divided by three, who are gold."""

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        keys = facts.query("SELECT customer_id FROM customers ORDER BY customer_id")["customer_id"].to_pylist()
        holds = {"kind": "tier", "value": "gold", "since": date(2024, 1, 1), "until": None}
        lend_standings(facts, [{"customer_id": key} | holds for key in keys if key % 3 == 0])
        return LookAlikes(models=("logistic",)).told(facts, as_of=as_of)


OF_CONTACTS: dict[str, Any] = {"contact curve": Visited(), "response": Replying(), "look-alikes": Favouring()}


def lend_standings(facts: Facts, some: Sequence[dict[str, Any]]) -> Facts:
    """The facts with these standings."""
    facts.lend("standings", pa.Table.from_pylist(some, STANDINGS))
    return facts


class Answering:
    """The first two customers likely to answer, the others not, learnt from 120 contacts: who bought lately answers.

    Of those a quarter does not, and of the others a tenth does.
    """

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        keys = facts.query("SELECT customer_id FROM customers ORDER BY customer_id")["customer_id"].to_pylist()
        past = [
            contact(
                1000 + n, as_of - timedelta(days=400 - n), 5 if n % 2 else 80, yes=n % 8 != 3 if n % 2 else n % 20 == 4
            )
            for n in range(120)
        ]
        now = [contact(key, as_of, 5 if place < 2 else 80, yes=None) for place, key in enumerate(keys)]
        table = pa.Table.from_pylist([*past, *now])
        return Response(models=("logistic",)).of_contacts(table, as_of=as_of, contacts=Contacts())


def contact(customer: int, on: date, silent: int, *, yes: bool | None) -> dict[str, Any]:
    """A contact as measures read it, so many days after the last purchase."""
    return {
        "customer_id": customer,
        "day": on,
        "channel": "call",
        "is_now": yes is None,
        "contact": 1,
        "answer": None if yes is None else "yes" if yes else "no",
        "bought_on": None,
        "days_since_last_purchase": silent,
        "days_since_last_contact": silent * 8,
    }


class Beginning:
    """Eighty customers of old, half of them gold because they began with much; the first two customers began so too.

    The last customer is known for long and began with more than those who did not become gold; the others are
    new. In class A there is only one.
    """

    def fit(self, facts: Facts, *, as_of: date) -> Found:
        keys = facts.query("SELECT customer_id FROM customers ORDER BY customer_id")["customer_id"].to_pylist()
        old = [
            began(1000 + n, as_of - timedelta(days=900 - n), 900 + n % 7 if n % 2 else 100 + n % 5) for n in range(80)
        ]
        *new, known = keys
        own = [
            *(began(key, as_of - timedelta(days=100), 905 if place < 2 else 102) for place, key in enumerate(new)),
            began(known, as_of - timedelta(days=700), 600),
        ]
        gold = pa.table({"customer_id": [row["customer_id"] for row in old if row["first_purchase"] >= 900]})
        begun = pa.Table.from_pylist([*old, *own])
        members = {"tier:gold,silver": gold, "abc:A": gold.slice(0, 1), "rung:advocate,core": gold}
        return LookAlikes(models=("logistic",)).of_beginnings(begun, members, as_of=as_of)


def began(customer: int, on: date, first: int) -> dict[str, Any]:
    """A beginning as measures read it."""
    return {
        "customer_id": customer,
        "begun_on": on,
        "is_new": on > date(2024, 7, 1),
        "first_purchase": first,
        "purchases_at_first": 1 + customer % 3,
    }
