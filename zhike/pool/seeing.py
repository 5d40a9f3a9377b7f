"""Who may claim from which pool, and which customers wait there."""

from django.db.models import Q, QuerySet

from zhike.customers.models import Customer
from zhike.kit.access.models import Role, Staff
from zhike.kit.access.scopes import ALL
from zhike.pool.models import Pool, PoolStay
from zhike.pool.rules import listed


def pools_of(by: Staff) -> QuerySet[Pool]:
    """The open pools somebody may claim from: those of all, of their team, of the teams above it and below it."""
    is_theirs = ALL if by.is_at_least(Role.ADMIN) else Q(team=None) | Q(team__in=by.above_ids | by.team_ids)
    return Pool.objects.filter(is_theirs, is_open=True).order_by("position", "pk")


def waiting(by: Staff) -> QuerySet[PoolStay]:
    """The stays of customers that somebody may claim."""
    return PoolStay.objects.filter(out_at=None, pool__in=pools_of(by), customer__owner=None)


def claimable(by: Staff) -> Q:
    """Those customers, as a condition."""
    return Q(pk__in=waiting(by).values("customer"))


def pool_for(customer: Customer) -> Pool | None:
    """The first open pool by order that takes customers of its region."""
    for pool in Pool.objects.filter(is_open=True).order_by("position", "pk"):
        regions = listed(pool.regions)
        if not regions or customer.region in regions:
            return pool
    return None
