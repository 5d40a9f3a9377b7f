"""A real mail server on this machine (RFC 5321, as much of it as a client needs) that keeps what it gets."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class PostOffice(socketserver.ThreadingTCPServer):
    """Keeps messages in `got`; while it is `closed` it takes none."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Counter)
        self.got: list[EmailMessage] = []
        self.closed = False

    @property
    def port(self) -> int:
        return self.server_address[1]


class Counter(socketserver.StreamRequestHandler):
    """One client."""

    server: PostOffice

    def handle(self) -> None:
        self._say("220 ready")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self._say("354 go on")
                self._keep()
            elif word == b"QUIT":
                self._say("221 bye")
                return
            elif word == b"MAIL" and self.server.closed:
                self._say("451 closed")
            else:
                self._say("250 fine")

    def _keep(self) -> None:
        lines = list(iter(self.rfile.readline, b".\r\n"))
        self.server.got.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self._say("250 kept")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def open_office() -> Iterator[PostOffice]:
    """A post office while the block lasts."""
    with PostOffice() as office:
        thread = threading.Thread(target=office.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()
