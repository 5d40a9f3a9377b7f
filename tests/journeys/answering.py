"""Which requests the live site is answering, so that a story ends when its last one has been answered."""

from threading import Condition
from typing import Self

from django.core.signals import request_finished, request_started


class Answering:
    """Counts the requests under way while its block lasts."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = Condition()

    def __enter__(self) -> Self:
        request_started.connect(self._begins)
        request_finished.connect(self._ends)
        return self

    def __exit__(self, *_: object) -> None:
        request_started.disconnect(self._begins)
        request_finished.disconnect(self._ends)

    def wait_for_the_last(self, seconds: float = 10) -> None:
        """Return when no request is being answered; raises TimeoutError after `seconds`."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._count == 0, timeout=seconds):
                raise TimeoutError(f"{self._count} requests are still being answered")

    def _begins(self, **_: object) -> None:
        self._add(1)

    def _ends(self, **_: object) -> None:
        self._add(-1)

    def _add(self, more: int) -> None:
        with self._changed:
            self._count += more
            self._changed.notify_all()
