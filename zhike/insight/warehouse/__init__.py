"""The warehouse: every published fact as a Parquet file, typed, complete and of one instant."""

from zhike.insight.warehouse.checking import Check, verify
from zhike.insight.warehouse.loading import load
from zhike.insight.warehouse.manifest import Manifest, Part, current

__all__ = ["Check", "Manifest", "Part", "current", "load", "verify"]
