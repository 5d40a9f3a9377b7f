"""Notices as a Django app."""

from zhike.kit.apps import Domain


class NoticesConfig(Domain):
    """Notices, and the page of background work."""

    name = "zhike.notices"
    label = "notices"
    declarations = (*Domain.declarations, "failures", "queue", "sending", "words")
