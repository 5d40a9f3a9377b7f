"""The side of who asks: a process that is started when it is needed, and again when a measure was too much for it."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import IO, Any, Self, cast

#: Seconds by the clock that one measure may take.
PATIENCE = 3600.0
#: What the process gets of the environment: no secret and no address of a database.
HANDED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "JAVA_HOME", "SPARK_HOME", "ZHIKE_SPARK")


class Apart:
    """Measures computed elsewhere; a context, at whose end the process is gone.

    with Apart() as apart:
        answer = apart.ask("lifetime", folder=load, as_of=day, leave_out=(), into=empty_folder)
    """

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.process: subprocess.Popen[str] | None = None

    def ask(
        self, measure: str, *, folder: Path, as_of: date, leave_out: Sequence[str], into: Path, **settings: Any
    ) -> dict[str, Any]:
        """What a measure with these settings says about itself, its tables written ``into`` a folder.

        Or, under ``refused``, its sentence and values; under ``broken`` the name of an error, ``TooMuch`` where the
        process did not live to tell.
        """
        question = {"measure": measure, "folder": str(folder), "as_of": as_of.isoformat()}
        asked = json.dumps({**question, "leave_out": list(leave_out), "into": str(into), "settings": settings})
        process = self.process = self.process or started()
        questions, answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
        alarm = threading.Timer(self.patience, process.kill)
        alarm.start()
        try:
            with suppress(BrokenPipeError):
                questions.write(asked + "\n")
                questions.flush()
            line = answers.readline()
        finally:
            alarm.cancel()
        if line.endswith("\n"):
            said: dict[str, Any] = json.loads(line)
            return said
        self.end()
        return {"broken": "TooMuch"}

    def end(self) -> None:
        """Stop the process, where there is one."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.end()


def started() -> subprocess.Popen[str]:
    """A process that waits for questions. Threads that wait for each other cost more than they bring."""
    environment = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [sys.executable, "-P", "-W", "ignore", "-m", "zhike.insight.apart.answering"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**environment, **threads, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"},
    )
