"""Products that arrive by the hundred, from files of other systems."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from zhike.catalog.models import Product
from zhike.kit import search
from zhike.kit.audit import trace
from zhike.kit.naming import sort_key


class Arrival(NamedTuple):
    """A product as another system knows it."""

    code: str
    name: str
    is_goods: bool


class Intake(NamedTuple):
    """Product ids by code, and how many products are new."""

    ids: dict[str, int]
    created: int


def take_in(arrivals: Sequence[Arrival], *, by) -> Intake:
    """Find each product by code or create it, in the caller's transaction. Products we have stay as they are."""
    if not arrivals:
        return Intake({}, 0)
    created = _create(arrivals)
    made = list(Product.objects.filter(pk__in=created))
    trace.record_many("load", made, by=by)
    search.index(made)
    found = Product.objects.filter(code__in=[arrival.code for arrival in arrivals])
    return Intake(dict(found.values_list("code", "pk")), len(created))


def _create(arrivals: Sequence[Arrival]) -> list[int]:
    sql = """
        insert into catalog_product (code, name, name_sort, is_goods, category, unit, active,
                                     created_at, changed_at, version)
        select code, name, name_sort, is_goods, '', '', true, %s, %s, 1
        from unnest(%s::text[], %s::text[], %s::text[], %s::boolean[]) as arrival(code, name, name_sort, is_goods)
        on conflict (code) do nothing
        returning id
    """
    rows = [(a.code, a.name, sort_key(a.name), a.is_goods) for a in sorted(arrivals)]
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(sql, [now, now, *map(list, zip(*rows, strict=True))])
        return [pk for (pk,) in cursor.fetchall()]
