"""Loading the program with less of the processor."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing that is loaded in the block is garbage; looking for some, again and again, is a fifth of the work."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
