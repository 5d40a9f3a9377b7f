"""A small database of our own, with a pair of keys."""

from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from zhike.backup.making import make
from zhike.backup.rules import Keep
from zhike.backup.sealing import make_key, read_identity, read_keys
from zhike.backup.shelf import Shelf
from zhike.backup.taking import Embedded
from zhike.postgres.cluster import THROWAWAY, embedded_address, running
from zhike.site.tests.processes import own_folder


@dataclass
class House:
    """A data directory whose database runs, and what is needed to back it up."""

    folder: Path
    private: Path
    public: str

    @property
    def data_dir(self):
        return self.folder / "data"

    @property
    def uploads(self):
        return self.data_dir / "uploads"

    @property
    def shelf(self):
        return Shelf(self.folder / "backups")

    @property
    def keys(self):
        return read_keys(self.public)

    @property
    def key(self):
        return read_identity(self.private)

    def execute(self, statement, *arguments, data_dir=None):
        with psycopg.connect(embedded_address(data_dir or self.data_dir), autocommit=True) as session:
            cursor = session.execute(statement, arguments)
            return cursor.fetchall() if cursor.description else []

    def back_up(self, source=None):
        return make(source or Embedded(self.data_dir), self.uploads, self.shelf, keys=self.keys, keep=Keep())


@pytest.fixture(scope="module")
def house():
    with own_folder() as folder:
        folder.chmod(0o711)
        private = folder / "private.key"
        house = House(folder, private, make_key(private))
        with running(house.data_dir, settings=THROWAWAY):
            house.execute("create table tea (name text, price numeric, picked timestamptz, leaf bytea, row_ jsonb)")
            house.execute(
                "insert into tea select '龙井 ' || n, n / 7.0, timestamptz '2026-03-01 08:00+08' + n * '1 s'::interval,"
                " decode(md5(n::text), 'hex'), jsonb_build_object('n', n) from generate_series(1, 2000) as n"
            )
            house.execute("create schema side; create table side.empty (id int primary key)")
            (house.uploads / "attached").mkdir(parents=True)
            (house.uploads / "attached" / "合同.pdf").write_bytes(b"tea" * 100_000)
            (house.uploads / "nothing").touch()
            yield house
