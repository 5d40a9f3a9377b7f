"""The long set of attacks, with a report: `python -m tests.attacks N [--report FILE] [arguments for pytest]`."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PROCESSES = min(4, os.cpu_count() or 1)


def main() -> int:
    """Run the attacks; the status is that of pytest."""
    parser = argparse.ArgumentParser(prog="bin/zhike-faults attacks", description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=1, help="rounds of what is random")
    parser.add_argument("--report", type=Path, default=None, help="where the report goes; otherwise it is printed")
    parser.add_argument("--seed", default="20260312")
    asked, rest = parser.parse_known_args()
    file = asked.report or Path(os.environ.get("TMPDIR", "/tmp")) / f"zhike-attacks-{os.getpid()}.md"
    told = {"ATTACKS": str(asked.rounds), "ATTACKS_SEED": asked.seed, "ATTACKS_REPORT": str(file)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.attacks.reporting",
        "-n",
        str(PROCESSES),
        "--dist",
        "worksteal",
    ]
    command += [str(HERE), *rest]
    done = subprocess.run(command, env={**os.environ, **told}, check=False)
    if asked.report is None and file.exists():
        print(file.read_text())  # noqa: T201
        file.unlink()
    return done.returncode


sys.exit(main())
