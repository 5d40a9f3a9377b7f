"""Where webhooks arrive: it keeps what came, and answers late, badly or not at all where it is told to."""

import json
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random


class Receiver(ThreadingHTTPServer):
    """`came` counts messages by id. `delay` seconds before an answer; `faults` is the share answered by 500 or cut."""

    daemon_threads = True
    request_queue_size = 200

    def __init__(self, *, delay: float = 0.0, faults: float = 0.0, seed: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.delay, self.faults, self.chance = delay, faults, Random(seed)
        self.came: Counter[str] = Counter()
        self.bodies: dict[str, set[bytes]] = {}
        self.order: list[int] = []
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    def handle_error(self, request, client_address) -> None:
        """A sender that was killed is expected."""


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            self.server.came[self.headers["webhook-id"]] += 1
            self.server.bodies.setdefault(self.headers["webhook-id"], set()).add(body)
            self.server.order.append(json.loads(body)["id"])
            luck = self.server.chance.random()
        time.sleep(self.server.delay)
        if luck < self.server.faults / 2:
            self.close_connection = True
            return
        self.send_response(500 if luck < self.server.faults else 204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@contextmanager
def a_receiver(**options):
    server = Receiver(**options)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
