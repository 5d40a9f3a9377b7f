"""`bin/zhike-faults [SCENARIO[=N] …] --n N --seed S --report FILE`: breaks a site of its own, N times in each way.

Without a name every scenario runs. The report is Markdown; the command ends with 1 where a promise was broken.
"""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from tests.faults.outcome import Outcome, Report
from tests.faults.scenarios import SCENARIOS
from tests.faults.site import Failed, Limit


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # by way of every `finally`
    asked = understood(arguments)
    report = Report(f"bin/zhike-faults {' '.join(arguments)}".strip(), asked.seed)
    for name, times in asked.scenarios or [(name, None) for name in SCENARIOS]:
        Limit.until = time.monotonic() + 60 * asked.minutes if asked.minutes else float("inf")
        outcome = performed(name, times or asked.n, asked.seed)
        report.outcomes.append(outcome)
        print(outcome.row(), *outcome.details(), sep="\n", file=sys.stderr, flush=True)
    print(report.text())
    if asked.report:
        asked.report.write_text(report.text())
    return 0 if all(outcome.is_good for outcome in report.outcomes) else 1


def understood(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/zhike-faults", description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", type=scenario, metavar="SCENARIO[=N]", help=", ".join(SCENARIOS))
    parser.add_argument("--n", type=int, default=20, help="how often, where a scenario names no number of its own")
    parser.add_argument("--minutes", type=float, help="begin no new fault of a scenario after so many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path, help="a file for the report")
    return parser.parse_args(arguments)


def scenario(text: str) -> tuple[str, int | None]:
    name, equals, number = text.partition("=")
    if name not in SCENARIOS or (equals and not number.isdecimal()):
        raise argparse.ArgumentTypeError(f"there is no {text}; choose from {', '.join(SCENARIOS)}")
    return name, int(number) if equals else None


def performed(name: str, times: int, seed: int) -> Outcome:
    """A scenario to its end; one that breaks off has broken its promise."""
    began = time.monotonic()
    print(f"· {name}, {times} times", file=sys.stderr, flush=True)
    try:
        outcome = SCENARIOS[name](times, seed)
    except (Failed, OSError, AssertionError) as error:
        if os.environ.get("TRACE"):
            raise
        outcome = Outcome(times, promises={f"came to its end ({error})": False})
    outcome.name, outcome.seconds = name, time.monotonic() - began
    return outcome


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
