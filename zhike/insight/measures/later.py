"""Libraries that cost seconds and hundreds of megabytes to load, loaded when a function of theirs is first asked for.

Whoever imports the measures for their names, as every web process does, pays nothing for them.
"""

from importlib import import_module
from typing import Any


class Later:
    """A module by name; its functions are there as always.

    >>> float(special.expit(0.0))
    0.5
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattr__(self, attribute: str) -> Any:
        found = getattr(import_module(self.name), attribute)
        setattr(self, attribute, found)
        return found


special = Later("scipy.special")
optimize = Later("scipy.optimize")
matrices = Later("scipy.sparse")
cluster = Later("sklearn.cluster")
decomposition = Later("sklearn.decomposition")
ensemble = Later("sklearn.ensemble")
linear_model = Later("sklearn.linear_model")
metrics = Later("sklearn.metrics")
pipeline = Later("sklearn.pipeline")
preprocessing = Later("sklearn.preprocessing")
forecasters = Later("statsforecast.models")
trees = Later("sklearn.tree")
threadpools = Later("threadpoolctl")
