"""A message never reaches what only this machine can reach, however the address is written."""

from ipaddress import ip_address

import pytest

from zhike.api.webhooks.sending import Unsent, is_open, post, resolve
from zhike.api.webhooks.tests.receiver import listening

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "224.0.0.1",
    "255.255.255.255",
    "192.0.0.1",
    "198.18.0.1",
    "240.0.0.1",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "2002:7f00:1::",
    "2002:a00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:db8::1",
    "64:ff9b:1::1",
    "::127.0.0.1",
    "::10.0.0.1",
]
OUTSIDE = ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
# What the system's own resolver makes of these is this machine, written otherwise.
SPELLINGS = [
    "127.1",
    "0x7f.1",
    "2130706433",
    "0177.0.0.1",
    "0x7f000001",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "localhost",
    "0",
]


@pytest.mark.parametrize("text", INSIDE)
def test_an_address_inside_is_closed(text):
    assert not is_open(ip_address(text))


@pytest.mark.parametrize("text", OUTSIDE)
def test_an_address_of_the_internet_is_open(text):
    assert is_open(ip_address(text))


@pytest.mark.parametrize("host", SPELLINGS)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_this_machine_is_refused_by_every_name(host, scheme, settings):
    settings.WEBHOOK_NETWORKS = []
    with listening() as server:
        with pytest.raises(Unsent):
            post(f"{scheme}://{host}:{server.server_port}/", b"{}", {})
        assert server.got == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://127.0.0.1/", "https://a@127.0.0.1/", "https:///x", "https://a b/", "https://x:99999/",
     "https://x/\r\nHost: y", "https://茶.cn/", "//x", "https://x:0/"],
)  # fmt: skip
def test_an_address_that_is_no_plain_https_address_is_refused(url):
    with pytest.raises(Unsent):
        post(url, b"{}", {}, resolve=lambda host, port: ["1.1.1.1"])


def test_a_name_that_changes_its_mind_is_asked_once_and_the_connection_goes_where_was_looked(settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    asked = []

    def changing(host, port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with listening() as server:
        assert post(server.url("rebinding.example"), b"{}", {}, resolve=changing) == 204
        [(headers, _body)] = server.got
    assert (asked, headers["Host"]) == (["rebinding.example"], f"rebinding.example:{server.server_port}")


@pytest.mark.parametrize("found", [["1.1.1.1", "127.0.0.1"], ["10.0.0.1"], ["fe80::1%eth0"]])
def test_one_closed_address_among_those_of_a_name_is_enough(found, settings):
    settings.WEBHOOK_NETWORKS = []
    with pytest.raises(Unsent, match="private network"):
        post("https://example.com/", b"{}", {}, resolve=lambda host, port: found)


def test_the_internet_is_never_spoken_to_in_the_clear():
    with pytest.raises(Unsent, match="https"):
        post("http://example.com/", b"{}", {}, resolve=lambda host, port: ["1.1.1.1"])


def test_the_system_knows_this_machine():
    assert "127.0.0.1" in resolve("localhost", 80)
