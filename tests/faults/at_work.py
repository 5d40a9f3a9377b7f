"""What goes on beside a fault: work in threads, until it is told to stop."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def at_work(stop: threading.Event, *works: Callable[[], None]) -> Iterator[None]:
    """Meanwhile everybody works; each looks for `stop` by itself."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
