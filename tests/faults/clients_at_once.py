"""The same request ten times at once, and four clients that change one row."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.faults.ledger import Line
from tests.faults.outcome import Outcome
from tests.faults.site import a_site

TWINS, EDITORS = 10, 4


def submits(times: int, seed: int) -> Outcome:
    """One key, ten senders at once, `times` keys: one row, and everybody is told so or asked to wait."""
    statuses, others, waits = Counter(), Counter(), Counter()
    with a_site(clients=1, web=2) as site, ThreadPoolExecutor(TWINS) as pool:
        lines = [Line(site.port, site.tokens[0]) for _nth in range(TWINS)]
        for nth in range(times):
            ready = threading.Barrier(TWINS)

            def send(line, title, ready=ready, key=f"s-{nth}"):
                ready.wait()
                return line.ask("POST", "/tasks", {"title": title}, **{"Idempotency-Key": key})

            for status, headers, _told in pool.map(lambda line, nth=nth: send(line, f"s {nth}"), lines):
                statuses[status] += 1
                waits["Retry-After" in headers] += status == 409
            others[lines[0].ask("POST", "/tasks", {"title": "other"}, **{"Idempotency-Key": f"s-{nth}"})[0]] += 1
        rows = site.query("select count(*), count(distinct title) from work_task")[0]
    told = ", ".join(f"{status}: {many:,}" for status, many in sorted(statuses.items()))
    return Outcome(
        times,
        "keys",
        figures={"answers of ten at once": told},
        promises={
            "one row for each key": rows == (times, times),
            "everybody got the row or was asked to wait": set(statuses) <= {201, 409},
            "who was asked to wait was told how long": waits[False] == 0,
            "another request under the same key was refused with 422": set(others) == {422},
        },
    )


def edits(times: int, seed: int) -> Outcome:
    """Four clients count up in one row, each `times` times, reading before they write."""
    met, done = Counter(), Counter()
    with a_site(clients=EDITORS) as site:
        status, _headers, row = Line(site.port, site.tokens[0]).ask("POST", "/tasks", {"title": "e", "note": "0"})
        assert status == 201, row

        def work(nth: int) -> None:
            line = Line(site.port, site.tokens[nth])
            while done[nth] < times:
                status, _headers, now = line.ask("GET", f"/tasks/{row['id']}")
                sent, headers = {"note": str(int(now["note"]) + 1)}, {"If-Match": f'"{now["version"]}"'}
                if nth % 2:
                    sent, headers = {**sent, "version": now["version"]}, {}
                status = line.ask("PATCH", f"/tasks/{row['id']}", sent, **headers)[0]
                met[status] += 1
                done[nth] += status == 200

        began = time.monotonic()
        with ThreadPoolExecutor(EDITORS) as pool:
            list(pool.map(work, range(EDITORS)))
        took = time.monotonic() - began
        note, version = site.query("select note, version from work_task")[0]
        traces = site.query("select count(*) from kit_trace where noun = 'work.task'")[0][0]
    changes = EDITORS * times
    told = ", ".join(f"{status}: {many:,}" for status, many in sorted(met.items()))
    return Outcome(
        changes,
        "changes",
        figures={"answers": told, "speed": f"{changes / took:.0f} changes/s"},
        promises={
            f"no change was lost: counted up to {changes:,}": (int(note), version) == (changes, changes + 1),
            "the history has every change": traces == changes + 1,
            "a stale one was told so with 409 or 412": set(met) <= {200, 409, 412},
        },
    )
