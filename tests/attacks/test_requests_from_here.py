"""No address that a person may write down makes this machine ask what only it can reach (SSRF)."""

import socket
import threading
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.attacks.personas import a_persona
from zhike.api.webhooks.delivering import attempt
from zhike.api.webhooks.models import Delivery, Webhook
from zhike.api.webhooks.sending import Unsent, post
from zhike.kit.events import Event
from zhike.kit.refusal import Refusal
from zhike.notices.tools import understood

# This machine, as parsers of addresses have been talked into reading it.
HOSTS = (
    *("127.0.0.1", "127.1", "127.0.1", "127.000.000.001", "0177.0.0.1", "0177.1", "0x7f.0.0.1", "0x7f.1"),
    *("0x7f000001", "0x7F.0x0.0x0.0x1", "2130706433", "017700000001", "00000000177.1", "127.0.0.1.", "127.255.255.254"),
    *("0", "0.0.0.0", "00", "0x0", "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *(
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "[::1%25lo]",
        "[::1%lo]",
    ),
    *("localhost", "LOCALHOST", "localhost.", "①②⑦.⓪.⓪.①", "127。0。0。1"),
    *(
        "１２７.0.0.1",
        "127%2e0%2e0%2e1",
        "%31%32%37.0.0.1",
        "user@127.0.0.1",
        "127.0.0.1@example.com",
        "example.com@127.0.0.1",
    ),
    *("127.0.0.1#@example.com", "127.0.0.1\\@example.com", "example.com\\@127.0.0.1", "127.0.0.1\t", " 127.0.0.1"),
    *("169.254.169.254", "169.254.169.254.", "[fd00:ec2::254]", "2852039166", "0xA9FEA9FE", "0251.0376.0251.0376"),
    *("10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "[fe80::1]", "[fc00::1]", "224.0.0.1", "255.255.255.255"),
)
SCHEMES = (
    *(
        "file",
        "gopher",
        "dict",
        "ftp",
        "ldap",
        "tftp",
        "jar",
        "netdoc",
        "data",
        "ws",
        "unix",
        "HTTP",
        "http+unix",
        "sftp",
    ),
    *("", "//", "http:", "https:/", "http:\\\\", "view-source:http"),
)


OURS = ("slack.com", "discord.com", "feishu.cn", "larksuite.com")


@contextmanager
def canary():
    """Something that listens on this machine and counts who comes."""
    came = []
    with socket.socket() as line:
        line.bind(("0.0.0.0", 0))
        line.listen()
        line.settimeout(0.05)
        ended = threading.Event()

        def listen() -> None:
            while not ended.is_set():
                try:
                    came.append(line.accept())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield line.getsockname()[1], came
        ended.set()
        thread.join()


@pytest.fixture(autouse=True)
def no_named_network(settings):
    settings.WEBHOOK_NETWORKS = []


def test_no_spelling_of_an_address_reaches_this_machine(record_property):
    tried, sent = 0, []
    with canary() as (port, came):
        for host in HOSTS:
            for address in (f"https://{host}:{port}/", f"http://{host}:{port}/x?a=1", f"https://{host}/"):
                tried += 1
                try:
                    sent.append((address, post(address, b"{}", {})))
                except Unsent:
                    continue

    record_property("Requests from here|spellings", tried)
    record_property("Requests from here|canary reached", len(came))
    assert (sent, came) == ([], [])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_other_scheme_is_spoken(scheme):
    with canary() as (port, came):
        for address in (f"{scheme}://127.0.0.1:{port}/", f"{scheme}:127.0.0.1:{port}", f"{scheme}127.0.0.1:{port}"):
            with pytest.raises(Unsent):
                post(address, b"{}", {})
        assert came == []


@pytest.mark.parametrize("found", [["127.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:127.0.0.1"], ["::1"], ["0.0.0.0"]])
def test_a_name_that_leads_here_is_not_followed(found):
    with canary() as (port, came):
        with pytest.raises(Unsent):
            post(f"https://example.com:{port}/", b"{}", {}, resolve=lambda host, port: found)
        assert came == []


@pytest.mark.django_db
def test_a_webhook_that_was_kept_reaches_nothing_here(record_property):
    ada = a_persona("ada").person
    event = Event.objects.create(name="kit.webhook_tried")
    with canary() as (port, came):
        for host in HOSTS:
            webhook = Webhook.objects.create(url=f"https://{host}:{port}/", patterns=["*"], made_by=ada)
            delivery = Delivery.objects.create(webhook=webhook, event=event)
            attempt(delivery=delivery.pk, nth=1)
            delivery.refresh_from_db()
            assert delivery.code is None, host

    record_property("Requests from here|webhooks kept", len(HOSTS))
    assert came == []


def test_no_address_of_a_group_tool_is_one_of_this_machine(record_property):
    tried = 0
    for host in HOSTS:
        for scheme in (
            "json",
            "xml",
            "form",
            "webhook",
            "mailto",
            "syslog",
            "slack",
            "discord",
            "feishu",
            "http",
            "https",
        ):
            tried += 1
            try:
                tool = understood(f"{scheme}://{host}/a/b/c")
            except Refusal:
                continue
            places = {str(getattr(tool, name, "") or "") for name in ("notify_url", "webhook_url", "api_url")} - {""}
            hosts = {urlsplit(place).hostname for place in places}
            assert [one for one in hosts if one and not one.endswith(OURS)] == [], (scheme, host, places)

    record_property("Requests from here|group tools", tried)
