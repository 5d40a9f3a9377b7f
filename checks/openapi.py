"""The description of the interface that programs rely on is committed, so that no change to it goes unseen.

`python -m checks.openapi` tells where `docs/api/openapi.json` differs from what the code says; `--write` brings it up
to date. The nouns of the tests are not part of it.
"""

import difflib
import json
import sys
from pathlib import Path

import django
from django.utils import translation

SNAPSHOT = Path("docs/api/openapi.json")


def main(arguments: list[str]) -> int:
    """Print the difference; 1 if there is one."""
    django.setup()
    told = described()
    if "--write" in arguments:
        SNAPSHOT.write_text(told)
    kept = SNAPSHOT.read_text() if SNAPSHOT.exists() else ""
    difference = list(difflib.unified_diff(kept.splitlines(), told.splitlines(), "committed", "now", lineterm="", n=1))
    print(*difference, sep="\n", end="\n" if difference else "")
    return int(bool(difference))


def described() -> str:
    """The description as text, in English."""
    from zhike.api.rest.routes import api  # noqa: PLC0415  # only once Django is set up

    with translation.override("en"):
        return (
            json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False, indent=1, default=str) + "\n"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
