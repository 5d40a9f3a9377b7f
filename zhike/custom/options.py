"""The options of a choice, kept as people type them: a line each, with an id that never changes.

o1: 金 / Gold
-o2: 银 / Silver        no longer offered; rows that have it keep it
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import get_language

LINE = re.compile(r"(?P<gone>-?)\s*(?:(?P<id>o[0-9]{1,6})\s*[:：]\s*)?(?P<zh>[^/]+?)\s*(?:/\s*(?P<en>.+?)\s*)?")


@dataclass(frozen=True)
class Option:
    """One option: its id, its words, and whether it is still offered."""

    id: str
    zh: str
    en: str
    offered: bool

    @property
    def line(self) -> str:
        return f"{'' if self.offered else '-'}{self.id}: {self.zh}" + (f" / {self.en}" if self.en else "")

    @property
    def listed(self) -> tuple[str, str]:
        """The words in a list of options, in Chinese and in English."""
        if self.offered:
            return self.zh, self.en
        return f"{self.zh}（停用）", f"{self.en or self.zh} (no longer offered)"

    def is_called(self, typed: str) -> bool:
        """Whether somebody who typed this means this option."""
        return typed.strip().casefold() in {self.zh.casefold(), self.en.casefold() or self.id}


def options(lines: str) -> list[Option]:
    """The options of these lines, in their order; one without an id has the id "". Raises ValueError with the line."""
    return [_option(line) for line in lines.splitlines() if line.strip()]


def tidy(lines: str, *, before: str) -> str:
    """The lines with an id for each option; those that were there `before` and are left out are no longer offered."""
    wanted, known = options(lines), options(before)
    kept = {option.id for option in wanted}
    every = [*wanted, *(replace(option, offered=False) for option in known if option.id not in kept)]
    return "\n".join(option.line for option in _numbered(every))


def said(zh: str, en: str) -> str:
    """The words in the language of the moment."""
    return zh if (get_language() or "").startswith("zh") or not en else en


def _option(line: str) -> Option:
    found = LINE.fullmatch(line.strip())
    if found is None:
        raise ValueError(line)
    return Option(found["id"] or "", found["zh"], found["en"] or "", not found["gone"])


def _numbered(every: list[Option]) -> Iterable[Option]:
    last = max((int(option.id[1:]) for option in every if option.id), default=0)
    for option in every:
        last += not option.id
        yield option if option.id else replace(option, id=f"o{last}")
