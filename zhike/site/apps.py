"""The site as a Django app, so that its templates, translations and tests are found."""

from importlib import import_module

from django.apps import AppConfig

from zhike.catalog import tiers
from zhike.customers.kinds import KINDS


class SiteConfig(AppConfig):
    """Everything that is true of the whole installation rather than of one domain."""

    name = "zhike.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A worker serves no pages, so nothing else would show it these jobs. Tiers have their words from customers."""
        tiers.name(KINDS["tier"].values)
        for name in ("account.limits", "account.resetting", "account.sessions", "account.telling", "rotating"):
            import_module(f"zhike.site.{name}")
