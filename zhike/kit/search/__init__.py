"""Finding rows by any piece of their words: Chinese from one character up, pinyin, initials, codes and phone tails."""

from zhike.kit.search.documents import best, find, forget, index, nouns_holding
from zhike.kit.search.following import follow, index_changed, is_told

__all__ = ["best", "find", "follow", "forget", "index", "index_changed", "is_told", "nouns_holding"]
