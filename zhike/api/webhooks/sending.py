"""One request to somebody else's machine, and to no machine that only this one can reach.

The name is resolved once, every address it has is looked at, and the connection goes to the address that was looked
at: a name that changes its mind in between leads nowhere. Redirects are not followed and the answer is not read.
"""

import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], list[str]]
EACH_STEP, ALTOGETHER = 10, 20  # seconds
OLD_MAPPED = ip_network("::/96")  # RFC 4291, 2.5.5.1: deprecated, and some systems still take it for IPv4
NAT64, OWN_NAT64 = ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48")  # RFC 6052, RFC 8215


class Unsent(Exception):
    """The message did not leave or nobody answered; the reason in words."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def post(url: str, body: bytes, headers: dict[str, str], *, resolve: Resolve = resolve) -> int:
    """Send a message. Returns the status of the answer; raises Unsent."""
    place = understood(url)
    port = place.port or (443 if place.scheme == "https" else 80)
    try:
        address = _checked(place, resolve(str(place.hostname), port))
        with socket.create_connection((address, port), timeout=EACH_STEP) as plain:
            return _exchange(plain, place, body, headers)
    except (OSError, HTTPException, UnicodeError) as error:
        raise Unsent(f"{type(error).__name__}: {error}") from error


def understood(url: str) -> SplitResult:
    """The parts of an address that messages may go to. Raises Unsent."""
    try:
        place = urlsplit(url)
        is_fine = place.scheme in ("https", "http") and place.hostname and place.port != 0 and "@" not in place.netloc
    except ValueError:
        is_fine = False
    if not is_fine or not url.isascii() or not url.isprintable() or " " in url:
        raise Unsent(_("The address must look like https://example.com/path."))
    return place


def is_open(address: Address) -> bool:
    """Whether an address is one of the whole internet, and not this machine, this network or a clerk of either."""
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if address in NAT64 or address in OLD_MAPPED:
            inside = IPv4Address(int(address) & 0xFFFFFFFF)
        if inside:
            return is_open(inside)
    return address.is_global and not address.is_multicast and address not in OWN_NAT64


def _checked(place: SplitResult, found: list[str]) -> str:
    """One of the addresses, where all may be connected to. Only a named network may be spoken to in the clear."""
    addresses = [ip_address(text.partition("%")[0]) for text in found]
    named = [ip_network(network) for network in settings.WEBHOOK_NETWORKS]
    for address in addresses:
        is_named = any(address in network for network in named)
        if not is_named and not is_open(address):
            raise Unsent(_("The address leads into a private network."))
        if not is_named and place.scheme != "https":
            raise Unsent(_("The address must begin with https."))
    return str(addresses[0])


def _exchange(plain: socket.socket, place: SplitResult, body: bytes, headers: dict[str, str]) -> int:
    connection = HTTPConnection(str(place.hostname), place.port)
    if place.scheme == "https":
        secure = ssl.create_default_context()
        plain = secure.wrap_socket(plain, server_hostname=place.hostname, do_handshake_on_connect=False)
    # A receiver that sends a byte now and then keeps every single step short; the timer ends the whole.
    timer = Timer(ALTOGETHER, _cut, [plain])
    timer.start()
    try:
        if isinstance(plain, ssl.SSLSocket):
            plain.do_handshake()
        connection.sock = plain
        connection.request("POST", (place.path or "/") + (f"?{place.query}" if place.query else ""), body, headers)
        return connection.getresponse().status
    finally:
        timer.cancel()
        plain.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
