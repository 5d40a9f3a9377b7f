"""Finding rows by any piece of their words: Chinese from one character up, pinyin, initials, codes and phone tails."""

from zhike.kit.search.documents import best, find, index
from zhike.kit.search.following import index_changed

__all__ = ["best", "find", "index", "index_changed"]
