"""An end to what would not end by itself."""

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STUBBORN = 30  # seconds after its time in which a block may end before the process does
SOFTWARE_FAULT = 70  # the status that sysexits.h has for it


class TookTooLong(BaseException):
    """The time is used up. No `except Exception` catches it."""


@contextmanager
def within(seconds: float, *, stubborn: float = STUBBORN) -> Iterator[None]:
    """Raise TookTooLong in this thread after so many seconds; where even that does not end the block, end the process.

    The process that is started in its place finds the job in the queue.
    """
    thread, lock, is_over = ctypes.c_ulong(threading.get_ident()), threading.Lock(), threading.Event()

    def ring() -> None:
        with lock:
            if not is_over.is_set():
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(TookTooLong))
        if not is_over.wait(stubborn):
            os._exit(SOFTWARE_FAULT)

    alarm = threading.Timer(seconds, ring)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()
        with lock:
            is_over.set()
