"""Changing keys as a batch: it can be killed, stopped and gone on with, and its page tells how far it is."""

from django.utils.translation import gettext as _

from zhike.kit import batches
from zhike.kit.access.models import Staff
from zhike.kit.batches.models import Batch
from zhike.site.account import seeds
from zhike.vault import rotation
from zhike.vault.keyset import add_key

KIND = "change-keys"


def change_keys() -> Batch:
    """Let a new key seal from now on, and seal with it what another key has sealed; here and now.

    Where an earlier change did not come to its end, that one is brought to its end and no further key is made.
    """
    if not left():
        add_key()
    robot = Staff.objects.robot("vault")
    return batches.do(KIND, by=robot, title=_("Seal everything with the new key"))


def counts() -> list[rotation.Count]:
    """How far everything is that is sealed."""
    return [*rotation.counts(), seeds.count()]


def left() -> int:
    """How many values another key than the present one has sealed."""
    return sum(count.old for count in counts())


@batches.kind(KIND)
def work(batch: Batch) -> None:
    """Seal again, column by column, until a whole round finds nothing."""
    batch.report(total=batch.done + left())
    while left():
        batch.went(seeds.seal_again())
        for field in rotation.columns():
            done, after = rotation.seal_again(field, after=0)
            while after:
                batch.went(done)
                done, after = rotation.seal_again(field, after=after)
