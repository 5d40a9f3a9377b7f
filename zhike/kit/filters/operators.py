"""What may be asked of a field, by its kind, and what each question means in days, texts and numbers."""

from datetime import date, timedelta
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from zhike.kit.fields import Field
from zhike.kit.filters import days
from zhike.kit.refusal import Refusal

KNOWN = ("empty", "filled")  # asked without a value
CODED = ("choice", "choices", "relation")  # "is" one of them is "in" them
DATES = ("last", "older", "next", "during", "anniversary", "is", "min", "max", *KNOWN)
OPERATORS = {
    "choice": ("in", "is", *KNOWN),
    "choices": ("in", "is"),
    "relation": ("in", "is", *KNOWN),
    "yesno": ("is", *KNOWN),
    "text": ("has", "is", "in", "starts", *KNOWN),
    "longtext": ("has", *KNOWN),
    "sealed": ("is", "in", *KNOWN),
    "number": ("min", "max", "is", *KNOWN),
    "days": ("last", "older", "is", "min", "max", *KNOWN),
    "date": DATES,
    "moment": DATES,
}


def operators_of(field: Field) -> tuple[str, ...]:
    """What may be asked of a field; a number of days since something is asked like the day itself."""
    return OPERATORS.get("days" if is_days(field) else field.kind) or field.operators


def is_days(field: Field) -> bool:
    """Whether the number of a field is a distance in days back from today."""
    return field.kind == "number" and field.name.startswith("days_since")


def condition(field: Field, operator: str, values: list[str], *, today: date) -> Q:
    """One question as a condition of the database. Raises Refusal for a question or a value the field does not know."""
    if operator not in operators_of(field):
        if field.kind == "sealed":
            sentence = _("“%(field)s” is kept sealed: it is found by the whole of a value alone.")
            raise Refusal(sentence % {"field": field.label}, field=field.name)
        raise Refusal(
            _("“%(field)s” cannot be filtered by “%(operator)s”; possible are %(possible)s.")
            % {"field": field.label, "operator": operator, "possible": ", ".join(operators_of(field))},
            field=field.name,
        )
    if operator in KNOWN:
        empty = field.condition("empty", [])
        return empty if operator == "empty" else ~empty
    if not values or (len(values) > 1 and operator != "in"):
        raise Refusal(_("Say what “%(field)s” should be.") % {"field": field.label}, field=field.name)
    try:
        return _asked(field, operator, values, today)
    except (ValueError, OverflowError):
        said = {"value": values[0], "field": field.label}
        raise Refusal(_("“%(value)s” is not a value of “%(field)s”.") % said, field=field.name) from None


def _asked(field: Field, operator: str, values: list[str], today: date) -> Q:
    said = values[0]
    if operator == "anniversary":
        return field.condition("anniversary", [days.anniversaries(*days.span(said, today=today))])
    if operator == "during":
        return _between(field, *days.span(said, today=today), today)
    if operator == "last":
        return _between(field, days.moved(today, said, -1), today, today)
    if operator == "next":
        return _between(field, today, days.moved(today, said, 1), today)
    if operator == "older":
        return _between(field, None, days.moved(today, said, -1) - timedelta(days=1), today)
    read = [today if value == "today" and field.kind in ("date", "moment") else field.read(value) for value in values]
    if operator == "is" and field.kind == "moment":
        return _between(field, read[0], read[0], today)
    return field.condition("in" if operator == "is" and field.kind in CODED else operator, read)


def _between(field: Field, first: date | None, last: date, today: date) -> Q:
    """From the first day, or from ever, to the last."""
    if is_days(field):
        bounds: dict[str, Any] = {"min": (today - last).days} | ({"max": (today - first).days} if first else {})
    else:
        bounds = {"max": last} | ({"min": first} if first else {})
    return reduce(and_, [field.condition(operator, [bound]) for operator, bound in bounds.items()])
