"""Many clients at once: requests a second, what the web workers weigh, and how soon the first page comes."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psutil

from benchmarks.serving import Site, served
from benchmarks.world import PASSWORD

WORKERS = 4
SECONDS = 10.0
SIDES = (
    ("floor", "benchmarks.floor.wsgi:application", "benchmarks.floor.settings"),
    ("zhike", "zhike.site.wsgi:application", "zhike.site.settings"),
)


@dataclass
class Crowded:
    """One side under many clients; memory in megabytes of all its processes, `shared` counting shared pages once."""

    side: str
    cold_start: float
    per_second: float
    resident: float
    shared: float


def crowded(clients: int) -> list[Crowded]:
    """Both sides asked for the list of customers by so many clients; printed."""
    print(f"\n{clients} clients, {WORKERS} workers; load of the machine {psutil.getloadavg()[0]:.1f}")
    both = [_side(*side, clients) for side in SIDES]
    for one in both:
        print(f"{one.side}  first page after {one.cold_start:.1f} s  {one.per_second:6.1f} requests/s", end="  ")
        print(f"{one.resident:.0f} MB resident, {one.shared:.0f} MB with shared pages counted once")
    print(f"zhike ÷ floor: {both[1].per_second / both[0].per_second:.2f}")
    return both


def _side(side: str, application: str, settings: str, clients: int) -> Crowded:
    began = time.monotonic()
    with served(application, settings, workers=WORKERS) as site:
        site.ask("/sign-in/" if side == "zhike" else "/customers/?")
        cold_start = time.monotonic() - began
        if side == "zhike":
            site.sign_in("admin", PASSWORD)
        crowd = [site.another() for _client in range(clients)]
        with ThreadPoolExecutor(clients) as pool:
            list(pool.map(lambda one: _asked(one, SECONDS / 5), crowd))
            answered = sum(pool.map(lambda one: _asked(one, SECONDS), crowd))
        return Crowded(side, cold_start, answered / SECONDS, site.memory("rss"), site.memory("pss"))


def _asked(site: Site, seconds: float) -> int:
    """How often the list was answered in so many seconds."""
    answered, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        if site.ask("/customers/?").status != 200:
            raise RuntimeError("the list of customers did not come")
        answered += 1
    return answered
