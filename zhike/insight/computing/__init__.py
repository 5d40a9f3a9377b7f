"""Facts in, standings out: judging everyone as of a day, replaying the months before it, keeping both up to date.

What takes long (`deepen`) is computed by a process of its own, and every result is kept (`kept`).
"""

from zhike.insight.computing.catching_up import catch_up
from zhike.insight.computing.computing import compute
from zhike.insight.computing.deepening import deepen
from zhike.insight.computing.replaying import replay

__all__ = ["catch_up", "compute", "deepen", "replay"]
