"""How long requests take while a backup runs: `python -m tests.faults.beside 3 20000` (backups, customers).

Four clients read lists of customers and write tasks through the API, first alone and then while one backup after
another is made by the command. Ends with 1 where a request was refused or a backup failed.
"""

import os
import subprocess
import sys
import threading
import time
from functools import partial

from tests.faults.at_work import at_work
from tests.faults.ledger import Line
from tests.faults.site import Site, a_site

CLIENTS, ALONE = 4, 20  # seconds
FILL = "import django; django.setup(); from benchmarks.world import filled; filled({})"


class Clients:
    """Readers and writers at once; what they met, in seconds by kind."""

    def __init__(self, site: Site) -> None:
        self.site, self.stop, self.refused = site, threading.Event(), 0
        self.took: dict[str, list[float]] = {"read": [], "written": []}

    def work(self, token: str) -> None:
        line = Line(self.site.port, token)
        while not self.stop.is_set():
            self.ask(line, "read", "GET", "/customers?limit=50")
            self.ask(line, "written", "POST", "/tasks", {"title": "t", "assignee": self.site.keeper})
            time.sleep(0.1)

    def ask(self, line: Line, kind: str, *asked: object) -> None:
        began = time.perf_counter()
        try:
            self.refused += line.ask(*asked)[0] >= 400
        except OSError:
            self.refused += 1
        self.took[kind].append(time.perf_counter() - began)

    def at_work(self):
        return at_work(self.stop, *(partial(self.work, token) for token in self.site.tokens))

    def told(self, when: str) -> str:
        kinds = (f"{len(took):,} {kind} in {percentiles(took)}" for kind, took in self.took.items())
        return f"{when}: {', '.join(kinds)}; refused {self.refused}"


def percentiles(took: list[float]) -> str:
    ordered = sorted(took)
    some = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.99)]
    return "p50 {:.0f} ms, p99 {:.0f} ms".format(*some)


def main(backups: int, customers: int) -> int:
    with a_site(clients=CLIENTS) as site:
        site.popen("-c", FILL.format(customers), stdout=subprocess.DEVNULL).wait()
        command(site, "backup-key", site.folder / "private.key")
        alone, beside = Clients(site), Clients(site)
        with Clients(site).at_work():
            time.sleep(3)  # the first requests of a process take longer
        with alone.at_work():
            time.sleep(ALONE)
        began = time.monotonic()
        with beside.at_work():
            failed = sum(command(site, "backup") != 0 for _nth in range(backups))
        took = (time.monotonic() - began) / backups
        size = site.query("select pg_database_size(current_database())")[0][0] / 2**20
    print(f"{customers:,} customers, {size:,.0f} MB; {backups} backups, {took:.1f} s each, {failed} failed")
    print(alone.told("alone"), beside.told("beside a backup"), sep="\n")
    print(f"load {os.getloadavg()[0]:.1f}")
    return 1 if failed or alone.refused or beside.refused else 0


def command(site: Site, *words: object) -> int:
    return site.popen("-m", "zhike.site.cli", *words, stdout=subprocess.DEVNULL).wait()


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
