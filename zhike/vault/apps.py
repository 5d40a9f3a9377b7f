"""The vault as a Django app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Keys, and columns that are sealed with them."""

    name = "zhike.vault"
    label = "vault"
