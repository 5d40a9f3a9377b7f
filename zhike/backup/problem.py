"""The one way a backup or a restore says that it cannot go on, and the sentences that a page may show.

The machinery below the pages knows no language: a sentence is kept as its English words with its values apart, and is
said in the reader's language when it is shown.
"""

from django.utils.translation import gettext

gettext_noop = str  # marks a sentence for the catalogue; Django's own would ask for settings, which programs may lack

NO_KEY = gettext_noop("There is no public key to seal backups to. Make a pair first: bin/zhike backup-key FILE")
BUSY = gettext_noop("Another backup is being made; wait until it has ended.")
NO_ROOM = gettext_noop("There is no room left in %(folder)s. Make room there, or name another folder.")
OUTDATED = gettext_noop("PostgreSQL was started by an earlier version. Stop Zhike once, start it again, then back up.")
LOG_GONE = gettext_noop("PostgreSQL removed %(name)s while it was needed; take the backup again.")
PROGRAM_FAILED = gettext_noop("%(program)s ended with an error: %(words)s")
NO_NUMBERS = gettext_noop("ZHIKE_BACKUP_KEEP is not three numbers: days, weeks, months, such as 7,4,12.")
NO_PUBLIC_KEY = gettext_noop("A public key for backups cannot be read; it begins with age1.")
WRONG_KEY = gettext_noop(
    "This key does not open the backup: it was sealed to another. Try the key file of the time it was made."
)
DAMAGED_PART = gettext_noop(
    "%(name)s is damaged: its content was changed or cut after it was sealed. Take another backup."
)
DAMAGED = gettext_noop("Backup %(name)s is damaged: %(parts)s. Take another backup.")
NO_BACKUP = gettext_noop("There is no backup that reaches back so far.")
NOT_THERE = gettext_noop("There is no backup %(name)s in %(folder)s.")
INCOMPLETE = gettext_noop("The database files are not complete: %(names)s. Take another backup.")
OTHER_MAJOR = gettext_noop(
    "Backup %(name)s was made by PostgreSQL %(version)s. Restore it with the Zhike of that time, then upgrade."
)
OTHER_FILE = gettext_noop("The file %(name)s did not come back as it was.")
NO_TABLES = gettext_noop("The backup holds no table.")


class BackupProblem(Exception):
    """What is wrong and what to do, in a sentence for the operator."""

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence = sentence
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(sentence % self.values if values else sentence)


def said(sentence: str, values: dict[str, str]) -> str:
    """A kept sentence in the language of whoever reads it now."""
    return gettext(sentence) % values if values else gettext(sentence) if sentence else ""
