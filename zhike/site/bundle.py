"""One style sheet and one script for every page, joined from the parts that are kept as files of their own.

A finder of static files (django.contrib.staticfiles): in development and in tests the joined file is made anew when it
is asked for, and collectstatic gathers it like any other file, so that it gets its hashed name.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

STYLES = (
    "kit/tokens",
    "kit/frame",
    "kit/parts",
    "exchange/importing",
    "kit/phone",
    "merging/merging",
    "kit/lists",
    "approvals/approvals",
    "catalog/catalog",
    "sales/papers",
    "work/work",
    "kit/print",
)
BEHAVIOURS = (
    *("keyboard", "palette", "toast", "rows", "keep", "beside", "attached", "neighbours", "selection", "cells"),
    *("columns", "tokens", "scrolling", "returning"),
)
PARTS = {
    "kit/all.css": (*(f"{name}.css" for name in STYLES), "account/account.css", "objections/objections.css"),
    "kit/all.js": (
        *("shell/install.js", "account/passkeys.js", "insight/chart.js", "insight/cube.js"),
        *("deals/asking.js", "sales/lines.js"),
        *(f"kit/behaviours/{name}.js" for name in BEHAVIOURS),
        *("objections/capture.js", "telesales/desk.js"),
        *(f"work/{name}.js" for name in ("day", "steps", "place")),
    ),
}


class BundleFinder(BaseFinder):
    """Finds the joined files of PARTS, which it keeps below the folder of data."""

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = AppDirectoriesFinder(app_names)
        self.storage = FileSystemStorage(location=settings.DATA_DIR / "bundle")

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to set, nothing to get wrong."""
        return []

    def find(self, path: str, find_all: bool = False) -> Any:  # noqa: FBT001, FBT002 - asked so by Django
        """The file's place on disk; an empty list where the name is not one of PARTS."""
        if path not in PARTS:
            return []
        found = self.joined(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """All joined files, for collectstatic."""
        for path in PARTS:
            self.joined(path)
            yield path, self.storage

    def joined(self, path: str) -> str:
        """Write the file if its parts say something new."""
        place = Path(self.storage.path(path))
        text = "\n".join(block(self.part(name)) for name in PARTS[path])
        if not place.exists() or place.read_text() != text:
            place.parent.mkdir(parents=True, exist_ok=True)
            fresh = place.with_suffix(f".{uuid4().hex}")
            fresh.write_text(text)
            fresh.replace(place)
        return str(place)

    def part(self, name: str) -> Path:
        """Where a part lies; FileNotFoundError where it does not."""
        found = self.parts.find(name)
        if found is None:
            raise FileNotFoundError(name)
        return Path(found)


def block(part: Path) -> str:
    """A part as it stands in the joined file: the names of a script stay its own, and its failure stops no other."""
    text = part.read_text()
    return f"queueMicrotask(() => {{\n{text}}});\n" if part.suffix == ".js" else text
