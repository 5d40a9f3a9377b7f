"""The rows that could not be read, in a file where they can be mended."""

from pathlib import Path
from types import TracebackType
from typing import Self

from zhike.insight.tool.outcome import refuse_the_file_read
from zhike.insight.tool.problem import ToolProblem
from zhike.insight.tool.reading import Reject
from zhike.reading.rejects import write_rejects

NAME = "rejects"


class Rejects:
    """Takes refused rows while a file is read and leaves them as ``rejects.csv`` in the folder; none, no file.

    Rows that an earlier reading left there go, as they are not of this file.
    """

    def __init__(self, folder: Path | None, *, read: Path) -> None:
        self.folder = folder
        self.read = read
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
        if self.folder is None:
            return
        file = self.folder.resolve() / f"{NAME}.csv"
        try:
            if self.held:
                self.write(file)
            elif kind is None and file != self.read.resolve():
                file.unlink(missing_ok=True)
        except OSError as failed:
            raise ToolProblem(f"{self.folder} cannot be written: {failed.strerror}.") from failed

    def write(self, file: Path) -> None:
        """The rows with their numbers and reasons."""
        refuse_the_file_read(file, self.read)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as out:
            write_rejects(out, self.columns, self.held, row_label="row", reason_label="reason")
        self.files = {NAME: file}
