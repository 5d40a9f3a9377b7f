"""What the packages below know of the care for customers."""

from django.utils.translation import gettext_lazy as _

from zhike.pool.evidence import CONTACT, IN_ZONE, ORDER, OWNER, register, spare

ORDERS = "select customer_id, placed_on as day from sales_order where kind = 'sale' and customer_id is not null"
register("orders", kind=ORDER, label=_("orders placed"), sql=ORDERS)
register("order_contacts", kind=CONTACT, label=_("orders placed"), sql=ORDERS)
register(
    "tasks",
    kind=CONTACT,
    label=_("tasks done"),
    sql=f"""select customer_id, (done_at {IN_ZONE})::date as day from work_task
            where done_at is not null and customer_id is not null""",  # noqa: S608 -- a setting, not input
)
register(
    "calls",
    kind=CONTACT,
    label=_("calls that were answered"),
    sql=f"""select customer_id, (started_at {IN_ZONE})::date as day from work_call
            where customer_id is not null and result in ('reached', 'call_back')""",  # noqa: S608
)
register(
    "visits",
    kind=CONTACT,
    label=_("visits made"),
    sql=f"select customer_id, (planned_at {IN_ZONE})::date as day from work_visit where status = 'done'",  # noqa: S608
)
register(
    "meetings",
    kind=CONTACT,
    label=_("meetings held"),
    sql=f"""select customer_id, (starts_at {IN_ZONE})::date as day from work_meeting
            where status = 'held' and customer_id is not null""",  # noqa: S608
)
register(
    "notes",
    kind=CONTACT,
    label=_("notes"),
    sql=f"""select object_id as customer_id, (at {IN_ZONE})::date as day from kit_note
            where noun = 'customers.customer' and deleted_at is null""",  # noqa: S608
)
register(
    "deals_opened",
    kind=CONTACT,
    label=_("deals opened"),
    sql="select customer_id, opened_on as day from deals_deal",
)
register(
    "deals_moved",
    kind=CONTACT,
    label=_("deals moved on"),
    sql=f"""select d.customer_id, (m.at {IN_ZONE})::date as day from deals_stagemove m
            join deals_deal d on d.id = m.deal_id where not m.is_undo""",  # noqa: S608
)
register(
    "claims",
    kind=OWNER,
    label=_("claims"),
    sql="select customer_id, out_on as day from pool_poolstay where claimed_by_id is not null",
)
register(
    "handed_over",
    kind=OWNER,
    label=_("handed over"),
    sql=f"""select object_id as customer_id, (at {IN_ZONE})::date as day from kit_trace
            where noun = 'customers.customer' and verb = 'customers.hand_over'""",  # noqa: S608
)
register(
    "returns_taken_back",
    kind=OWNER,
    label=_("returns taken back"),
    sql=f"""select object_id as customer_id, (at {IN_ZONE})::date as day from kit_trace
            where noun = 'customers.customer' and verb = 'customers.take_back'""",  # noqa: S608
)
spare("deals", sql="select customer_id, opened_on as first, closed_on as last from deals_deal")
