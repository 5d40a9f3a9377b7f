"""Which column of a file feeds which target: guessed from the header, kept as TOML, checked before use.

[columns]
number = "InvoiceNo"

[options]
day_first = true
"""

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zhike.reading.problems import UnreadableFile

SHORTEST_PART = 4  # ways of writing shorter than this match whole headers only; a Chinese character counts as two


@dataclass(frozen=True)
class TargetColumn:
    """One thing a row can say. ``kind`` names how its cell is read (see ``records``); ``synonyms`` are header names."""

    name: str
    label: Any
    kind: str = "text"
    required: bool = False
    synonyms: tuple[str, ...] = ()
    longest: int = 255


@dataclass
class Mapping:
    """Target to column name, and the options under which the file is read."""

    columns: dict[str, str] = field(default_factory=dict)
    options: dict[str, str | bool | int] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | str) -> "Mapping":
        """Read a TOML file. Raises ``UnreadableFile`` with what is wrong and where."""
        try:
            return cls.from_toml(Path(path).read_text("utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableFile("mapping_unreadable", detail=error) from None

    @classmethod
    def from_toml(cls, written: str) -> "Mapping":
        try:
            tables = tomllib.loads(written)
            columns, options = dict(tables.pop("columns", {})), dict(tables.pop("options", {}))
        except (tomllib.TOMLDecodeError, TypeError, ValueError) as error:
            raise UnreadableFile("mapping_unreadable", detail=error) from None
        strange = [*tables, *(name for name, column in columns.items() if not isinstance(column, str))]
        if strange:
            raise UnreadableFile("mapping_unreadable", detail=", ".join(strange))
        return cls(columns, options)

    def to_toml(self) -> str:
        parts = []
        for name, table in (("columns", self.columns), ("options", self.options)):
            if table:
                parts.append(f"[{name}]\n" + "".join(f"{_key(key)} = {_toml(table[key])}\n" for key in table))
        return "\n".join(parts)

    def save(self, path: Path | str) -> None:
        """Write the mapping as TOML."""
        Path(path).write_text(self.to_toml(), "utf-8")

    def check(self, columns: Sequence[str], targets: Sequence[TargetColumn]) -> None:
        """Raise ``UnreadableFile`` when the file lacks a chosen column or a required target has none."""
        known = {target.name for target in targets}
        if unknown := [name for name in self.columns if name not in known]:
            raise UnreadableFile("fields_unknown", fields=", ".join(unknown))
        if absent := [column for column in self.columns.values() if column not in columns]:
            raise UnreadableFile("columns_missing", columns=", ".join(absent))
        if unfed := [target.label for target in targets if target.required and target.name not in self.columns]:
            raise UnreadableFile("targets_missing", targets=", ".join(map(str, unfed)))

    def fits(self, columns: Sequence[str]) -> bool:
        """Whether the file has every column this mapping names."""
        return bool(self.columns) and set(self.columns.values()) <= set(columns)


def guess(columns: Sequence[str], targets: Sequence[TargetColumn]) -> Mapping:
    """The likeliest column for each target: whole names first, then the longest synonym found inside a header."""
    plain = {column: _plain(column) for column in columns}
    found: dict[str, str] = {}
    for target, column in [*_whole_matches(plain, targets), *_part_matches(plain, targets)]:
        if target not in found and column not in found.values():
            found[target] = column
    return Mapping({target.name: found[target.name] for target in targets if target.name in found})


def signature(columns: Iterable[str]) -> str:
    """The same for files with the same header, whatever their rows: under it a mapping is remembered."""
    return hashlib.sha256("\n".join(map(_plain, columns)).encode()).hexdigest()


def _whole_matches(plain: dict[str, str], targets: Sequence[TargetColumn]) -> Iterator[tuple[str, str]]:
    for target in targets:
        for way in (target.name, *target.synonyms):
            yield from ((target.name, column) for column in plain if plain[column] == _plain(way))


def _part_matches(plain: dict[str, str], targets: Sequence[TargetColumn]) -> list[tuple[str, str]]:
    matches = [
        (_weight(way), target.name, column)
        for target in targets
        for way in map(_plain, target.synonyms)
        for column in plain
        if _weight(way) >= SHORTEST_PART and way in plain[column]
    ]
    return [(name, column) for _, name, column in sorted(matches, key=lambda match: -match[0])]


def _plain(header: str) -> str:
    folded = unicodedata.normalize("NFKC", header).casefold()
    return re.sub(r"[\W_]+", "", folded)


def _weight(way: str) -> int:
    return sum(1 if character.isascii() else 2 for character in way)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml(key)


def _toml(value: object) -> str:
    """A TOML value. JSON strings are TOML strings but for the delete character, which TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
