"""Work on many rows that somebody asked for: it runs in the background, tells how far it is, and can be stopped."""

from zhike.kit.batches.running import do, kind, start

__all__ = ["do", "kind", "start"]
