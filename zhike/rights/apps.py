"""Rights as a Django app."""

from zhike.kit.apps import Domain


class RightsConfig(Domain):
    """The gate that stands in the place of the built-in roles alone."""

    name = "zhike.rights"
    label = "rights"
    declarations = (*Domain.declarations, "gate", "checks")
