"""The customers that wait, for whoever may claim them; and one's own that are about to join them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.customers.kinds import words_of
from zhike.customers.models import Customer, Standing
from zhike.kit import search
from zhike.kit.access.person import person
from zhike.kit.access.rows import rows
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import next_page
from zhike.look.toast import toast
from zhike.pool.actions import claim, faster
from zhike.pool.models import PoolStay, PoolWarning
from zhike.pool.seeing import pools_of, waiting

SHOWN = 50
COUNTED = 10_000
FURTHEST = 10_000


def waiting_page(request: HttpRequest) -> HttpResponse:
    """Those of all pools one may claim from, or of one; the newest first. What reaches them is not among it."""
    by, pools = person(request), list(pools_of(person(request)))
    chosen = next((pool for pool in pools if str(pool.pk) == request.GET.get("pool")), None)
    found = waiting(by) if chosen is None else waiting(by).filter(pool=chosen)
    typed, regions = request.GET.get("q", "").strip(), _regions(found)
    if typed:
        found = found.filter(customer__in=search.find(Customer.objects.filter(owner=None), typed))
    if (region := request.GET.get("region", "")) in regions:
        found = found.filter(customer__region=region)
    count = len(found.values_list("pk")[:COUNTED])
    after = min(_place(request.GET.get("after", "")), max(count - 1, 0) // SHOWN * SHOWN)
    some = list(_with_more(found)[after : after + SHOWN + 1])
    for stay in some:
        stay.tier_words = words_of("tier", stay.tier) if stay.tier else ""  # type: ignore[attr-defined]
        stay.free_on = stay.held_from(by, on=timezone.localdate())  # type: ignore[attr-defined]
    context: dict[str, Any] = {"chosen": chosen, "q": typed, "regions": regions, "region": region, "after": after}
    context |= {"stays": some[:SHOWN], "count": count, "left": _left(pools, by)}
    context |= {"back": max(after - SHOWN, 0), "next": after + SHOWN if len(some) > SHOWN else None}
    return render(request, "pool/waiting.html", context)


@require_POST
def claim_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Claim a customer; whoever comes second reads so."""
    by = person(request)
    customer = Customer.objects.filter(pk=pk, pk__in=PoolStay.objects.values("customer")).first()
    if customer is None or not _may_know(customer, by):
        raise ObjectDoesNotExist
    try:
        claim(customer, by=by)
    except (ObjectDoesNotExist, Refusal) as refused:
        messages.error(request, str(refused) if isinstance(refused, Refusal) else faster(customer))
        return redirect(next_page(request, otherwise=_list_of(request)))
    toast(request, _("“%(customer)s” is yours now.") % {"customer": customer})
    return redirect(next_page(request, otherwise=reverse("kit:detail", args=["customers", pk])))


def _list_of(request: HttpRequest) -> str:
    """The list as it was asked for when somebody claimed from it: pool, words, region and place."""
    return f"{reverse('pool:waiting')}?{request.GET.urlencode()}".rstrip("?")


def warnings(request: HttpRequest) -> HttpResponse:
    """One's own customers that will fall back, and when; of those that somebody answers for, theirs too."""
    today = timezone.localdate()
    mine = rows(Customer, by=request.user).filter(owner__isnull=False)
    coming = PoolWarning.objects.filter(due_on__gte=today, customer__in=mine, owner=F("customer__owner"))
    found = coming.select_related("customer", "owner", "rule__pool").order_by("due_on", "pk")[: SHOWN * 4]
    return render(request, "pool/warnings.html", {"warnings": found, "today": today})


def _may_know(customer: Customer, by: Any) -> bool:
    """Whether it waits, or waited a moment ago, in a pool that somebody sees into."""
    stays = PoolStay.objects.filter(customer=customer, pool__in=pools_of(by))
    return stays.filter(out_at=None).exists() or stays.filter(out_on=timezone.localdate()).exists()


def _with_more(found: QuerySet[PoolStay]) -> QuerySet[PoolStay]:
    current = Standing.objects.filter(customer=OuterRef("customer"), until=None)
    tier, days = (current.filter(kind=kind) for kind in ("tier", "days_since_last_purchase"))
    more = found.annotate(tier=Subquery(tier.values("value")[:1]), idle=Subquery(days.values("number")[:1]))
    return more.select_related("customer", "pool", "last_owner").order_by("-in_at", "-pk")


def _regions(found: QuerySet[PoolStay]) -> list[str]:
    named = found.exclude(customer__region="").order_by("customer__region")
    return list(named.values_list("customer__region", flat=True).distinct())


def _left(pools: list[Any], by: Any) -> list[tuple[Any, int]]:
    """How many more somebody may claim today, of each pool: as many as the day allows and as there is room for."""
    today = timezone.localdate()
    done = list(PoolStay.objects.filter(claimed_by=by, out_by=by, out_on=today).values_list("pool", flat=True))
    held = Customer.objects.filter(owner=by).count()
    room = {pool: pool.claims_a_day if pool.holds_at_most is None else pool.holds_at_most - held for pool in pools}
    return [(pool, max(min(pool.claims_a_day - done.count(pool.pk), room[pool]), 0)) for pool in pools]


def _place(typed: str) -> int:
    return min(int(typed), FURTHEST) if typed.isascii() and typed.isdecimal() and len(typed) < 9 else 0
