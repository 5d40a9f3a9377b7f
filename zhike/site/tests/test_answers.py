"""What every answer carries, and what the log leaves out."""

import logging
import stat
import sys

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from zhike.site.headers import PageCompression, content_security_policy
from zhike.site.logs import PlainFormatter
from zhike.site.signing import kept_secret


def test_every_answer_forbids_what_comes_from_elsewhere():
    answer = content_security_policy(lambda request: HttpResponse())(RequestFactory().get("/"))

    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'; style-src 'self' 'unsafe-inline'")


@pytest.mark.parametrize(
    ("answer", "encoding"),
    [
        (HttpResponse("<td>Gold</td>" * 100), "gzip"),
        (HttpResponse("<td>Gold</td>"), None),
        (StreamingHttpResponse(["event: bell\n\n"] * 100), None),
    ],
    ids=["a page", "a fragment", "a stream"],
)
def test_pages_travel_compressed_and_streams_are_not_held_back(answer, encoding):
    asked = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})

    assert PageCompression(lambda request: answer)(asked).get("Content-Encoding") == encoding


def test_the_log_does_not_repeat_row_values():
    message = 'duplicate key value violates "phone"\nDETAIL:  Key (phone)=(13800000000) already exists.'
    try:
        raise ValueError(message)
    except ValueError:
        record = logging.LogRecord("zhike", logging.ERROR, "f", 1, "failed", None, sys.exc_info())

    text = PlainFormatter("{message}", style="{").format(record)

    assert 'duplicate key value violates "phone"' in text
    assert "13800000000" not in text


def test_the_signing_key_is_made_once_and_is_its_owners_alone(tmp_path):
    key = kept_secret(tmp_path / "data" / "secret_key")

    assert kept_secret(tmp_path / "data" / "secret_key") == key
    assert len(key) >= 50
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
