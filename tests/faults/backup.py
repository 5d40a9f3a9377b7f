"""Backups under kills and rot: `python -m tests.faults.backup kills 100`, `… bits 200`, `… pages 200`.

kills  a backup is killed (SIGKILL to all of its processes) at a random moment, again and again, while others write
bits   one bit of a backup or of its kept log is flipped, looked for, and flipped back
pages  one bit of each of N pages of the live database is flipped, then read
restores  a restore is killed at a random moment; nothing may stand in its place, and the next one must succeed
drills  a backup of a database of `ROWS` rows and its drill: bytes, seconds, and the most memory this program took
upgrades  an upgrade of `DATA` (a data directory of an earlier version, copied each time) is killed, then run to its end
Each prints what it found and ends with 1 where anything was missed.
"""

import os
import random
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.faults.at_work import at_work
from zhike.backup import logs
from zhike.backup.drilling import digests_of, drill
from zhike.backup.making import make
from zhike.backup.problem import BackupProblem
from zhike.backup.restoring import Exactly, Named, read_contents, restore
from zhike.backup.rules import Keep
from zhike.backup.sealing import make_key, read_identity, read_keys
from zhike.backup.shelf import UNFINISHED, Shelf
from zhike.backup.taking import Embedded
from zhike.postgres import cluster
from zhike.postgres.cluster import embedded_address, running

ROWS = int(os.environ.get("ROWS", "200000"))
PAGE = 8192  # bytes
KEEP_ALL = Keep(100_000, 0, 0)


class House:
    """A data directory in a folder of its own, its backups beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data_dir, self.shelf = folder, folder / "data", Shelf(folder / "backups")
        self.private = folder / "private.key"

    def execute(self, statement: str) -> list:
        with psycopg.connect(embedded_address(self.data_dir), autocommit=True) as session:
            cursor = session.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def back_up(self):
        keys = read_keys(self.private.read_text().split("public key: ")[1].split()[0])
        return make(Embedded(self.data_dir), self.data_dir / "uploads", self.shelf, keys=keys, keep=KEEP_ALL)


@contextmanager
def a_house():
    """With `ROWS` rows and three files, its database running."""
    folder = Path(tempfile.mkdtemp(prefix="zhike-faults-"))
    folder.chmod(0o711)
    house = House(folder)
    make_key(house.private)
    try:
        with running(house.data_dir, settings=logs.settings(house.data_dir)):
            house.execute(f"create table tea as select n, md5(n::text) as name from generate_series(1, {ROWS}) as n")
            house.execute("create table pairs (n int)")
            (house.data_dir / "uploads").mkdir()
            for number in range(3):
                (house.data_dir / "uploads" / f"{number}.bin").write_bytes(random.Random(number).randbytes(2**20))
            yield house
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Writers:
    """Three threads that commit pairs as fast as they can, and how long each commit took."""

    def __init__(self, house: House) -> None:
        self.house, self.stop, self.took, self.failed = house, threading.Event(), [], []

    def write(self) -> None:
        with psycopg.connect(embedded_address(self.house.data_dir), autocommit=True) as session:
            while not self.stop.is_set():
                began = time.perf_counter()
                session.execute("insert into pairs values (1), (-1)")
                self.took.append(time.perf_counter() - began)
                time.sleep(0.002)

    def at_work(self):
        return at_work(self.stop, *[self.write] * 3)


def kills(times: int) -> bool:
    """Every backup that can be seen afterwards must be whole, and be restored to its digests."""
    chance = random.Random(4)
    with a_house() as house:
        alone, beside = Writers(house), Writers(house)
        with alone.at_work():
            time.sleep(5)
        house.back_up()
        killed, ended = 0, 0
        with beside.at_work():
            began = time.monotonic()
            stopped(house, 600, "once")
            usual = time.monotonic() - began
            while killed < times:
                had_ended = stopped(house, chance.uniform(0.2, 1.1 * usual), "once")
                killed, ended = killed + (not had_ended), ended + had_ended
        seen = house.shelf.names()
        bad = [name for name in seen if house.shelf.damaged(name)]
        left = len(list(house.shelf.folder.glob(f"{UNFINISHED}*")))
        last = house.back_up()
        left_after = len(list(house.shelf.folder.glob(f"{UNFINISHED}*")))
        outcomes = [drilled(house, name) for name in {*chance.sample(seen, min(5, len(seen))), last.name}]
        print(f"killed {killed} backups at random moments, {ended} more had ended before; one takes {usual:.1f} s")
        print(f"published {len(seen)}, damaged {len(bad)}, leftovers {left}, after the next backup {left_after}")
        print(f"drills {len(outcomes)}, equal {sum(one.is_good for one in outcomes)}, {outcomes[-1].rows:,} rows")
        print(f"commits alone   {times_of(alone)}\ncommits beside  {times_of(beside)}")
        held = house.execute("select count(*) from pg_replication_slots")[0][0]
        print(f"replication slots left {held}")
        return not bad and not left_after and not held and all(one.is_good for one in outcomes)


def stopped(house: House, seconds: float, what: str) -> bool:
    """Kill what runs in a process of its own; whether it had ended before."""
    command = [sys.executable, "-m", "tests.faults.backup", what, str(house.folder)]
    with subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            return process.returncode == 0
    return False


def restores(times: int) -> bool:
    """Nothing is to be seen of a restore that was killed, and the next one is not disturbed by it."""
    chance, killed, ended, seen = random.Random(5), 0, 0, 0
    with a_house() as house:
        house.back_up()
        into = house.folder / "again"
        began = time.monotonic()
        restore_into(house, into)
        usual = time.monotonic() - began + 0.5
        shutil.rmtree(into)
        while killed < times:
            had_ended = stopped(house, chance.uniform(0.2, 1.1 * usual), "restore")
            killed, ended = killed + (not had_ended), ended + had_ended
            if into.exists():
                seen += not had_ended and digests_of(into) != restored_tables(house)
                shutil.rmtree(into)
        restored = restore_into(house, into)
        equal = digests_of(into) == restored.contents.tables
        left = [file.name for file in house.folder.iterdir() if "restoring" in file.name]
    print(f"killed {killed} restores at random moments, {ended} more had ended before; one takes {usual:.1f} s")
    print(f"half a restore seen {seen}; the next one equal {equal}; leftovers after it {left}")
    return not seen and equal and not left


def restore_into(house: House, into: Path):
    key = read_identity(house.private)
    return restore(house.shelf, into, key=key, state=Exactly(), tell=lambda _words: None)


def restored_tables(house: House):
    return read_contents(house.shelf.folder / house.shelf.names()[0], read_identity(house.private)).tables


def upgrades(times: int) -> bool:
    """Whatever moment an upgrade is killed at: run again it ends well, with every row there."""
    chance, outcomes, took = random.Random(6), [], 10.0
    for number in range(times + 1):
        folder = Path(tempfile.mkdtemp(prefix="zhike-faults-"))
        folder.chmod(0o711)
        data = folder / "data"
        subprocess.run(["cp", "-a", os.environ["DATA"], data], check=True)
        command = [sys.executable, "-m", "zhike.site.cli", "upgrade", "--data-dir", str(data)]
        began, rows = time.monotonic(), customers(data)
        with subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL) as process:
            try:
                process.wait(None if number == 0 else chance.uniform(1, took))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        if number == 0:
            took = time.monotonic() - began
        again = subprocess.run(command, capture_output=True, text=True, check=False)
        begun_again = "cut short" in again.stdout
        outcomes.append((again.returncode == 0 and customers(data) == rows, begun_again))
        shutil.rmtree(folder, ignore_errors=True)
    good, again = sum(good for good, _again in outcomes[1:]), sum(again for _good, again in outcomes)
    print(f"killed {times} upgrades of {took:.0f} s, {good} ended well when run again, {again} from the copy")
    return good == times


def customers(data: Path) -> int:
    with running(data), psycopg.connect(embedded_address(data), dbname="postgres") as session:
        names = [name for (name,) in session.execute("select datname from pg_database where datname ~ '^zhike'")]
    name = "zhike_before_upgrade" if "zhike_before_upgrade" in names else "zhike"
    with running(data), psycopg.connect(embedded_address(data), dbname=name) as session:
        return session.execute("select count(*) from customers_customer").fetchone()[0]


def drilled(house: House, name: str):
    return drill(
        house.shelf,
        house.folder / "drill",
        key=read_identity(house.private),
        state=Named(name),
        tell=lambda _words: None,
    )


def times_of(writers: Writers) -> str:
    took = sorted(writers.took)
    p99 = took[int(len(took) * 0.99)]
    p50, most = statistics.median(took), took[-1]
    return f"{len(took):,}: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, max {most * 1000:.0f} ms"


def bits(times: int) -> bool:
    """Every flipped bit must be found by the hashes, without the private key."""
    chance, found, places = random.Random(22), 0, {}
    with a_house() as house:
        made = house.back_up()
        house.execute("select pg_switch_wal()")
        time.sleep(2)
        keys = read_keys(house.private.read_text().split("public key: ")[1].split()[0])
        logs.keep_log(house.data_dir, house.shelf.folder, keys=keys)
        segments = logs.segments(house.shelf.folder)
        parts = sorted((house.shelf.folder / made.name).iterdir())
        for number in range(times):
            of_log = number % 4 == 3
            segment = chance.choice(segments)
            file = segment.file if of_log else parts[number % len(parts)]
            flip(file, chance_seed := chance.random())
            seen = not segment.is_whole if of_log else bool(house.shelf.damaged(made.name))
            flip(file, chance_seed)
            found += seen
            place = "log" if of_log else file.name
            places[place] = places.get(place, 0) + 1
        sound = not house.shelf.damaged(made.name)
    print(f"flipped {times} bits, found {found}; {places}; sound again afterwards: {sound}")
    return found == times and sound


def flip(file: Path, seed: float) -> None:
    chance = random.Random(seed)
    with file.open("r+b") as content:
        place = chance.randrange(file.stat().st_size)
        content.seek(place)
        byte = content.read(1)[0] ^ (1 << chance.randrange(8))
        content.seek(place)
        content.write(bytes([byte]))


def pages(times: int) -> bool:
    """The live database must refuse every spoilt page when it is read, and a backup must not be made of it."""
    chance = random.Random(23)
    with a_house() as house:
        path = house.execute("select pg_relation_filepath('tea')")[0][0]
        house.execute("checkpoint")
        file = house.data_dir / "postgres" / path
        many = file.stat().st_size // PAGE
        spoilt = chance.sample(range(many), min(times, many))
        with file.open("r+b") as content:
            for page in spoilt:
                content.seek(page * PAGE + 24 + (place := chance.randrange(PAGE - 24)))
                byte = content.read(1)[0] ^ (1 << chance.randrange(8))
                content.seek(page * PAGE + 24 + place)
                content.write(bytes([byte]))
        forget_pages(house)
        found = sum(refused(house, page) for page in spoilt)
        try:
            house.back_up()
            told = "a backup was made of it"
        except BackupProblem as problem:
            told = str(problem)
    print(f"spoilt {len(spoilt)} of {many} pages, refused when read {found}; the backup: {told}")
    return found == len(spoilt) and "pg_basebackup" in told


def forget_pages(house: House) -> None:
    """What is in memory would be read in place of the file."""
    cluster.stop(house.data_dir)
    cluster.start(house.data_dir, {**cluster.SETTINGS, **logs.settings(house.data_dir)})


def refused(house: House, page: int) -> bool:
    """Whether the rows of one page cannot be read."""
    try:
        house.execute(f"select sum(n) from tea where ctid >= '({page},0)' and ctid < '({page + 1},0)'")
    except psycopg.errors.DataCorrupted:
        return True
    return False


def drills(times: int) -> bool:
    """How long it takes, and that memory does not grow with the size."""
    with a_house() as house:
        size = house.execute("select pg_database_size('zhike')")[0][0]
        print(f"{ROWS:,} rows, {size / 2**20:,.0f} MB; memory before {memory()} MB")
        good = True
        for _number in range(times):
            made = house.back_up()
            outcome = drilled(house, made.name)
            good &= outcome.is_good
            print(
                f"backup {made.size / 2**20:,.0f} MB in {made.seconds:.1f} s, drill {outcome.seconds:.1f} s, "
                f"{outcome.rows:,} rows, equal {outcome.is_good}; memory {memory()} MB"
            )
    return good


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


PROGRAMS = {"drills": drills, "kills": kills, "bits": bits, "pages": pages, "restores": restores, "upgrades": upgrades}


def main(what: str, argument: str) -> int:
    if what == "once":
        House(Path(argument)).back_up()
        return 0
    if what == "restore":
        restore_into(House(Path(argument)), Path(argument) / "again")
        return 0
    began = time.monotonic()
    good = PROGRAMS[what](int(argument))
    print(f"{'passed' if good else 'FAILED'} in {time.monotonic() - began:.0f} s")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
