"""The committed description is the present one, and the examples of the page for programs work as they stand."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.cast import a_delivery, a_merge, a_product, a_quote, a_task
from zhike.api.tokens.keeping import make

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = re.findall(r"^curl .+$", (ROOT / "docs/api/README.md").read_text(), re.MULTILINE)


def test_the_committed_description_is_what_the_code_says():
    here = {**os.environ, "DJANGO_SETTINGS_MODULE": "zhike.site.settings"}

    checked = subprocess.run(
        [sys.executable, "-m", "checks.openapi"], cwd=ROOT, env=here, capture_output=True, text=True
    )

    assert checked.stdout == "", "python -m checks.openapi --write"


@pytest.mark.django_db
@pytest.mark.parametrize("command", COMMANDS)
def test_an_example_works_as_it_stands(command, ada):
    token = make("docs", by=ada, scopes=["*:write", "admin"])[1]
    quote, order = a_quote(owner=ada), a_delivery(owner=ada).order
    rows = {"TASK": a_task(owner=ada), "MERGE": a_merge(by=ada), "QUOTE": quote, "CUSTOMER": quote.customer}
    rows |= {"PRODUCT": a_product(), "ORDER": order, "LINE": order.lines.get()}

    answer = sent(command, TOKEN=token, ZHIKE="", **{name: str(row.pk) for name, row in rows.items()})

    assert answer.status_code in (200, 201), answer.content.decode()


def sent(command, **variables):
    """What curl would send: method, headers, and data in the body or (with -G) in the address."""
    words = shlex.split(re.sub(r"\$([A-Z]+)", lambda name: variables[name[1]], command))[1:]
    data = [words[nth + 1] for nth, word in enumerate(words) if word == "-d"]
    headers = dict(words[nth + 1].split(": ", 1) for nth, word in enumerate(words) if word == "-H")
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    address = next(word for word in words if word.startswith("/"))
    if "-G" in words:
        address, data = f"{address}?{urlencode([tuple(pair.split('=', 1)) for pair in data])}", []
    return Client().generic(method, address, "".join(data), headers.pop("Content-Type", ""), headers=headers)
