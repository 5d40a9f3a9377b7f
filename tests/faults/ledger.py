"""A client, a process of its own until SIGTERM: `python -m tests.faults.ledger PORT TOKEN NAME FILE KEEPER SEED PACE`.

It makes tasks and changes its own, each with an idempotency key, and asks again until it is answered. What was
acknowledged is appended to its own file, on disk before the next request is sent: a line of JSON each. A request that
was never answered is written down as pending when the client ends.
"""

import json
import os
import random
import signal
import sys
import time
from email.message import Message
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

PATIENCE = 60  # seconds for one request with all its tries
AGAIN = (409, 429, 500, 502, 503, 507)


class Line:
    """A connection that is made anew when it is lost."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token, self.connection = port, token, None

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Message, Any]:
        """One try. Raises OSError or HTTPException."""
        self.connection = self.connection or HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
        try:
            self.connection.request(method, f"/api/v1{path}", json.dumps(body) if body is not None else None, sent)
            response = self.connection.getresponse()
            content = response.read()
        except (OSError, HTTPException):
            self.connection.close()
            self.connection = None
            raise
        is_json = "json" in response.headers.get("Content-Type", "")
        return response.status, response.headers, json.loads(content) if is_json else {}


class Client:
    """One that writes, remembers, and tells."""

    def __init__(self, line: Line, name: str, file: Path, keeper: int, seed: int, pace: float) -> None:
        self.line, self.name, self.keeper, self.pace = line, name, keeper, pace
        self.chance = random.Random(f"{seed} {name}")
        self.out = file.open("a")
        self.made: list[dict[str, Any]] = []
        self.nth, self.is_ending = 0, False

    def work(self) -> None:
        while not self.is_ending:
            self.nth += 1
            if self.made and self.chance.random() < 0.4:
                self.change(self.chance.choice(self.made[-20:]))
            else:
                self.create()
            time.sleep(self.pace)

    def create(self) -> None:
        title = f"{self.name} {self.nth}"
        told = self.send("POST", "/tasks", {"title": title, "assignee": self.keeper}, {"op": "create", "title": title})
        if told:
            self.made.append({"id": told["id"], "version": told["version"], "title": title})

    def change(self, row: dict[str, Any]) -> None:
        note = f"note {self.nth}"
        entry = {"op": "change", "title": row["title"], "note": note}
        told = self.send("PATCH", f"/tasks/{row['id']}", {"note": note}, entry, **{"If-Match": f'"{row["version"]}"'})
        if told:
            row["version"] = told["version"]
        else:
            self.made.remove(row)

    def send(self, method: str, path: str, body: Any, entry: dict[str, Any], **headers: str) -> dict | None:
        """Ask until it is answered, and write that down; nothing where it is not answered at all."""
        key, began, met = f"{self.name}-{self.nth}", time.monotonic(), []
        while time.monotonic() - began < PATIENCE:
            tried = time.monotonic()
            try:
                status, told_by, body_told = self.line.ask(method, path, body, **{"Idempotency-Key": key, **headers})
            except (OSError, HTTPException) as error:
                met.append(type(error).__name__)
                time.sleep(0.05)
                continue
            if status in AGAIN:
                met.append(status)
                time.sleep(0.1)
                continue
            times = {"began": began, "tried": tried, "ended": time.monotonic()}
            is_replay = "Idempotency-Replayed" in told_by
            known = {name: body_told.get(name) for name in ("id", "version")}
            self.note({**entry, **times, **known, "status": status, "met": met, "replayed": is_replay})
            return body_told if status < 400 else None
        self.note({**entry, "pending": True, "began": began, "met": met})
        return None

    def note(self, entry: dict[str, Any]) -> None:
        self.out.write(json.dumps(entry) + "\n")
        self.out.flush()
        os.fsync(self.out.fileno())

    def end(self, *_: Any) -> None:
        self.is_ending = True


def main(port: str, token: str, name: str, file: str, keeper: str, seed: str, pace: str) -> None:
    client = Client(Line(int(port), token), name, Path(file), int(keeper), int(seed), float(pace))
    signal.signal(signal.SIGTERM, client.end)
    client.work()


if __name__ == "__main__":
    main(*sys.argv[1:])
