"""The database ends, or single connections to it, under clients; the site goes on without being started again."""

import signal
import time
from random import Random

import psutil
import psycopg

from tests.faults.checking import a_crowd, compare, recoveries, spread
from tests.faults.outcome import Outcome
from tests.faults.site import Limit, Site, a_site, rounds, wait_until

CLIENTS = 4
MODES = {"stop fast": signal.SIGINT, "stop immediate": signal.SIGQUIT, "kill -9": signal.SIGKILL}
OURS = "select pid from pg_stat_activity where application_name like 'zhike%' and pid <> pg_backend_pid()"


def postgres(times: int, seed: int) -> Outcome:
    """Fast stop, immediate stop and SIGKILL of the server in turn."""
    chance, moments = Random(seed), {mode: [] for mode in MODES}
    with a_site(clients=CLIENTS) as site:
        with a_crowd(site, CLIENTS, seed) as crowd:
            for nth in rounds(times):
                time.sleep(chance.uniform(0.5, 2))
                mode = list(MODES)[nth % len(MODES)]
                moments[mode].append(time.monotonic())
                server = site.postgres()
                server.send_signal(MODES[mode])
                crowd.wait_for_answer(after=gone(site, server))
        wait_until(site.is_idle, "the jobs to be done", within=300)
        found, entries = compare(site, crowd.entries()), crowd.entries()
        parents = len(site.log.read_text(errors="replace").split("Zhike is ready")) - 1
    seconds = {mode: recoveries(entries, some) for mode, some in moments.items()}
    longest = [each for some in seconds.values() for each in some]
    return Outcome(
        len(longest),
        "ends",
        comparison=found,
        recoveries=longest,
        figures={f"{mode}, {len(some)} times": spread(seconds[mode]) for mode, some in moments.items()},
        promises={"the site was started once": parents == 1},
        limits={"answered again within 10 s": max(longest, default=0) <= 10},
    )


def gone(site: Site, server: psutil.Process) -> float:
    """The moment a server was seen to be another one or none."""
    return wait_until(lambda: site.postgres() != server, "the server to end", every=0.01)


def connections(times: int, seed: int) -> Outcome:
    """Connections of the site are cut at random, five a second."""
    chance, cut = Random(seed), 0
    with a_site(clients=CLIENTS) as site:
        with a_crowd(site, CLIENTS, seed) as crowd:
            while cut < times and time.monotonic() < Limit.until:
                time.sleep(0.2)
                try:
                    found = [pid for (pid,) in site.query(OURS)]
                    cut += bool(found) and site.query("select pg_terminate_backend(%s)", chance.choice(found))[0][0]
                except psycopg.OperationalError:
                    continue
        wait_until(site.is_idle, "the jobs to be done", within=300)
        entries = crowd.entries()
        found = compare(site, entries)
    share = found.tried_again / max(1, len(entries))
    figures = {"requests that met an error once": f"{found.tried_again:,} of {len(entries):,} ({share:.2%})"}
    return Outcome(cut, "cuts", comparison=found, figures=figures)
