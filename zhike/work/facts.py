"""What work publishes to the warehouse: what was done for whom, never what it was about."""

from django.conf import settings

from zhike.kit.facts import Column, Fact, publish
from zhike.work.models import Task

ZONE = settings.TIME_ZONE

publish(
    Fact(
        name="tasks",
        grain="one task",
        columns=(
            Column("task_id", "int64"),
            Column("customer_id", "int64"),
            Column("assignee_id", "int64"),
            Column("status", "string"),
            Column("due_on", "date32"),
            Column("done_on", "date32"),
        ),
        sql=f"""
            select id, customer_id, assignee_id, status, due_on,
                   (done_at at time zone '{ZONE}')::date {{added}}
            from work_task
        """,  # noqa: S608 -- a setting, not input
        model=Task,
        day="due_on",
    )
)
publish(
    Fact(
        name="activities",
        grain="one call, visit or meeting that took place; by_us is false where the customer called",
        columns=(
            Column("activity_id", "string"),
            Column("kind", "string"),
            Column("staff_id", "int64"),
            Column("customer_id", "int64"),
            Column("day", "date32"),
            Column("minutes", "int64", "minutes"),
            Column("result", "string"),
            Column("by_us", "bool"),
        ),
        # A visit lasts from arriving to leaving; one that was told afterwards has no length.
        sql=f"""
            select 'call-' || id, 'call', owner_id, customer_id, (started_at at time zone '{ZONE}')::date,
                   round(seconds / 60.0)::bigint, result, direction = 'out'
            from work_call
            union all
            select 'visit-' || id, 'visit', owner_id, customer_id, (checked_in_at at time zone '{ZONE}')::date,
                   case when checked_out_at > checked_in_at
                        then round(extract(epoch from checked_out_at - checked_in_at) / 60)::bigint end,
                   nullif(result, ''), true
            from work_visit where status in ('there', 'done')
            union all
            select 'meeting-' || id, 'meeting', owner_id, customer_id, (starts_at at time zone '{ZONE}')::date,
                   lasts, status, true
            from work_meeting where status = 'held'
        """,  # noqa: S608 -- a setting, not input
        day="day",
    )
)
