"""Import and export as a Django app."""

from zhike.kit.apps import Domain


class ExchangeConfig(Domain):
    """What goes into nouns by the file, and out of them."""

    name = "zhike.exchange"
    label = "exchange"
    # A worker serves no pages, so nothing else would show it these jobs.
    declarations = (
        *Domain.declarations,
        "importing.noun",
        "importing.running",
        "importing.undoing",
        "exporting.delivering",
        "offering",
    )
