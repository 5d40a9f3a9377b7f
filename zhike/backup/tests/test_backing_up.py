"""Backups and restores of a real database: what was in it is in it again, to the row, or nothing is there."""

import errno
import random
import subprocess
import sys
import threading
import time

import psutil
import psycopg
import pytest

from zhike.backup import logs
from zhike.backup.digests import digests
from zhike.backup.drilling import digests_of, drill
from zhike.backup.problem import BackupProblem
from zhike.backup.restoring import Exactly, Named, Until, restore
from zhike.backup.sealing import make_key, opened, read_identity
from zhike.backup.taking import External, child
from zhike.postgres.cluster import embedded_address, running
from zhike.site.tests.processes import alive

IN_ITS_OWN_PROCESS = """
import sys
from pathlib import Path
from zhike.backup.tests.conftest import House
folder = Path(sys.argv[1])
House(folder, folder / "private.key", sys.argv[2]).back_up()
"""


@pytest.fixture
def target(house, request):
    place = house.folder / "restored" / str(abs(hash(request.node.name)))
    yield place
    assert alive(place) == []


def nothing(_words):
    pass


def restored(house, target, state):
    return restore(house.shelf, target, key=house.key, state=state, tell=nothing)


def names(house):
    return set(house.shelf.names())


@pytest.mark.parametrize("kind", ["base", "dump"])
def test_rows_and_files_come_back_as_they_were(house, target, kind):
    made = house.back_up(External(embedded_address(house.data_dir)) if kind == "dump" else None)

    back = restored(house, target, Named(made.name))

    assert (made.kind, made.tables, made.rows, made.files) == (kind, 2, 2000, 2)
    assert digests_of(target) == back.contents.tables
    assert (target / "uploads/attached/合同.pdf").read_bytes() == b"tea" * 100_000
    assert not (target.with_name(f"{target.name}.restoring")).exists()


def test_a_backup_under_writes_is_the_state_of_one_moment(house, target):
    """A writer adds pairs; a backup that held half of one, or not what its digests say, would show here."""
    house.execute("create table if not exists pairs (n int)")
    stop = threading.Event()

    def write():
        with psycopg.connect(embedded_address(house.data_dir), autocommit=True) as session:
            while not stop.is_set():
                session.execute("insert into pairs values (1), (-1)")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = house.back_up()
    finally:
        stop.set()
        writer.join()
    restored(house, target, Named(made.name))

    found = digests_of(target)
    with running(target):
        count, total = house.execute("select count(*), sum(n) from pairs", data_dir=target)[0]
    assert count > 0
    assert (count % 2, total) == (0, 0)
    assert drill(house.shelf, target.with_name("drill"), key=house.key, state=Named(made.name), tell=nothing).is_good
    assert found["public.pairs"].rows == count < house.execute("select count(*) from pairs")[0][0]
    house.execute("drop table pairs")


def test_a_drill_sees_one_changed_value(house, monkeypatch):
    made = house.back_up()
    place = house.folder / "drill"
    monkeypatch.setattr("zhike.backup.drilling.digests_of", spoiling(house))

    outcome = drill(house.shelf, place, key=house.key, state=Named(made.name), tell=nothing)

    assert (outcome.trouble, list(outcome.differences)) == ("", ["public.tea"])
    assert not outcome.is_good
    assert not place.exists()


def spoiling(house):
    def spoilt(data_dir):
        with running(data_dir), psycopg.connect(embedded_address(data_dir)) as session:
            session.execute("update tea set price = price + 0.000001 where name = '龙井 7'")
            return digests(session)

    return spoilt


def test_twenty_flipped_bits_are_found(house):
    made = house.back_up()
    files = sorted(file for file in (house.shelf.folder / made.name).iterdir())
    chance = random.Random(20)

    for number in range(20):
        file = files[number % len(files)]
        with flipped(file, chance):
            assert house.shelf.damaged(made.name) != [], file.name
            with pytest.raises(BackupProblem, match="damaged"):
                restored(house, house.folder / "never", Named(made.name))
    assert house.shelf.damaged(made.name) == []
    assert not (house.folder / "never").exists()


class flipped:  # noqa: N801 -- reads as a verb
    """One bit of a file is another one inside the block."""

    def __init__(self, file, chance):
        self.file, self.place, self.bit = file, chance.randrange(file.stat().st_size), 1 << chance.randrange(8)

    def flip(self):
        content = bytearray(self.file.read_bytes())
        content[self.place] ^= self.bit
        self.file.write_bytes(content)

    def __enter__(self):
        self.flip()

    def __exit__(self, *_error):
        self.flip()


def test_killed_in_the_middle_it_leaves_nothing_that_could_be_taken_for_a_backup(house):
    before = names(house)
    command = [sys.executable, "-c", IN_ITS_OWN_PROCESS, house.folder, house.public]
    with subprocess.Popen(command) as process:
        while not list(house.shelf.folder.glob(".unfinished-*/base*")):
            assert process.poll() is None
            time.sleep(0.005)
        started = psutil.Process(process.pid).children(recursive=True)
        process.kill()
    psutil.wait_procs(started, timeout=30)  # one that was just being started holds the lock until it is

    assert names(house) == before
    assert list(house.shelf.folder.glob(".unfinished-*")) != []
    made = house.back_up()
    assert names(house) == before | {made.name}
    assert list(house.shelf.folder.glob(".unfinished-*")) == []


def test_two_do_not_run_at_once(house):
    with house.shelf.alone(), pytest.raises(BackupProblem, match="Another backup is being made"):
        house.back_up()


def test_without_a_key_nothing_is_made(house):
    before = names(house)
    house_without = type(house)(house.folder, house.private, "")

    with pytest.raises(BackupProblem, match="bin/zhike backup-key"):
        house_without.back_up()
    assert names(house) == before


def test_another_key_is_told_so_and_nothing_is_there(house, target):
    house.back_up()
    make_key(house.folder / "other.key")

    with pytest.raises(BackupProblem, match="This key does not open the backup"):
        restore(house.shelf, target, key=read_identity(house.folder / "other.key"), state=Exactly(), tell=nothing)
    assert not target.exists()


def test_a_folder_with_anything_in_it_is_left_alone(house, target):
    target.mkdir(parents=True)
    (target / "mine").write_text("tea")

    with pytest.raises(BackupProblem, match="is not empty"):
        restored(house, target, Exactly())
    assert [file.name for file in target.iterdir()] == ["mine"]


def test_what_a_killed_restore_left_is_cleared_away(house, target):
    left = target.with_name(f"{target.name}.restoring")
    (left / "postgres" / "base").mkdir(parents=True)
    house.back_up()

    restored(house, target, Exactly())

    assert not left.exists()
    assert digests_of(target).keys() == {"public.tea", "side.empty"}


def test_old_backups_go_and_damaged_ones_stay_to_be_looked_at(house):
    made = [house.back_up(External(embedded_address(house.data_dir))).name for _number in range(2)]
    (house.shelf.folder / made[0] / "manifest.sha256").write_text("")

    house.back_up(External(embedded_address(house.data_dir)))

    assert made[0] in names(house)
    assert made[0] not in [one.name for one in house.shelf.readable()]
    house.shelf.remove(made[0])


def test_any_moment_between_two_backups_can_be_had_back(tmp_path_factory, house, target):
    """A cluster that hands over its log; the tea of ten o'clock is there, that of five past is not."""
    other = type(house)(house.folder / "other", house.private, house.public)
    with running(other.data_dir, settings=logs.settings(other.data_dir)):
        other.execute("create table tea (name text)")
        made = other.back_up()
        other.execute("insert into tea values ('before')")
        moment = other.execute("select clock_timestamp()")[0][0]
        other.execute("insert into tea values ('after')")
        hand_over(other)
        assert logs.keep_log(other.data_dir, other.shelf.folder, keys=other.keys) >= 1
        assert logs.keep_log(other.data_dir, other.shelf.folder, keys=other.keys) == 0
        kept = logs.unbroken(other.shelf.folder)

    found = {}
    for name, state in {"exactly": Named(made.name), "then": Until(moment), "last": Until()}.items():
        place = target / name
        restored(other, place, state)
        with running(place):
            found[name] = [row for (row,) in other.execute("select name from tea", data_dir=place)]

    assert found == {"exactly": [], "then": ["before"], "last": ["before", "after"]}
    with pytest.raises(BackupProblem, match="The kept log ends before that moment"):
        restored(other, target / "late", Until(moment.replace(year=2100)))
    with flipped(kept[-1].file, random.Random(1)), pytest.raises(BackupProblem, match=f"{kept[-1].name} is damaged"):
        restored(other, target / "spoilt", Until())
    kept[-2].file.unlink()
    assert logs.unbroken(other.shelf.folder) == kept[-1:]


def hand_over(house):
    """Let PostgreSQL hand over the segment at hand, and wait for it."""
    name = house.execute("select pg_walfile_name(pg_switch_wal())")[0][0]
    deadline = time.monotonic() + 60
    while not (house.data_dir / logs.SPOOL / name).exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_full_disk_is_told_and_leaves_nothing(house, monkeypatch):
    before = names(house)

    def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("zhike.backup.making.seal", full)

    with pytest.raises(BackupProblem, match="There is no room left in"):
        house.back_up()
    assert names(house) == before
    assert list(house.shelf.folder.glob(".unfinished-*")) == []


def test_a_reader_that_stops_early_is_not_called_damage(house):
    made = house.back_up()

    with pytest.raises(ZeroDivisionError), opened(house.shelf.folder / made.name / "base.tar.gz.age", key=house.key):
        raise ZeroDivisionError


def test_no_password_stands_on_a_command_line(house):
    address = "postgresql://mei:secret@/nowhere?host=/nowhere"
    with pytest.raises(BackupProblem, match="pg_dump ended with an error"), child("pg_dump", address) as process:
        process.stdout.read()

    assert "mei" in " ".join(process.args)
    assert "secret" not in " ".join(process.args)
