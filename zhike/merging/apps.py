"""Merging as a Django app."""

from zhike.kit.apps import Domain


class MergingConfig(Domain):
    """Duplicates, merges, and the way back."""

    name = "zhike.merging"
    label = "merging"
    declarations = (*Domain.declarations, "finding", "pairs")
