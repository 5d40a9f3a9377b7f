"""Added fields as a Django app."""

from zhike.kit.apps import Domain


class CustomConfig(Domain):
    """Fields that people add to a noun."""

    name = "zhike.custom"
    label = "custom"
    declarations = (*Domain.declarations, "definitions", "resealing")
