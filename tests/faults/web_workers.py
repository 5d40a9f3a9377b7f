"""Web processes are killed under clients: at random moments, and at the worst ones."""

import time
from http.client import HTTPException
from random import Random

from tests.faults.checking import a_crowd, compare, recoveries, spread
from tests.faults.kill_points import HEADER, POINTS
from tests.faults.ledger import Line
from tests.faults.outcome import Outcome
from tests.faults.site import a_site, kill, rounds, wait_until

CLIENTS, WEB = 8, 2
TENTH = 10


def web(times: int, seed: int) -> Outcome:
    """The older of two web workers is killed, and every tenth time their parent, under eight clients."""
    chance, moments, whole, of_parents = Random(seed), [], [], []
    with a_site(clients=CLIENTS, web=WEB) as site:
        with a_crowd(site, CLIENTS, seed) as crowd:
            for nth in rounds(times):
                time.sleep(chance.uniform(0.2, 1.5))
                before = {process.pid for process in site.web()}
                is_parent = nth % TENTH == TENTH - 1
                victim = site.web_parent() if is_parent else site.web()[0]
                moment = kill(victim)
                moments.append(moment)
                gone = before if is_parent else {victim.pid}
                there = wait_until(lambda gone=gone: all_new(site.web(), gone), "the web workers to come back")
                (of_parents if is_parent else whole).append(there - moment)
                crowd.wait_for_answer(after=moment)
        wait_until(site.is_idle, "the jobs to be done")
        found, entries = compare(site, crowd.entries()), crowd.entries()
    seconds, usual = recoveries(entries, moments), usual_seconds(entries)
    return Outcome(
        len(moments),
        comparison=found,
        recoveries=seconds,
        figures={
            "a request that met nothing took": spread(usual),
            "another worker stood in the place of the killed one after": spread(whole),
            "of all kills, of the parent of both workers": f"{len(of_parents)}, all back after {spread(of_parents)}",
        },
        limits={"answered again within 2 s of the death of a worker": max(seconds, default=0) <= 2},
    )


def usual_seconds(entries: list[dict]) -> list[float]:
    """How long requests took that were answered at once."""
    return [entry["ended"] - entry["began"] for entry in entries if not entry["met"]]


def all_new(processes, gone) -> bool:
    return len(processes) == WEB and not gone & {process.pid for process in processes}


def points(times: int, seed: int) -> Outcome:
    """A request kills its own worker before its commit, after it, or before the reply; then it is sent again."""
    seconds, entries, unexpected = [], [], 0
    with a_site(clients=1, web=WEB) as site:
        line = Line(site.port, site.tokens[0])
        for nth in rounds(times):
            point, title = POINTS[nth % len(POINTS)], f"p {nth}"
            body, key = {"title": title, "assignee": site.keeper}, {"Idempotency-Key": f"p-{nth}"}
            try:
                line.ask("POST", "/tasks", body, **key, **{HEADER: point})
                unexpected += 1
            except (OSError, HTTPException):
                moment = time.monotonic()
            entry = retried(line, body, key)
            seconds.append(entry["ended"] - moment)
            unexpected += entry["replayed"] != (point != POINTS[0])
            entries.append(entry)
        wait_until(site.is_idle, "the jobs to be done")
        found = compare(site, entries)
    return Outcome(
        len(seconds),
        comparison=found,
        recoveries=seconds,
        figures={"points": ", ".join(POINTS)},
        promises={"acted anew where nothing was committed, answered from what was kept where it was": unexpected == 0},
    )


def retried(line: Line, body: dict, key: dict) -> dict:
    """The same request without the kill, until it is answered; as a line of a ledger."""
    began, met = time.monotonic(), ["killed"]
    while True:
        tried = time.monotonic()
        try:
            status, headers, _told = line.ask("POST", "/tasks", body, **key)
        except (OSError, HTTPException) as error:
            met.append(type(error).__name__)
        else:
            if status < 400:
                break
            met.append(status)
        if time.monotonic() - began > 60:
            return {
                "op": "create",
                "title": body["title"],
                "pending": True,
                "met": met,
                "replayed": False,
                "ended": tried,
            }
        time.sleep(0.05)
    replayed = "Idempotency-Replayed" in headers
    times = {"began": began, "tried": tried, "ended": time.monotonic()}
    return {"op": "create", "title": body["title"], "status": status, "replayed": replayed, "met": met, **times}
