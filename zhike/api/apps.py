"""The interface for programs as a Django app."""

from zhike.kit.apps import Domain


class ApiConfig(Domain):
    """The interface, tokens and webhooks."""

    name = "zhike.api"
    label = "api"
    # A worker serves no pages, so nothing else would show it these jobs.
    declarations = (*Domain.declarations, "tokens.keeping", "rest.repeating", "webhooks.delivering")
