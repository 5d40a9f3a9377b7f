"""Every table of the kit, gathered where Django looks for them."""

from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.audit.models import Trace
from zhike.kit.batches.models import Batch
from zhike.kit.events import Event
from zhike.kit.importing.models import ImportRun, Reject, RememberedMapping
from zhike.kit.merging.models import Image, Merge, Pair
from zhike.kit.record import Record
from zhike.kit.search.models import SearchDoc

__all__ = [
    "Batch",
    "Event",
    "Image",
    "ImportRun",
    "Merge",
    "Pair",
    "Record",
    "Reject",
    "RememberedMapping",
    "Role",
    "SearchDoc",
    "Staff",
    "Team",
    "Trace",
]
