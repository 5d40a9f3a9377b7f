"""Word lists as text files, one idea a file; every list is read once."""

from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a list whose lines hold columns parted by spaces."""
    return tuple(tuple(line.split()) for line in _lines(name))


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The words of a list that is divided by [headings]; a section may span lines."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in _lines(name):
        if line.startswith("["):
            heading = line.strip("[]")
            found[heading] = []
        else:
            found[heading].extend(line.split())
    return {heading: tuple(words) for heading, words in found.items()}


def _lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
