"""Every table of the kit, gathered where Django looks for them."""

from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.audit.models import Trace
from zhike.kit.batches.models import Batch
from zhike.kit.events import Event
from zhike.kit.importing.models import ImportedRow, ImportRun, Reject, RememberedMapping
from zhike.kit.record import Record
from zhike.kit.search.models import SearchDoc
from zhike.kit.surfaces.api.models import Answered
from zhike.kit.tokens.models import Token
from zhike.kit.webhooks.models import Delivery, Webhook

__all__ = [
    "Answered",
    "Batch",
    "Delivery",
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
    "Token",
    "Trace",
    "Webhook",
]
