"""Every table of the kit, gathered where Django looks for them."""

from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.audit.models import Trace
from zhike.kit.batches.models import Batch
from zhike.kit.events import Event
from zhike.kit.importing.models import ImportedRow, ImportRun, Reject, RememberedMapping
from zhike.kit.record import Record
from zhike.kit.search.models import SearchDoc

__all__ = [
    "Batch",
    "Event",
    "ImportRun",
    "ImportedRow",
    "Record",
    "Reject",
    "RememberedMapping",
    "Role",
    "SearchDoc",
    "Staff",
    "Team",
    "Trace",
]
