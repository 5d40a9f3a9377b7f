"""What the log may say."""

import logging
from types import TracebackType

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlainFormatter(logging.Formatter):
    """Lines for people and files, without the row values PostgreSQL adds to an error as its DETAIL."""

    def formatException(self, exc_info: ExceptionInfo) -> str:  # noqa: N802 - the name is logging's
        """The traceback, row values left out."""
        lines = super().formatException(exc_info).splitlines()
        return "\n".join(line for line in lines if not line.startswith("DETAIL:"))
