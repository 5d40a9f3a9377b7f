"""To whom somebody may give customers: who hands one over has to see it afterwards too."""

from dataclasses import replace
from typing import Any

from django.db.models import Q

from zhike.customers.models import Customer
from zhike.kit.access.models import Staff
from zhike.kit.access.scopes import ALL
from zhike.kit.registry import entity_of
from zhike.rights.scopes import NOBODY, any_of, parts

EVERYBODY = Q(pk__isnull=False)


def may_give(to: Staff | None, *, by: Staff) -> Q:
    """The customers that `by` would still see if `to` had them; none where `to` is nobody who works here."""
    if to is None or not to.works_here:
        return NOBODY
    found = parts(by, "read", entity_of(Customer))
    return ALL if found is None else any_of([replace(part, rows=_owned(part.rows, to)) for part in found])


def _owned(condition: Q, to: Staff) -> Q:
    """A condition on customers as it would be if `to` had each: what it asks of the owner is answered by that."""
    asked: list[Any] = condition.children
    told = [_owned(one, to) if isinstance(one, Q) else _answered(one[0], one[1], to) for one in asked]
    return Q(*told, _connector=condition.connector, _negated=condition.negated)


def _answered(path: str, value: Any, to: Staff) -> Q:
    field, _dot, asked = path.partition("__")
    if field != "owner":
        return Q(**{path: value})
    if asked == "isnull":
        is_so = not value
    elif asked:
        is_so = Staff.objects.filter(pk=to.pk).filter(**{asked: value}).exists()
    else:
        is_so = value in (to, to.pk)
    return EVERYBODY if is_so else NOBODY
