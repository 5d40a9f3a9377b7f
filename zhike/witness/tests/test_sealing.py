"""Seals take what is there for good, in order, and hold up nobody."""

import stat
import threading

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from tests.cast import a_customer, a_task
from zhike.kit.audit import trace
from zhike.kit.audit.models import Trace
from zhike.witness import keys, sealing
from zhike.witness.checking import check
from zhike.witness.models import Seal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nobody_else")]


def an_entry(by, name="明州茶叶"):
    trace.record("create", a_customer(name), by=by, changes={"city": [None, "宁波"]})


def test_a_seal_takes_what_none_has_taken(ana):
    an_entry(ana)
    an_entry(ana)
    first = sealing.seal()
    an_entry(ana)
    second = sealing.seal()

    assert [(seal.number, seal.entries) for seal in (first, second)] == [(1, 2), (2, 1)]
    assert (second.since, second.last) == (first.until, Trace.objects.latest("pk").pk)
    assert sealing.seal() is None


def test_what_a_transaction_may_still_write_is_left_to_the_next_seal(ana):
    written, go_on = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with transaction.atomic():
                an_entry(ana, "慢")
                written.set()
                go_on.wait(60)
        finally:
            connection.close()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    written.wait(60)
    an_entry(ana, "快")
    assert sealing.seal() is None

    go_on.set()
    slow.join()
    made = sealing.seal()

    assert (made.entries, check().findings) == (2, [])


def test_many_entries_at_once_are_sealed_too(ana):
    with transaction.atomic():
        trace.record_many("load", [a_customer(str(n)) for n in range(5)], by=ana)

    assert (sealing.seal().entries, check().findings) == (5, [])


def test_in_another_server_numbers_go_on_above_those_of_the_first(ana, monkeypatch):
    an_entry(ana)
    first = sealing.seal()
    high = first.until + 10**6
    with transaction.atomic(), connection.cursor() as cursor:  # as after a restore: the seals know higher numbers
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update kit_trace set xact = xact + 1000000")
        cursor.execute("delete from witness_seal")
    monkeypatch.setattr(sealing, "_horizon", lambda shift: (high, high))
    sealing.seal()
    monkeypatch.undo()
    an_entry(ana, "before anybody noticed")

    monkeypatch.setattr(sealing, "_cluster", lambda: "another")
    try:
        sealing.follow_cluster()
        an_entry(ana, "after")
        second = sealing.seal()

        assert (second.cluster, second.entries, second.since) == ("another", 2, high)
        assert check().findings == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"alter table kit_trace alter column xact set default {sealing.NUMBER.format(shift=0)}")


@pytest.mark.parametrize("table", ["kit_trace", "witness_seal"])
@pytest.mark.parametrize("act", ["update {} set {} = {}", "delete from {}"])
def test_the_database_refuses_to_change_what_was_written(ana, table, act):
    an_entry(ana)
    sealing.seal()
    column = "door" if table == "kit_trace" else "digest"

    with pytest.raises(DatabaseError, match="only ever added to"), connection.cursor() as cursor:
        cursor.execute(act.format(table, column, column))


def test_nobody_else_can_read_the_key_and_it_stays_the_same(ana):
    an_entry(ana)
    first = sealing.seal()
    a_task(owner=ana)
    an_entry(ana)

    assert sealing.seal().key == first.key
    file = keys.Path(keys.settings.KEYS_DIR) / "trace"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys.known()[first.key] == keys.public(keys.signer())


def test_a_new_key_goes_on_and_the_old_one_is_asked_for(ana):
    an_entry(ana)
    first = sealing.seal()
    folder = keys.Path(keys.settings.KEYS_DIR)
    (folder / "trace").unlink()
    (folder / "trace.pub").rename(folder / "trace-old.pub")
    an_entry(ana)

    second = sealing.seal()

    assert second.key != first.key
    assert check().findings == []
    assert set(keys.known()) == {first.key, second.key}
    assert Seal.objects.count() == 2
