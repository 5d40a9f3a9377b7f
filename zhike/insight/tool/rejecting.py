"""The rows that could not be read, in a file where they can be mended."""

from pathlib import Path
from types import TracebackType
from typing import Self

from zhike.insight.tool.problem import ToolProblem
from zhike.insight.tool.reading import Reject
from zhike.reading.rejects import write_rejects

NAME = "rejects"


class Rejects:
    """Takes refused rows while a file is read and leaves them as ``rejects.csv`` in the folder; none, no file."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.columns: tuple[str, ...] = ()
        self.held: list[Reject] = []
        self.files: dict[str, Path] = {}

    def add(self, reject: Reject) -> None:
        """Take one row."""
        if self.folder is not None:
            self.held.append(reject)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        if self.held and self.folder is not None:
            self.write(self.folder)

    def write(self, folder: Path) -> None:
        """The rows with their numbers and reasons."""
        file = folder.resolve() / f"{NAME}.csv"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with file.open("w", encoding="utf-8", newline="") as out:
                write_rejects(out, self.columns, self.held, row_label="row", reason_label="reason")
        except OSError as problem:
            raise ToolProblem(f"{folder} cannot be written: {problem.strerror}.") from problem
        self.files = {NAME: file}
