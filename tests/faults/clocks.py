"""The clock of a site is set, forwards and back, under clients; the clock that only counts on is left alone."""

import shutil
import struct
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.faults.checking import a_crowd, compare, recoveries
from tests.faults.job_workers import effects, sends
from tests.faults.outcome import Outcome
from tests.faults.receiver import a_receiver
from tests.faults.site import a_site, rounds, wait_until

CLIENTS, PACE = 4, 0.2
STEPS = (90, -90, 3600, -3600, 86_400, -86_400)  # seconds: past every lease, every session of a page, every token
# Loaded before the C library by every process of the site. libfaketime fakes waiting too, which Python cannot bear.
SOURCE = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static const volatile int64_t *shift;
static int (*real)(clockid_t, struct timespec *);
__attribute__((constructor)) static void begin(void) {
    int file = open(getenv("CLOCK_SHIFT"), O_RDONLY);
    void *place = mmap(0, 8, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    real = dlsym(RTLD_NEXT, "clock_gettime");
    if (place != MAP_FAILED) shift = place;
}
int clock_gettime(clockid_t which, struct timespec *now) {
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int told = real(which, now);
    if (shift && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) now->tv_sec += *shift;
    return told;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec exact;
    int told = clock_gettime(CLOCK_REALTIME, &exact);
    now->tv_sec = exact.tv_sec, now->tv_usec = exact.tv_nsec / 1000;
    return told;
}
time_t time(time_t *kept) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    return kept ? *kept = exact.tv_sec : exact.tv_sec;
}
"""


def clocks(times: int, seed: int) -> Outcome:
    """All clocks of a site jump together, by up to a day, while rows are sent and jobs run."""
    if not shutil.which("cc"):
        return Outcome(0, "steps", skipped="there is no C compiler to make a clock with")
    chance, moments = Random(seed), []
    with (
        a_clock() as (environment, shift_to),
        a_receiver(delay=0.03) as receiver,
        a_site(clients=CLIENTS, receiver=receiver.address, environment=environment) as site,
    ):
        with a_crowd(site, CLIENTS, seed, pace=PACE) as crowd:
            shift = 0
            for nth in rounds(times):
                time.sleep(chance.uniform(1, 4))
                shift += STEPS[nth % len(STEPS)]
                moments.append(time.monotonic())
                shift_to(shift)
                crowd.wait_for_answer(after=moments[-1])
        shift_to(2 * max(STEPS))  # where it was set back, jobs wait for the hour that they were put off to
        wait_until(site.is_idle, "the jobs to be done", within=600, every=0.5)
        seconds = recoveries(crowd.entries(), moments)
        return Outcome(
            len(moments),
            "steps",
            comparison=compare(site, crowd.entries()),
            recoveries=seconds,
            figures={"steps, in turn": ", ".join(f"{step:+,} s" for step in STEPS), **sends(site, receiver)},
            promises=effects(site, receiver),
            limits={"answered again within 5 s": max(seconds, default=0) <= 5},
        )


@contextmanager
def a_clock():
    """The environment of processes whose clock can be set, and what sets it by so many seconds from the real one."""
    with tempfile.TemporaryDirectory(prefix="zhike-faults-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # the database runs under an account of its own
        library, shift = folder / "clock.so", folder / "shift"

        def shift_to(seconds: int) -> None:
            with shift.open("r+b") as file:
                file.write(struct.pack("=q", seconds))

        shift.write_bytes(bytes(8))
        command = ["cc", "-shared", "-fPIC", "-O1", "-xc", "-", "-o", str(library), "-ldl"]
        subprocess.run(command, input=SOURCE, text=True, check=True)
        yield {"LD_PRELOAD": str(library), "CLOCK_SHIFT": str(shift)}, shift_to
