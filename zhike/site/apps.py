"""The site as a Django app, so that its templates, translations and tests are found."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Everything that is true of the whole installation rather than of one domain."""

    name = "zhike.site"
    label = "site"
