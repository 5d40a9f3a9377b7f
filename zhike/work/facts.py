"""What work publishes to the warehouse: the tasks that were done for whom, never what they were about."""

from django.conf import settings

from zhike.kit.facts import Column, Fact, publish
from zhike.work.models import Task

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
                   (done_at at time zone '{settings.TIME_ZONE}')::date {{added}}
            from work_task
        """,  # noqa: S608 -- a setting, not input
        model=Task,
        day="due_on",
    )
)
