"""A pytest plug-in: what the attacks counted, as a report in Markdown.

Figures come as properties called `family|figure`; of a figure called "most …" the largest counts, of any other the sum.
"""

import math
import os
import platform
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.attacks.size import CHANGED, ECHOED, LEAKED, ROUNDS, SEED

METHODS = ("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS")

FILE = "ATTACKS_REPORT"
figures: dict[str, dict[str, float]] = defaultdict(dict)
outcomes: dict[str, int] = defaultdict(int)
failed: list[str] = []
begun, loads = time.time(), os.getloadavg()


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
        f" begun {time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime(begun))}, Python {platform.python_version()},"
        f" {os.cpu_count()} cores, load (1, 5, 15 min) {_load(loads)} at the start,"
        f" {_load(os.getloadavg())} at the end.",
        "",
        f"{outcomes['passed']} tests passed, {len(failed)} failed, {outcomes['skipped']} skipped.",
        "",
        *_headlines(told),
        "",
        "| What was tried | Figures |",
        "| --- | --- |",
        *(f"| {family} | {_said(told[family])} |" for family in sorted(told)),
        "",
    ]
    return "\n".join([*lines, *(["Failed:", "", *(f"- `{name}`" for name in failed), ""] if failed else [])])


def _headlines(told: Mapping[str, Mapping[str, float]]) -> list[str]:
    """What all of it comes to."""
    matrix, injections = told.get("Matrix", {}), told.get("Injections", {})
    payloads = sum(value for name, value in injections.items() if name.startswith("payloads"))
    sides = matrix.get("most routes", 0), len(METHODS), matrix.get("personas", 0)
    return [
        f"- Routes × methods × personas: {' × '.join(f'{side:,.0f}' for side in sides)} = {math.prod(sides):,.0f},"
        f" of them sent: {matrix.get('routes by methods', 0):,.0f},"
        f" in {matrix.get('responses', 0):,.0f} requests with own, foreign and absent keys;"
        f" {matrix.get('pairs compared', 0):,.0f} pairs of answers compared.",
        f"- Answers read for canaries: {_sum(told, 'responses'):,.0f};"
        f" canaries out of place: {_sum(told, LEAKED):,.0f}"
        f" ({_sum(told, ECHOED):,.0f} times an attacker heard a guess of their own again).",
        f"- Refusals (4xx): {_sum(told, '4xx'):,.0f}; tables changed behind one: {_sum(told, CHANGED):,.0f}."
        " Of each refusal that sent a writing statement every table was compared.",
        f"- Payloads sent or kept: {payloads:,.0f};"
        f" run, computed, or part of a statement: {injections.get('found', 0):,.0f}.",
    ]


def _load(numbers: tuple[float, ...]) -> str:
    return " ".join(f"{number:.1f}" for number in numbers)


def _sum(told: Mapping[str, Mapping[str, float]], figure: str) -> float:
    return sum(family.get(figure, 0) for family in told.values())


def _said(told: Mapping[str, float]) -> str:
    return "; ".join(
        f"{name} **{value:,g}**" if value < 1e6 else f"{name} **{value:,.0f}**" for name, value in told.items()
    )
