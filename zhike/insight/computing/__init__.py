"""Facts in, standings out: judging everyone as of a day, and replaying the months before it."""

from zhike.insight.computing.computing import compute
#from zhike.insight.computing.replaying import replay

__all__ = ["compute"]
