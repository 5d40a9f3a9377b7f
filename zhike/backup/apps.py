"""Backups as a Django app."""

from zhike.kit.apps import Domain


class BackupConfig(Domain):
    """Backups, and the page that tells of them."""

    name = "zhike.backup"
    label = "backup"
    declarations = ("jobs",)
