"""Every table of imports, gathered where Django looks for them."""

from zhike.exchange.importing.models import ImportedRow, ImportRun, Reject, RememberedMapping

__all__ = ["ImportRun", "ImportedRow", "Reject", "RememberedMapping"]
