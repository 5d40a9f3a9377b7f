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
from zhike.site.tests.processes import python


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


def test_every_answer_lends_the_page_no_device_and_no_stranger_a_file():
    headers = content_security_policy(lambda request: HttpResponse())(RequestFactory().get("/")).headers

    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=(), geolocation=()" in headers["Permissions-Policy"]
    assert "publickey" not in headers["Permissions-Policy"]


def test_a_file_to_be_saved_can_do_nothing_where_it_is_shown():
    answer = HttpResponse(headers={"Content-Disposition": 'attachment; filename="page.html"'})

    headers = content_security_policy(lambda request: answer)(RequestFactory().get("/")).headers

    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_scripts_come_from_this_site_alone(settings):
    rules = dict(rule.strip().split(" ", 1) for rule in settings.CONTENT_SECURITY_POLICY.split(";"))

    assert rules.get("script-src", rules["default-src"]) == "'self'"
    assert {"object-src": "'none'", "base-uri": "'self'", "frame-ancestors": "'none'"}.items() <= rules.items()


def test_with_encryption_cookies_belong_to_this_host_alone(tmp_path):
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    names += ("SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SECURE_HSTS_SECONDS")
    program = f"from zhike.site import settings as s; print([getattr(s, name) for name in {names}])"
    with python("-c", program, environment={"ZHIKE_HTTPS": "1", "ZHIKE_DATA_DIR": str(tmp_path)}) as process:
        told = process.communicate()[0]

    assert told.strip() == "['__Host-session', '__Host-csrf', True, True, True, True, 'Lax', 31536000]"


def test_the_usual_protections_are_on_every_page(client, db):
    headers = client.get("/sign-in/").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
