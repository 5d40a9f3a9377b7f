"""Every table of the kit, gathered where Django looks for them."""

from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.attached.models import File, Mark, Note, Tag, Tagging
from zhike.kit.audit.models import Trace
from zhike.kit.batches.models import Batch, RefusedRow
from zhike.kit.bulk.models import Earlier
from zhike.kit.events import Event
from zhike.kit.record import Record
from zhike.kit.search.models import SearchDoc
from zhike.kit.views.models import Opening, View

__all__ = [
    "Batch",
    "Earlier",
    "Event",
    "File",
    "Mark",
    "Note",
    "Opening",
    "Record",
    "RefusedRow",
    "Role",
    "SearchDoc",
    "Staff",
    "Tag",
    "Tagging",
    "Team",
    "Trace",
    "View",
]
