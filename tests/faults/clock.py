"""The clock of a site, its database's too, is set forth and back under clients."""

import time
from pathlib import Path
from random import Random

from tests.faults.checking import a_crowd, compare
from tests.faults.job_workers import effects, sends
from tests.faults.outcome import Outcome
from tests.faults.receiver import a_receiver
from tests.faults.site import a_site, rounds, wait_until

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
CLIENTS = 3
STEPS = ("+3600", "+0", "-3600", "+0", "+86400", "+0", "-86400", "+0")  # seconds
AT_LAST = "+172800"  # so that nothing is still to come


def clock(times: int, seed: int) -> Outcome:
    """An hour or a day forth, and back again; jobs are neither forgotten nor do they have their effect twice."""
    if not LIBRARIES:
        return Outcome(0, "steps", skipped="libfaketime is not installed")
    chance, back = Random(seed), []
    hand = Path("/tmp") / f"zhike-clock-{time.monotonic_ns()}"
    turn(hand, "+0")
    try:
        with (
            a_receiver() as receiver,
            a_site(clients=CLIENTS, receiver=receiver.address, environment=faked(hand)) as site,
        ):
            with a_crowd(site, CLIENTS, seed) as crowd:
                for nth in rounds(times):
                    time.sleep(chance.uniform(1, 3))
                    moment = time.monotonic()
                    turn(hand, STEPS[nth % len(STEPS)])
                    back.append(crowd.wait_for_answer(after=moment) - moment)
            turn(hand, AT_LAST)
            wait_until(site.is_idle, "the jobs to be done", within=300)
            return Outcome(
                len(back),
                "steps",
                comparison=compare(site, crowd.entries()),
                recoveries=back,
                figures={"steps in turn, in seconds": " ".join(STEPS), **sends(site, receiver)},
                promises=effects(site, receiver),
            )
    finally:
        hand.unlink()


def faked(hand: Path) -> dict[str, str]:
    """A clock that is read from a file by every process of the site; waiting takes as long as ever."""
    return {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(hand),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def turn(hand: Path, offset: str) -> None:
    """Set the clock; the file is replaced, so that nobody reads half of it."""
    new = hand.with_suffix(".new")
    new.write_text(f"{offset}\n")
    new.chmod(0o644)
    new.rename(hand)
