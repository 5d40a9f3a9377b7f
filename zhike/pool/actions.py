"""The verbs by which customers come into a pool and leave it, and by which rules are switched on."""

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.kit.access.models import Role, Staff
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.pool import seeing
from zhike.pool.models import Pool, PoolRule, PoolStay, Why
from zhike.pool.seeing import pool_for, pools_of
from zhike.rights.scopes import reach_further

Told = dict[str, list[str | None]]
LOCK = "select pg_advisory_xact_lock(hashtextextended('pool claims', %s))"
REASON_LENGTH = 200  # characters


@action(
    Customer,
    title=gettext_lazy("Claim"),
    past=gettext_lazy("claimed this customer from the pool"),
    announces="pool.claimed",
    offered=lambda customer: customer.owner_id is None,
)
def claim(customer: Customer, *, by: Staff) -> Told:
    """Look after a customer that waits in a pool, within the limits of the pool."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [by.pk])  # of one person's claims at once, one after the other
    stay, today = _stay(customer), timezone.localdate()
    if stay.pool not in pools_of(by):
        raise Refusal(_("The pool “%(pool)s” is for another team.") % {"pool": stay.pool})
    _require_within_limits(stay.pool, by=by, today=today)
    _require_cooled_down(stay, by=by, today=today)
    customer.owner = by
    customer.save()
    _leave(stay, by=by, claimed_by=by)
    return {"pool": [stay.pool.name, None]}


@action(
    Customer,
    title=gettext_lazy("Give out"),
    past=gettext_lazy("gave this customer out of the pool"),
    needs="hand_over",
    announces="pool.given_out",
    offered=lambda customer: customer.owner_id is None,
    labels={"to": gettext_lazy("who gets it")},
    bulk=True,
    rare=True,
)
def give_out(customer: Customer, *, by: Staff, to: Staff) -> Told:
    """Somebody looks after a customer from the pool because their manager says so; limits do not count."""
    if not to.works_here:
        raise Refusal(_("A customer is looked after by somebody who works here."), field="to")
    stay = _stay(customer)
    customer.owner = to
    customer.save()
    _leave(stay, by=by, claimed_by=to)
    return {"pool": [stay.pool.name, None]}


@action(
    Customer,
    title=gettext_lazy("Give back to the pool"),
    past=gettext_lazy("gave this customer back to the pool"),
    announces="pool.given_back",
    offered=lambda customer: customer.owner_id is not None and not customer.is_related_party,
    labels={"reason": gettext_lazy("why"), "pool": gettext_lazy("pool")},
    lets_go=True,
    rare=True,
)
def give_back(customer: Customer, *, by: Staff, reason: str, pool: Pool = None) -> Told:  # type: ignore[assignment]
    """Nobody looks after the customer any more; others may claim it."""
    if customer.owner_id is None or customer.is_related_party:
        raise Refusal(_("Nobody looks after this customer, or it is none that is sold to."))
    to = pool or pool_for(customer)
    if to is None or not to.is_open:
        raise Refusal(_("No pool takes customers of this region; name one."), field="pool")
    tier = customer.believed.get("tier")
    if tier is not None and tier.value in to.protects and not by.is_at_least(Role.MANAGER):
        raise Refusal(_("Key customers do not go to the pool; ask your manager to hand it over."))
    owner, customer.owner = customer.owner, None
    customer.save()
    enter([(customer, owner)], to, by=by, why=Why.RETURNED, on=timezone.localdate(), reason=reason)
    return {"pool": [None, to.name]}


@action(
    Customer,
    title=gettext_lazy("Take the return back"),
    past=gettext_lazy("gave this customer back to who had it before it fell back"),
    needs="hand_over",
    announces="pool.return_taken_back",
    offered=lambda customer: customer.owner_id is None,
    lets_go=True,
    rare=True,
)
def take_back(customer: Customer, *, by: Staff) -> Told:
    """Whoever had it when a rule put it into the pool has it again; the days of rules count from today."""
    stay = _stay(customer)
    if sentence := obstacle(stay):
        raise Refusal(sentence)
    customer.owner = stay.last_owner
    customer.save()
    _leave(stay, by=by, claimed_by=None)
    return {"pool": [stay.pool.name, None]}


@action(
    Customer,
    title=gettext_lazy("To another pool"),
    past=gettext_lazy("moved this customer to another pool"),
    needs="hand_over",
    announces="pool.transferred",
    offered=lambda customer: customer.owner_id is None,
    labels={"pool": gettext_lazy("pool")},
    bulk=True,
    rare=True,
)
def transfer(customer: Customer, *, by: Staff, pool: Pool) -> Told:
    """It waits in another pool from now on; who had it last stays known."""
    stay = _stay(customer)
    if stay.pool_id == pool.pk or not pool.is_open:
        raise Refusal(_("It is in “%(pool)s” already, or that pool is closed.") % {"pool": pool}, field="pool")
    _leave(stay, by=by, claimed_by=None)
    enter([(customer, stay.last_owner)], pool, by=by, why=Why.MOVED, on=timezone.localdate())
    return {"pool": [stay.pool.name, pool.name]}


@action(
    PoolRule,
    title=gettext_lazy("Switch on"),
    past=gettext_lazy("switched this rule on"),
    announces="pool.rule_switched_on",
    offered=lambda rule: not rule.is_on,
    undo="pool.switch_off",
)
def switch_on(rule: PoolRule, *, by: Staff) -> None:
    """From tomorrow morning the rule warns; nobody falls back before the days of warning are over."""
    if rule.is_on:
        raise Refusal(_("This rule is on already."))
    rule.is_on, rule.starts_on = True, timezone.localdate() + timedelta(days=1)
    rule.save()


@action(
    PoolRule,
    title=gettext_lazy("Switch off"),
    past=gettext_lazy("switched this rule off"),
    announces="pool.rule_switched_off",
    offered=lambda rule: rule.is_on,
)
def switch_off(rule: PoolRule, *, by: Staff) -> None:
    """The rule warns nobody and returns nobody any more."""
    if not rule.is_on:
        raise Refusal(_("This rule is off already."))
    rule.is_on, rule.starts_on = False, None
    rule.save()


def enter(
    some: list[tuple[Customer, Staff | None]], pool: Pool, *, by: Staff, why: Why, on: date, reason: str = ""
) -> None:
    """Begin stays of customers that have no owner now; with each who had it before."""
    PoolStay.objects.bulk_create(
        PoolStay(
            customer=customer, pool=pool, in_on=on, in_by=by, why=why, last_owner=owner, reason=reason[:REASON_LENGTH]
        )
        for customer, owner in some
    )


def _stay(customer: Customer) -> PoolStay:
    stay = PoolStay.objects.select_related("pool", "last_owner").filter(customer=customer, out_at=None).first()
    if stay is None or customer.owner_id is not None:
        raise Refusal(faster(customer))
    return stay


def obstacle(stay: PoolStay) -> str:
    """Why the return that began a stay cannot be taken back; nothing where it can."""
    if stay.why != Why.RULE:
        return _("It is not there because it fell back by a rule.")
    if stay.claimed_by_id:
        return _("It was claimed or given out meanwhile.")
    if stay.out_at:
        return _("It was taken back or moved to another pool meanwhile.")
    if stay.last_owner is None or not stay.last_owner.is_active:
        return _("Whoever had it does not work here any more.")
    return ""


def faster(customer: Customer) -> str:
    """What to say to whoever wanted a customer that is in no pool any more."""
    return _("“%(customer)s” is in no pool any more: somebody was faster.") % {"customer": customer}


def _leave(stay: PoolStay, *, by: Staff, claimed_by: Staff | None) -> None:
    # A morning is written down as five o'clock, and whoever claims may be up before.
    stay.out_at = max(timezone.now(), stay.in_at)
    stay.out_on, stay.out_by, stay.claimed_by = timezone.localdate(), by, claimed_by
    stay.save()


def _require_within_limits(pool: Pool, *, by: Staff, today: date) -> None:
    claims = PoolStay.objects.filter(pool=pool, claimed_by=by, out_by=by, out_on=today).count()
    if claims >= pool.claims_a_day:
        told = {"count": pool.claims_a_day, "pool": pool}
        raise Refusal(_("You claimed %(count)s customers from “%(pool)s” today; that is all for one day.") % told)
    if pool.holds_at_most is not None:
        held = Customer.objects.filter(owner=by).count()
        if held >= pool.holds_at_most:
            told = {"held": held, "most": pool.holds_at_most}
            sentence = _("You look after %(held)s customers; whoever has %(most)s or more claims none.")
            raise Refusal(sentence % told)


def _require_cooled_down(stay: PoolStay, *, by: Staff, today: date) -> None:
    if free_on := stay.held_from(by, on=today):
        sentence = _("You had this customer last: others go first until %(day)s.")
        raise Refusal(sentence % {"day": free_on.isoformat()})


reach_further(Customer, "change.claim", seeing.claimable, why=gettext_lazy("it waits in a pool they may claim from"))
