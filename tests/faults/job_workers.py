"""The job worker is killed, stopped for longer than its lease, or raced by others; every job has effects to count."""

import signal
import threading
import time
from contextlib import suppress
from itertools import pairwise
from random import Random

import psutil
import psycopg

from tests.faults.checking import a_crowd, compare, spread
from tests.faults.ledger import Line
from tests.faults.outcome import Outcome
from tests.faults.receiver import Receiver, a_receiver
from tests.faults.site import Site, a_site, kill, rounds, wait_until

CLIENTS, PACE = 2, 0.3
AT_ONCE = 50  # rows made by one request
LEASE = 30  # seconds of silence after which a worker counts as gone
RECLAIMED = LEASE + 10 + 10  # the silence, the start of a worker where many processes compete, and its look
# A task that somebody gave to somebody else: its event must have been heard, and been told of exactly once.
UNHEARD = "select count(*) from kit_event where heard_at is null"
EFFECTS = """
    select count(*) filter (where n = 0), count(*) filter (where n > 1) from (
        select (select count(*) from notices_notice x where x.noun = 'work.task' and x.object_id = t.id
                and x.kind = 'assigned') as n from work_task t) effects
"""
UNDELIVERED = "select count(*) from api_delivery where status <> 'delivered'"
IN_HAND = "select id, worker_id from procrastinate_jobs where status = 'doing'"
LEFT = """
    select id, status = 'doing' from procrastinate_jobs
    join unnest(%s::bigint[], %s::bigint[]) lost (job, worker) on id = job
    where status = 'todo' or status = 'doing' and coalesce(worker_id, worker) = worker
"""
FAILED = "select count(*) from procrastinate_jobs where status = 'failed'"
EVENTS = "select id from kit_event where name like 'work.%'"


def jobs(times: int, seed: int) -> Outcome:
    """SIGKILL for the job worker as soon as it works again, while clients make work for it."""
    chance, in_hand, last, done = Random(seed), 0, 0, 0
    with a_receiver(delay=0.03) as receiver, a_site(clients=CLIENTS, receiver=receiver.address) as site:
        with Reclaims(site) as reclaims, a_crowd(site, CLIENTS, seed, pace=PACE) as crowd:
            time.sleep(6)  # a child that ends within its first seconds is taken for one that cannot work
            for _nth in rounds(times):
                worker, last = wait_for_work(site, after=last)
                time.sleep(chance.uniform(0, 0.5))
                moment = kill(worker)
                in_hand += reclaims.expect(last, moment)
                done += 1
            crowd.end()
            wait_until(site.is_idle, "the jobs to be done", within=900, every=0.5)
        seconds = list(reclaims.put_back.values())
        waited = {"until another worker had them, or they were done": spread(reclaims.taken)}
        return Outcome(
            done,
            comparison=compare(site, crowd.entries()),
            recoveries=seconds,
            figures={"jobs in the hands of a killed worker": in_hand, **waited, **sends(site, receiver)},
            promises=effects(site, receiver),
            limits={f"put back for another worker within {RECLAIMED} s": max(seconds, default=0) <= RECLAIMED},
        )


def wait_for_work(site: Site, *, after: int) -> tuple[psutil.Process, int]:
    """The worker, once it has a job in hand, and its number in the queue, which is a later one than `after`."""
    working = "select worker_id from procrastinate_jobs where status = 'doing' and worker_id > %s limit 1"
    wait_until(lambda: site.query(working, after), "a worker with a job in hand")
    return site.worker(), site.query("select max(id) from procrastinate_workers")[0][0]


class Reclaims:
    """How long it takes until what a worker left in hand is put back, and until somebody else has it or it is done."""

    def __init__(self, site: Site) -> None:
        self.site, self.waiting = site, dict[int, tuple[int, float]]()
        self.put_back, self.taken = dict[tuple[int, float], float](), list[float]()
        self.is_ending, self.lock = False, threading.Lock()
        self.thread = threading.Thread(target=self.look)

    def __enter__(self) -> "Reclaims":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_ending = True
        self.thread.join()

    def expect(self, worker: int, moment: float) -> int:
        """Wait for the jobs of a worker that was lost just now; how many there are."""
        with self.lock:
            lost = {job: (worker, moment) for job, held_by in self.site.query(IN_HAND) if held_by == worker}
            self.waiting |= lost
        return len(lost)

    def look(self) -> None:
        while not self.is_ending:
            with self.lock, suppress(psycopg.Error):
                lost = list(self.waiting), [worker for worker, _moment in self.waiting.values()]
                left = dict(self.site.query(LEFT, *lost)) if self.waiting else {}
                for job, (_worker, moment) in list(self.waiting.items()):
                    took = time.monotonic() - moment
                    if not left.get(job):
                        self.put_back.setdefault((job, moment), took)
                    if job not in left:
                        self.taken.append(took)
                        del self.waiting[job]
            time.sleep(0.5)


def effects(site: Site, receiver: Receiver) -> dict[str, bool]:
    """What must hold when all jobs are done."""
    none, twice = site.query(EFFECTS)[0]
    events = {f"evt_{pk}" for (pk,) in site.query(EVENTS)}
    return {
        "every event was heard": site.query(UNHEARD)[0][0] == 0,
        "every effect in the database happened once": (none, twice) == (0, 0),
        "no job was given up": site.query(FAILED)[0][0] == 0,
        "every event reached the receiver and was noted as delivered": (
            events == set(receiver.came) and site.query(UNDELIVERED)[0][0] == 0
        ),
        "what was sent again was the same message under the same id": all(
            len(bodies) == 1 for bodies in receiver.bodies.values()
        ),
    }


def sends(site: Site, receiver: Receiver) -> dict[str, object]:
    again = sum(many - 1 for many in receiver.came.values())
    return {"webhook messages": len(receiver.came), "sent more than once": again}


def races(times: int, seed: int) -> Outcome:
    """Four workers and one queue that was filled while none was there: each message leaves once."""
    workers = 4
    with a_receiver() as receiver, a_site(clients=1, worker=False, receiver=receiver.address) as site:
        line = Line(site.port, site.tokens[0])
        for first in range(0, times, AT_ONCE):
            rows = [{"title": f"r {nth}", "assignee": site.keeper} for nth in range(first, min(first + AT_ONCE, times))]
            status, _headers, told = line.ask("POST", "/tasks/batch", {"mode": "create", "rows": rows})
            assert status == 200, told
        queued = site.query("select count(*) from procrastinate_jobs where status = 'todo'")[0][0]
        began = time.monotonic()
        log = (site.folder / "workers.log").open("ab")
        racing = [site.popen("-m", "zhike.site.cli", "worker", stdout=log, stderr=log) for _nth in range(workers)]
        wait_until(site.is_idle, "the jobs to be done", within=60 + times, every=0.2)
        took = time.monotonic() - began
        for worker in racing:
            worker.terminate()
        psutil.wait_procs(racing, timeout=30)
        kept = effects(site, receiver) | {"every message left once": set(receiver.came.values()) == {1}}
        speed = f"{queued / took:.0f} jobs/s, with the start of the workers"
        return Outcome(
            queued, "jobs", figures={"workers": workers, "speed": speed, **sends(site, receiver)}, promises=kept
        )


def zombie(times: int, seed: int) -> Outcome:
    """A worker with jobs in hand is stopped for twice its lease, its jobs are done by another, and it wakes up."""
    chance, in_hand, last, done = Random(seed), 0, 0, 0
    with a_receiver(delay=0.05) as receiver, a_site(clients=CLIENTS, receiver=receiver.address) as site:
        log = (site.folder / "workers.log").open("ab")
        with Reclaims(site) as reclaims, a_crowd(site, CLIENTS, seed, pace=PACE) as crowd:
            for _nth in rounds(times):
                stopped, last = wait_for_work(site, after=last)
                held = 0
                while not held:
                    time.sleep(chance.uniform(0, 0.3))
                    stopped.send_signal(signal.SIGSTOP)
                    moment = time.monotonic()
                    held = reclaims.expect(last, moment)
                    if not held:
                        stopped.send_signal(signal.SIGCONT)
                in_hand += held
                other = site.popen("-m", "zhike.site.cli", "worker", stdout=log, stderr=log)
                time.sleep(2 * LEASE)
                stopped.send_signal(signal.SIGCONT)
                time.sleep(3)
                other.terminate()
                other.wait(30)
                done += 1
                last -= site.worker() == stopped
            crowd.end()
            wait_until(site.is_idle, "the jobs to be done", within=600, every=0.5)
        return Outcome(
            done,
            "stops",
            comparison=compare(site, crowd.entries()),
            recoveries=reclaims.taken,
            figures={"jobs in the hands of a stopped worker": in_hand, **sends(site, receiver)},
            promises=effects(site, receiver),
        )


def deliveries(times: int, seed: int) -> Outcome:
    """A receiver that answers 500 or cuts the line now and then: it meets messages twice and out of order."""
    with a_receiver(faults=0.3, seed=seed) as receiver, a_site(clients=1, receiver=receiver.address) as site:
        line = Line(site.port, site.tokens[0])
        for nth in range(times):
            line.ask("POST", "/tasks", {"title": f"d {nth}", "assignee": site.keeper})
        wait_until(lambda: len(receiver.came) >= times, "every message to come once", within=60 + times)
        receiver.faults = 0.0
        wait_until(lambda: site.query(UNDELIVERED)[0][0] == 0, "every message to be delivered", within=240, every=0.5)
        wait_until(site.is_idle, "the jobs to be done")
        order = receiver.order
        late = sum(one > other for one, other in pairwise(order))
        figures = {**sends(site, receiver), "came after a later one": late}
        return Outcome(times, "events", figures=figures, promises=effects(site, receiver))
