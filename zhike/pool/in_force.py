"""The rules that are on, and which pool takes whom, as a decision takes them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from zhike.pool.models import Pool, PoolRule
from zhike.pool.rules import Asked, listed


def asked(rule: PoolRule, *, starts_on: date) -> Asked:
    """A rule that is on from a day."""
    pool = rule.pool
    return Asked(
        rule=rule.pk,
        pool=pool.pk,
        days_without_contact=rule.days_without_contact,
        days_without_order=rule.days_without_order,
        spares_open_deals=rule.spares_open_deals,
        starts_on=starts_on,
        warns_days=pool.warns_days,
        protected_tiers=tuple(pool.protects),
    )


def in_force() -> list[Asked]:
    """The rules that are on, of pools that are open."""
    found = PoolRule.objects.filter(is_on=True, pool__is_open=True).select_related("pool")
    return [asked(rule, starts_on=rule.starts_on) for rule in found.order_by("pk") if rule.starts_on]


def places(pools: Iterable[Pool]) -> list[dict[str, Any]]:
    """Which pool customers of a region belong to, in order: the first that fits."""
    ordered = sorted(pools, key=lambda pool: (pool.position, pool.pk))
    return [{"pool": pool.pk, "place": place, "regions": listed(pool.regions)} for place, pool in enumerate(ordered)]
