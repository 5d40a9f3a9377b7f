"""What a scenario found, and the report of all of them."""

import os
import platform
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.checking import Comparison, spread


@dataclass
class Outcome:
    """`faults` is how many there were; `promises` are sentences and whether each was kept, `limits` those of time."""

    faults: int
    of: str = "kills"
    comparison: Comparison | None = None
    recoveries: Sequence[float] = ()
    figures: dict[str, object] = field(default_factory=dict)
    promises: dict[str, bool] = field(default_factory=dict)
    limits: dict[str, bool] = field(default_factory=dict)
    name: str = ""
    seconds: float = 0.0
    skipped: str = ""

    @property
    def is_good(self) -> bool:
        return self.is_sound and all(self.limits.values())

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong, however long it took."""
        has_been = bool(self.faults or self.skipped)
        return has_been and all(self.promises.values()) and (self.comparison is None or self.comparison.is_good)

    @property
    def word(self) -> str:
        return "left out" if self.skipped else "passed" if self.is_good else "**FAILED**"

    def row(self) -> str:
        found = self.comparison
        ledger = [found.acknowledged, found.lost, found.phantom, found.duplicate, found.torn] if found else ["–"] * 5
        bound = f"{min(1, 3 / self.faults):.2%}" if self.faults and self.is_good else "–"
        cells = [self.name, f"{self.faults:,} {self.of}", *ledger, spread(self.recoveries), bound, self.word]
        return "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |"

    def details(self) -> list[str]:
        """Figures and promises, a line each."""
        if self.skipped:
            return [f"- left out: {self.skipped}"]
        told = self.promises | self.limits
        lines = [f"- {'kept' if kept else '**BROKEN**'}: {promise}" for promise, kept in told.items()]
        lines += [f"- {name}: {value}" for name, value in self.figures.items()]
        if found := self.comparison:
            met = ", ".join(f"{name} {many:,}" for name, many in found.met.most_common()) or "nothing"
            lines.append(
                f"- requests tried again {found.tried_again:,}, answered from what was kept {found.replayed:,}"
            )
            lines.append(f"- clients met: {met}; the slowest request with all its tries {found.slowest:.2f} s")
            lines.append(f"- never answered {found.pending}, refused {found.refused}")
        return [*lines, f"- took {self.seconds:.0f} s"]


HEAD = """\
| Scenario | Faults | Acknowledged | Lost | Phantom | Duplicate | Torn | Recovery p50 / max | 3/N bound | |
|---|---|---:|---:|---:|---:|---:|---:|---:|---|"""


class Report:
    """Markdown, with the command it was made by."""

    def __init__(self, command: str, seed: int) -> None:
        self.command, self.seed, self.outcomes = command, seed, list[Outcome]()
        self.began, self.load = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), os.getloadavg()

    def text(self) -> str:
        loads = [" ".join(f"{number:.1f}" for number in load) for load in (self.load, os.getloadavg())]
        machine = (
            f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
        )
        lines = [
            f"`{self.command}`, seed {self.seed}, begun {self.began}.",
            f"{machine}; load (1, 5, 15 min) {loads[0]} at the start, {loads[1]} at the end.",
            "",
            HEAD,
            *(outcome.row() for outcome in self.outcomes),
        ]
        for outcome in self.outcomes:
            lines += ["", f"### {outcome.name}", "", *outcome.details()]
        return "\n".join(lines) + "\n"
