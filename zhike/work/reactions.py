"""What work hears of itself: somebody got a task from somebody else."""

from zhike.kit.access.models import Staff
from zhike.kit.access.rows import rows
from zhike.kit.audit import trace
from zhike.kit.events import on
from zhike.notices.telling import tell
from zhike.work.models import Task


@on("work.task_created")
@on("work.task_changed")
def assign(*, task: int, by: int) -> None:
    """Tell the assignee, if the one who acted made them that."""
    row = rows(Task, by=Staff.objects.get(pk=by)).select_related("assignee").filter(pk=task).first()
    if row is None or row.assignee is None:
        return
    for entry in trace.trace_of(row).filter(actor=by, changes__has_key="assignee_id"):
        if entry.changes["assignee_id"][1] == str(row.assignee_id):
            tell(row.assignee, "assigned", about=row, by=entry.actor, key=f"assigned {entry.pk}")
            return
