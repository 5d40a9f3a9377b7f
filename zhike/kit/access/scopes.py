"""Row scopes: which rows of a noun a person may reach. Every scope is a condition without joins that multiply rows."""

from typing import Protocol

from django.db.models import Q

from zhike.kit.access.models import Staff


class Scope(Protocol):
    """The rows a person may reach, as a condition."""

    def __call__(self, by: Staff, /) -> Q: ...


ALL = Q()


def everyone(by: Staff) -> Q:
    """Every signed-in person sees every row."""
    return ALL
