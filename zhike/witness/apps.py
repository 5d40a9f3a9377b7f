"""The witness as a Django app."""

from zhike.kit.apps import Domain


class WitnessConfig(Domain):
    """Seals over the trace, and reading it."""

    name = "zhike.witness"
    label = "witness"
    declarations = (*Domain.declarations, "checkpoints", "words")
