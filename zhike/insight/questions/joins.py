"""Standings as columns beside a customer: one row per customer and kind, so that counting stays counting."""

from datetime import date

from django.db.models import FilteredRelation, Q, QuerySet

from zhike.customers.knowing import is_told, knows_amounts
from zhike.customers.models import Customer
from zhike.customers.models.customer import RELATED_PARTIES
from zhike.customers.models.standing import held_on
from zhike.kit.access.rows import rows


def graded(by) -> QuerySet[Customer]:
    """The customers a person may see and that are judged at all: related parties are not."""
    return rows(Customer, by=by).exclude(kind__in=RELATED_PARTIES)


def present(kind: str) -> FilteredRelation:
    """The standing of one kind that is believed now."""
    return FilteredRelation("standings", condition=Q(standings__kind=kind, standings__until=None))


def amount(kind: str, *, by) -> FilteredRelation:
    """The same of an amount; nobody has one for a reader who may not know it."""
    return present(kind if knows_amounts(by) and is_told(kind, by=by) else "")


def on(kind: str, day: date) -> FilteredRelation:
    """The standing of one kind that was believed on a day."""
    return FilteredRelation("standings", condition=Q(standings__kind=kind) & held_on(day, path="standings__"))
