"""A pytest plug-in: what the attacks counted, as a report in Markdown.

Figures come as properties called `family|figure`; of a figure called "most …" the largest counts, of any other the sum.
"""

import os
import platform
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.attacks.size import ROUNDS, SEED

FILE = "ATTACKS_REPORT"
figures: dict[str, dict[str, float]] = defaultdict(dict)
outcomes: dict[str, int] = defaultdict(int)
failed: list[str] = []
begun = time.time()


def pytest_runtest_logreport(report: Any) -> None:
    """Keep what one test said of itself."""
    if report.failed:
        failed.append(f"{report.nodeid} ({report.when})")
    if report.when != "call":
        return
    outcomes[report.outcome] += 1
    for name, value in report.user_properties:
        family, bar, figure = str(name).partition("|")
        if bar:
            were = figures[family].get(figure, 0)
            figures[family][figure] = max(were, value) if figure.startswith("most") else were + value


def pytest_sessionfinish(session: Any) -> None:
    """Write the report, in the process that started the run."""
    if "PYTEST_XDIST_WORKER" not in os.environ and os.environ.get(FILE):
        Path(os.environ[FILE]).write_text(report(figures, seconds=time.time() - begun))


def report(told: Mapping[str, Mapping[str, float]], *, seconds: float) -> str:
    """The whole report."""
    lines = [
        "## Attacks",
        "",
        f"`bin/zhike-faults attacks {ROUNDS}`, seed {SEED}, {seconds / 60:.0f} minutes,"
        f" Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.",
        "",
        f"{outcomes['passed']} tests passed, {len(failed)} failed, {outcomes['skipped']} skipped.",
        "",
        "| What was tried | Figures |",
        "| --- | --- |",
        *(f"| {family} | {_said(told[family])} |" for family in sorted(told)),
        "",
    ]
    return "\n".join([*lines, *(["Failed:", "", *(f"- `{name}`" for name in failed), ""] if failed else [])])


def _said(told: Mapping[str, float]) -> str:
    return "; ".join(
        f"{name} **{value:,g}**" if value < 1e6 else f"{name} **{value:,.0f}**" for name, value in told.items()
    )
