"""Children of `serve` do not outlive it, not even when it is killed."""

import os
import signal
import threading
import time

from zhike.site.environment import text


def exit_with_parent() -> None:
    """Where this process is a child of `serve`: end it like an orderly stop does, once the parent is gone."""
    parent = text("ZHIKE_PARENT")
    if parent:
        threading.Thread(target=watch, args=[int(parent)], daemon=True).start()


def watch(parent: int) -> None:
    """Wait for the parent to end: a process without one is given to another."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
