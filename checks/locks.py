"""Locks name versions and hashes. An address in one would send every installation to one server."""

import re
import sys
from pathlib import Path

LOCKS = ("requirements/*.txt", "requirements/*.in", "package.json", "package-lock.json")
ADDRESS = re.compile(r"(?:https?|git|ssh|file)(?:\+\w+)?://|--(?:index|extra-index|find-links)|\"resolved\"")
# npm copies from each package whom to thank; nothing is downloaded from there.
THANKS = re.compile(r'"funding": (?:\{[^}]*\}|"[^"]*"|\[[^\]]*\])')


def addresses(text: str) -> list[str]:
    """Lines that say where to download from."""
    return [line.strip() for line in THANKS.sub("", text).splitlines() if ADDRESS.search(line)]


def main() -> int:
    """Print every address; 1 if there is one."""
    files = sorted(file for pattern in LOCKS for file in Path().glob(pattern))
    found = [f"{file}: {line}" for file in files for line in addresses(file.read_text())]
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
