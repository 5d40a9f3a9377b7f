"""The tables of the cubes: each a Parquet file as wide as its dimensions, written from the facts of a load.

Dimensions stand in the table itself, so that no question joins anything; days are in order, so that a question about a
year reads a year. A store is of one load and of what was believed when it was built; swapping it swaps every cube.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zhike.insight import warehouse
from zhike.insight.cubes.customers import BESIDE
from zhike.insight.cubes.declaring import Counted, Cube, declared_cubes
from zhike.insight.cubes.lending import counted, lent
from zhike.insight.measures.dialect import DUCKDB
from zhike.insight.measures.engine import connect, parquet_files, quoted
from zhike.insight.rules import STILL_AFTER
from zhike.kit.facts import published

ROWS_OF_A_GROUP = 250_000
MEMORY = "1GB"
GRAINS = ("year", "quarter", "month", "week")


@dataclass(frozen=True)
class Store:
    """Which tables are in force: their folder, of which load, read when, and the first day not known any more."""

    name: str
    load: str
    facts_at: datetime
    built_at: datetime
    end: date
    rows: dict[str, int]

    @property
    def folder(self) -> Path:
        return root() / self.name

    def file(self, cube: Cube) -> Path:
        """The table of a cube."""
        return self.folder / f"{cube.name}.parquet"


def root() -> Path:
    """Where the tables live."""
    return Path(settings.WAREHOUSE_DIR).with_name("cubes")


def current() -> Store | None:
    """The store in force; None before the first."""
    try:
        held = json.loads((root() / "store.json").read_text())
    except FileNotFoundError:
        return None
    moments = {name: datetime.fromisoformat(held[name]) for name in ("facts_at", "built_at")}
    return Store(**{**held, **moments, "end": date.fromisoformat(held["end"])})


def ready() -> Store | None:
    """The store in force, built now where there are facts and none was built yet; None before the first load."""
    store = current()
    if store is None or not store.folder.is_dir():
        return build() if warehouse.current() else None
    return store


def build() -> Store | None:
    """Write every cube anew from the last load and put the result in force; None where nothing was loaded yet."""
    with _alone():
        manifest = _loaded()
        if manifest is None:
            return None
        name = uuid4().hex
        folder = root() / name
        folder.mkdir()
        cubes = declared_cubes()
        with _opened(manifest, cubes) as connection:
            rows = {cube.name: _write(cube, connection, folder) for cube in cubes}
        end = _end([folder / f"{name}.parquet" for name in rows], manifest.created_at)
        before = current()
        store = Store(name, manifest.load, manifest.created_at, timezone.now(), end, rows)
        _swap(store)
        _clear(keep={store.name, before.name if before else ""})
        return store


def _loaded() -> warehouse.Manifest | None:
    """The last load; one of an older version, that lacks what a cube is made of, is brought up to date first."""
    manifest = warehouse.current()
    if manifest is None:
        return None
    known = {(name, column) for name, part in manifest.facts.items() for column, _type in part.columns}
    made_of = {name for cube in declared_cubes() for name in cube.facts}
    wanted = {(fact.name, column.name) for fact in published() if fact.name in made_of for column in fact.columns}
    return manifest if wanted <= known else warehouse.load()


@contextmanager
def _opened(manifest: warehouse.Manifest, cubes: list[Cube]) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine with the facts of a load as views, and beside them what is read from the database now."""
    with transaction.atomic():
        listed = (*BESIDE, *(one for cube in cubes for one in cube.beside))
        beside = {one.name: counted(one) if isinstance(one, Counted) else lent(one) for one in listed}
    connection = connect(memory_limit=MEMORY, threads=2, folder=manifest.folder)
    try:
        for statement in DUCKDB.start:
            connection.execute(statement)
        for name in manifest.facts:
            files = ", ".join(quoted(str(path)) for path in parquet_files(manifest.folder, name))
            text = f"SELECT * FROM read_parquet([{files}], union_by_name = true)"  # noqa: S608 -- our own names
            connection.execute(f"CREATE TEMP VIEW {name} AS {text}")
        for name, table in beside.items():
            connection.register(name, table)
        yield connection
    finally:
        connection.close()


def _write(cube: Cube, connection: duckdb.DuckDBPyConnection, folder: Path) -> int:
    grains = "".join(f", CAST(date_trunc('{grain}', day) AS DATE) AS {grain}" for grain in GRAINS)
    text = f"SELECT t.*{grains} FROM ({_text(cube, connection)}) t ORDER BY day"  # noqa: S608 -- declarations
    reader = connection.sql(text).to_arrow_reader(ROWS_OF_A_GROUP)
    with pq.ParquetWriter(folder / f"{cube.name}.parquet", reader.schema, compression="lz4") as writer:
        rows = 0
        for batch in reader:
            writer.write_batch(batch, row_group_size=ROWS_OF_A_GROUP)
            rows += batch.num_rows
    return rows


def _text(cube: Cube, connection: duckdb.DuckDBPyConnection) -> str:
    """The SQL of a cube with the added fields that the load knows already."""
    known = connection.sql("SELECT * FROM customers").columns
    return cube.sql.format(added="".join(f', c."{one.name}"' for one in cube.added if one.name in known))


def _end(files: list[Path], loaded_at: datetime) -> date:
    """The day after the load; where the history ended long before, the day after the last one that any cube knows."""
    today = timezone.localdate(loaded_at)
    known = [pq.read_table(file, columns=["day"], filters=[("day", "<=", today)]).column("day") for file in files]
    last = max((pc.max(days).as_py() for days in known if len(days)), default=today)
    return (last if (today - last).days > STILL_AFTER else today) + timedelta(days=1)


@contextmanager
def _alone() -> Iterator[None]:
    root().mkdir(parents=True, exist_ok=True)
    with (root() / "build.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _swap(store: Store) -> None:
    """Put a store in force: complete on disk before it takes the name everybody reads."""
    unfinished = root() / "store.new"
    with unfinished.open("w") as file:
        json.dump(asdict(store), file, default=str)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(root() / "store.json")


def _clear(keep: set[str]) -> None:
    for folder in root().iterdir():
        if folder.is_dir() and folder.name not in keep:
            shutil.rmtree(folder)
