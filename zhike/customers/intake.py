"""Customers that arrive by the hundred, from files of other systems."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from zhike.customers.models import Customer
from zhike.kit import search
from zhike.kit.audit import trace
from zhike.kit.naming import sort_key


class Arrival(NamedTuple):
    """A customer as another system knows it; `seen_on` is the first day it is known to have bought."""

    code: str
    name: str
    region: str
    seen_on: date


class Intake(NamedTuple):
    """Customer ids by code, and how many customers are new."""

    ids: dict[str, int]
    created: int


def take_in(arrivals: Sequence[Arrival], *, by) -> Intake:
    """Find each customer by code or create it, and move `known_since` back to the first day it was seen.

    Part of the caller's transaction. Names and regions of customers we have stay as they are.
    """
    if not arrivals:
        return Intake({}, 0)
    created = _create(arrivals)
    made = list(Customer.objects.filter(pk__in=created))
    trace.record_many("load", made, by=by)
    search.index(made)
    found = Customer.objects.filter(code__in=[arrival.code for arrival in arrivals])
    known = {str(customer.code): customer for customer in found.only("code", "name", "known_since")}
    _move_back(arrivals, known, by=by)
    return Intake({code: customer.pk for code, customer in known.items()}, len(created))


def _create(arrivals: Sequence[Arrival]) -> list[int]:
    sql = """
        insert into customers_customer (code, name, name_sort, region, known_since, kind, is_person, city, note,
                                        created_at, changed_at, version)
        select code, name, name_sort, region, known_since, %s, false, '', '', %s, %s, 1
        from unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::date[])
             as arrival(code, name, name_sort, region, known_since)
        on conflict (code) do nothing
        returning id
    """
    now, kind = timezone.now(), Customer._meta.get_field("kind").get_default()
    rows = [(a.code, a.name, sort_key(a.name), a.region, a.seen_on) for a in sorted(arrivals)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind, now, now, *map(list, zip(*rows, strict=True))])
        return [pk for (pk,) in cursor.fetchall()]


def _move_back(arrivals: Sequence[Arrival], known: dict[str, Customer], *, by) -> None:
    """Each move is traced by itself: unlike a creation it may change what somebody entered by hand."""
    earlier = [(known[a.code], a.seen_on) for a in arrivals if a.seen_on < known[a.code].known_since]
    sql = """
        update customers_customer set known_since = earlier.day, version = version + 1, changed_at = %s
        from unnest(%s::bigint[], %s::date[]) as earlier(id, day)
        where customers_customer.id = earlier.id
    """
    with connection.cursor() as cursor:
        ids, days = [customer.pk for customer, _ in earlier], [day for _, day in earlier]
        cursor.execute(sql, [timezone.now(), ids, days])
    for customer, day in earlier:
        changes = trace.difference({"known_since": customer.known_since}, {"known_since": day})
        trace.record("load", customer, by=by, changes=changes)
