"""Sealing again and again beside a worker's jobs, so that no long job holds it up."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.db import DatabaseError, connection

from zhike.kit.alone import Busy
from zhike.witness.sealing import seal

EVERY = 9  # seconds
log = logging.getLogger(__name__)


@contextmanager
def sealing() -> Iterator[None]:
    """Seal the trace every few seconds while the block runs."""
    over = Event()
    thread = Thread(target=_go_on, args=[over], name="seals", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=EVERY)


def _go_on(over: Event) -> None:
    """Whatever goes wrong is told to the operator and tried again: entries wait unsealed meanwhile."""
    while not over.wait(EVERY):
        try:
            seal()
        except Busy:
            continue  # another worker does it
        except (DatabaseError, OSError, ValueError):
            log.exception("the trace is not sealed")
            connection.close()
    connection.close()
