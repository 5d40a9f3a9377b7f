"""Records receipts until it is killed: `python -m zhike.receivables.tests.numbering_writer DATABASE SEED`.

It prints every number once its transaction is committed.
"""

import json
import os
import sys
from datetime import date
from decimal import Decimal
from random import Random


def main(database: str, seed: str) -> None:
    """Receipts, issued and given up by chance, as fast as it goes."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"] |= json.loads(database)
    django.setup()
    write(Random(seed))


def write(chance: Random) -> None:
    """One receipt after the other; one in five comes to nothing after it has taken its number."""
    from django.db import transaction

    from zhike.kit.access.models import Staff
    from zhike.receivables.actions.receiving import receive

    by = Staff.objects.get(username="robot:writers")
    say("ready")
    while True:
        with transaction.atomic():
            made = receive(by=by, received_on=date(2026, 3, 5), amount=Decimal(1))
            given_up = chance.random() < 0.2
            transaction.set_rollback(given_up)
        if not given_up:
            say(made.number)


def say(word: str) -> None:
    """Tell whoever started this."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
