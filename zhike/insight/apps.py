"""Insight as a Django app."""

from zhike.kit.apps import Domain


class InsightConfig(Domain):
    """The package of facts, measures and standings."""

    name = "zhike.insight"
    label = "insight"
    # A worker serves no pages, so nothing else would show it these.
    declarations = (*Domain.declarations, "moved", "cubes.customers", "cubes.jobs")
