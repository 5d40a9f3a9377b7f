"""Sealing the trace behind its writers, who wait for nothing.

Entries below the oldest transaction still open are there for good. A seal takes those that none has taken yet.
"""

import hashlib
import json
from datetime import UTC

from django.db import connection, transaction
from django.utils import timezone

from zhike.kit.alone import alone
from zhike.witness import checkpoints, keys
from zhike.witness.models import Seal
from zhike.witness.spans import FORM, Span, span

# What the first seal follows.
NOTHING = Seal(number=0, since=0, until=0, ceiling=0, entries=0, last=0, cluster="", shift=0, digest="", signature="")
EPOCH = 2**32  # transactions, after which the server's short numbers begin again
NUMBER = "(pg_current_xact_id()::text::bigint + {shift})"


def seal() -> Seal | None:
    """Seal what is there for good; None where nothing is new. Raises Busy while another process seals."""
    with alone("seal the trace"):
        with transaction.atomic():
            before = follow_cluster() or NOTHING
            until, ceiling = _horizon(before.shift)
            found = span(before.until, until) if until > before.until else None
            if found is None:
                return None
            made = _sealed(before, found, until=until, ceiling=ceiling)
            made.save(force_insert=True)
        checkpoints.remember(made)
    return made


def follow_cluster() -> Seal | None:
    """The newest seal, fit to be followed: in another server than it was made in, numbers go on above its own.

    Entries that were written there before this was noticed get a number above as well. No entry that is sealed changes.
    """
    before = Seal.objects.order_by("-number").first()
    if before is None or before.cluster == (cluster := _cluster()):
        return before
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table kit_trace in access exclusive mode")
        cursor.execute("select greatest(%s, max(xact)) from kit_trace", [before.ceiling])
        before.shift, before.cluster = cursor.fetchone()[0], cluster
        cursor.execute(f"alter table kit_trace alter column xact set default {NUMBER.format(shift=before.shift)}")
        cursor.execute("alter table kit_trace disable trigger kit_trace_is_kept")
        cursor.execute(
            f"update kit_trace set xact = {NUMBER.format(shift=before.shift)} where id > %s and xact < %s",  # noqa: S608
            [before.last, before.until],
        )
        cursor.execute("alter table kit_trace enable trigger kit_trace_is_kept")
    return before


def digest_of(seal: Seal, before: Seal, content: str) -> str:
    """The digest of a seal that follows another and holds entries of this digest."""
    at = seal.at.astimezone(UTC).isoformat(timespec="microseconds")
    numbers = [seal.number, seal.since, seal.until, seal.ceiling, seal.entries, seal.last, seal.shift, seal.form]
    said = ["zhike seal", before.digest, before.signature, at, seal.cluster, seal.key, content, *numbers]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _sealed(before: Seal, found: Span, *, until: int, ceiling: int) -> Seal:
    key = keys.signer()
    made = Seal(
        number=before.number + 1,
        at=timezone.now(),
        since=before.until,
        until=until,
        ceiling=ceiling,
        entries=found.entries,
        last=max(before.last, found.last),
        cluster=before.cluster or _cluster(),
        shift=before.shift,
        form=FORM,
        key=keys.name_of(keys.public(key)),
    )
    made.digest = digest_of(made, before, found.digest)
    made.signature = key.sign(bytes.fromhex(made.digest)).hex()
    return made


def _cluster() -> str:
    """What names the database server and all that was copied from it file by file."""
    with connection.cursor() as cursor:
        cursor.execute("select system_identifier::text from pg_control_system()")
        return str(cursor.fetchone()[0])


def _horizon(shift: int) -> tuple[int, int]:
    """The oldest transaction that may still write here, and the first that has not begun.

    A snapshot alone would wait for those of every database of the server. A transaction seen in neither list of open
    ones, which are read after the snapshot, is over, and what it wrote is seen by the next statement. Housekeeping of
    the server opens transactions as well and never writes an entry.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmax(pg_current_snapshot())::text::bigint, pg_stat_clear_snapshot()")
        ceiling = cursor.fetchone()[0]
        cursor.execute(
            """
            select xid::text::bigint from (
                select backend_xid as xid from pg_stat_activity
                where datname = current_database() and backend_type is distinct from 'autovacuum worker'
                union all
                select transaction from pg_prepared_xacts where database = current_database()
            ) open where xid is not null
            """
        )
        # The short number nearest to the ceiling, before or after it.
        begun = [ceiling + (xid - ceiling + EPOCH // 2) % EPOCH - EPOCH // 2 for (xid,) in cursor.fetchall()]
        return min([ceiling, *begun]) + shift, ceiling + shift
