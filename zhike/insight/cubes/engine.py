"""Asking the engine: in little memory, no longer than somebody waits, and only over rows that the asker may see."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from decimal import Decimal
from threading import BoundedSemaphore, Timer
from typing import Any

import duckdb
from django.utils.translation import gettext as _

from zhike.insight.cubes import calculated, sql
from zhike.insight.cubes.asking import Question
from zhike.insight.cubes.declaring import Part
from zhike.insight.cubes.members import Place
from zhike.insight.cubes.scope import Within, within
from zhike.insight.cubes.store import Store
from zhike.insight.cubes.windows import Window
from zhike.insight.measures.dialect import DUCKDB
from zhike.insight.measures.engine import connect, quoted
from zhike.kit.refusal import Refusal

MOST_CELLS = 20_000
MEMORY, THREADS, SECONDS, AT_ONCE, PATIENCE = "512MB", 2, 20.0, 2, 30.0
MARKS, MOST_READINGS = 2**29, 8  # bits that are kept at a time: 64 MB
Key = tuple[Any, ...]
Parts = dict[str, Decimal | None]
_places = BoundedSemaphore(AT_ONCE)


class Asker:
    """The cubes of one store as one person may see them, for several questions in a row."""

    def __init__(self, store: Store, connection: duckdb.DuckDBPyConnection):
        self.store, self.connection = store, connection
        self.seen: dict[tuple[str, int], Within] = {}

    def cells(
        self, question: Question, *, window: Window | None = None, kept: Sequence[Any] | None = None
    ) -> dict[Key, Parts]:
        """The parts of every cell and total, by the values of its axes. Raises Refusal where they are too many."""
        asked = sql.Scoped(question, self._source(question), self._seen(question), window or question.window, kept)
        cells: dict[Key, Parts] = {}
        for text in self._texts(asked):
            found = self._rows(text)
            if len(found) > MOST_CELLS:
                told = {"most": f"{MOST_CELLS:,}"}
                raise Refusal(
                    _("This would be more than %(most)s cells. Take a coarser time, show the largest only, or filter.")
                    % told
                )
            for row in found:
                _add(cells.setdefault(_key(row, question, kept is not None), {}), _parts(row, text.parts))
        return cells

    def _texts(self, asked: sql.Scoped) -> Iterator[sql.Text]:
        """What is to be asked for the cells: records that count once by their marks, all else together."""
        plain = sql.parts_of(asked.question)
        for name, part in [*plain.items()]:
            spans = self._spans(asked, part) if sql.is_counted_once(part, asked.question) else []
            for low, high in spans:
                yield sql.marked(asked, name, part, low=low, high=high, most=MOST_CELLS + 1)
            if spans:
                del plain[name]
        if plain:
            yield sql.cells(asked, plain, most=MOST_CELLS + 1)

    def _spans(self, asked: sql.Scoped, part: Part) -> list[tuple[int, int]]:
        """From which number to which the records are marked at a time; none where they would be too many."""
        found = self._rows(sql.extent(asked, part))[0]
        low, high = found["low"], found["high"]
        if not isinstance(low, int):
            return []
        step = MARKS // found["cells"]
        if not step or high - low >= step * MOST_READINGS:
            return []
        return [(first, min(first + step - 1, high)) for first in range(low, high + 1, step)]

    def largest(self, question: Question, many: int) -> list[Any]:
        """The values of the first dimension of the rows that are largest by the main measure; of equals the first."""
        found = [(value, calculated.value(question.main, parts)) for value, parts in self._ranked(question)]
        sized = [(-size, value is None, value) for value, size in found if size is not None]
        return [value for *_size, value in sorted(sized)[:many]]

    def _ranked(self, question: Question) -> Iterator[tuple[Any, Parts]]:
        """The values of the first dimension of the rows, no more than cells, with the parts of the main measure."""
        if all(sql.is_counted_once(part, question) for part in question.main.parts.values()):
            with suppress(Refusal):
                alone = self.cells(replace(question, rows=question.rows[:1], columns=(), measures=(question.main,)))
                yield from ((value, parts) for (value,), parts in alone.items() if value is not Place.ALL)
                return
        text = sql.ranking(
            question, self._source(question), self._seen(question), window=question.window, most=MOST_CELLS
        )
        yield from ((row["d0"], _parts(row, text.parts)) for row in self._rows(text))

    def values(self, question: Question, name: str, most: int) -> list[Any]:
        """The values of a dimension among the rows somebody may see, the most frequent first."""
        source, seen = self._source(question), self._seen(question)
        where = f" WHERE {seen.sql}" if seen.sql else ""
        told = seen.told(question.cube.dimensions(question.by)[name])
        found = self.connection.sql(
            f"SELECT {told} AS v FROM {source} t{where} GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {most}"  # noqa: S608
        )
        return [row[0] for row in found.fetchall()]

    def lines(self, question: Question, *, most: int, start: int) -> list[dict[str, Any]]:
        """The rows behind a question without axes, the newest first."""
        return self._rows(sql.lines(question, self._source(question), self._seen(question), most=most, start=start))

    def sums(self, question: Question) -> dict[str, Any]:
        """How many they are (`lines`), and the sums of their numbers."""
        return self._rows(sql.sums(question, self._source(question), self._seen(question)))[0]

    def _source(self, question: Question) -> str:
        file = self.store.file(question.cube)
        if not file.exists():
            raise Refusal(_("This cube has no facts yet. Compute once, then it fills."))
        source = f"read_parquet({quoted(str(file))})"
        known = set(self.connection.sql(f"SELECT * FROM {source} LIMIT 0").columns)  # noqa: S608 -- our own file
        for one in (*question.axes, *(cut.one for cut in question.cuts)):
            if one.name not in known:
                told = {"field": one.label}
                raise Refusal(_("“%(field)s” is new; cubes know it after the next computation.") % told)
        return source

    def _seen(self, question: Question) -> Within:
        key = (question.cube.name, question.by.pk)
        if key not in self.seen:
            self.seen[key] = found = within(question.cube, by=question.by)
            for name, table in found.lent.items():
                self.connection.register(name, table)
        return self.seen[key]

    def _rows(self, text: sql.Text) -> list[dict[str, Any]]:
        timer = Timer(SECONDS, self.connection.interrupt)
        timer.start()
        try:
            return self.connection.sql(DUCKDB.spell(text.sql), params=text.params or None).to_arrow_table().to_pylist()
        except duckdb.InterruptException:
            raise Refusal(_("This takes too long. Take fewer days, fewer dimensions, or a filter.")) from None
        except duckdb.OutOfMemoryException:
            raise Refusal(
                _("This needs more memory than a question may take. Take fewer days or dimensions.")
            ) from None
        finally:
            timer.cancel()


@contextmanager
def asker(store: Store) -> Iterator[Asker]:
    """An engine over a store that reads its folder and nothing else; some at once, others wait."""
    if not _places.acquire(timeout=PATIENCE):
        raise Refusal(_("Many people ask just now. Try again in a moment."))
    connection = None
    try:
        connection = connect(memory_limit=MEMORY, threads=THREADS, folder=store.folder)
        yield Asker(store, connection)
    finally:
        if connection is not None:
            connection.close()
        _places.release()


def _key(row: Mapping[str, Any], question: Question, has_rest: bool) -> Key:  # noqa: FBT001 -- a fact, not a way
    """The values of the axes; of those added over, and of what is left beside the largest, their place."""
    count = len(question.axes)
    bits = count + has_rest
    values: list[Any] = []
    for at in range(count):
        if row["level"] >> (bits - 1 - at) & 1:
            values.append(Place.ALL)
        elif at == 0 and has_rest and row["rest"] == 1:
            values.append(Place.REST)
        else:
            values.append(row[f"d{at}"])
    return tuple(values)


def _parts(row: Mapping[str, Any], names: Sequence[str]) -> Parts:
    return {name: _exact(row[f"part_{at}"]) for at, name in enumerate(names)}


def _add(cell: Parts, more: Parts) -> None:
    """Parts of a cell beside those it has, added to them where it has the same."""
    for name, value in more.items():
        known = cell.get(name)
        cell[name] = value if known is None or value is None else known + value


def _exact(value: Any) -> Decimal | None:
    return None if value is None else value if isinstance(value, Decimal) else Decimal(value)
