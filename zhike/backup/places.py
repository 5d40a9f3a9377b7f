"""Where the settings say that backups lie, what of, and sealed to whom."""

from django.conf import settings
from pyrage.x25519 import Recipient

from zhike.backup.problem import NO_NUMBERS, BackupProblem
from zhike.backup.rules import Keep
from zhike.backup.sealing import read_keys
from zhike.backup.shelf import Shelf
from zhike.backup.taking import Embedded, External, Source

KEYS = "backup_keys"  # in the data directory; public ones


def keys() -> list[Recipient]:
    """The public keys that backups are sealed to; none where nobody made one."""
    file = settings.DATA_DIR / KEYS
    return read_keys(settings.BACKUP_KEYS or (file.read_text() if file.exists() else ""))


def shelf() -> Shelf:
    """The folder of this site's backups."""
    return Shelf(settings.BACKUP_DIR)


def keep() -> Keep:
    """How long backups stay."""
    try:
        numbers = [int(word) for word in settings.BACKUP_KEEP.split(",")]
        return Keep(*numbers)
    except (ValueError, TypeError) as error:
        raise BackupProblem(NO_NUMBERS) from error


def source() -> Source:
    """This site's database."""
    return Embedded(settings.DATA_DIR) if settings.IS_EMBEDDED else External(settings.DATABASE_ADDRESS)
