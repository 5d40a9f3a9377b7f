"""Why what a form was sent looks like spam: arithmetic over what came, without a clock or a database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

FASTEST = 3  # seconds in which a person fills a form in
OLDEST = 24 * 3600  # seconds that a page stays open and is still believed
MOST_LINKS = 1  # in all texts together
LINK = re.compile(r"https?://|www\.|\[url|<a\s", re.IGNORECASE)
WORDS = {
    "trap": _("A field that people do not see was filled in."),
    "fast": _("It was filled in faster than a person types."),
    "old": _("The page had been open for more than a day."),
    "links": _("It holds several links."),
    "linked_name": _("A link stands where a name belongs."),
    "same": _("The same words came shortly before."),
}


@dataclass(frozen=True)
class Sent:
    """What came: the field nobody sees, the age of the page in seconds, names and free texts, how often before."""

    trap: str
    age: float
    names: tuple[str, ...]
    texts: tuple[str, ...]
    same_before: int


def suspicions(sent: Sent) -> list[str]:
    """The reasons to look at it before anybody calls, by their words in WORDS; none where it looks honest.

    >>> suspicions(Sent("", 40, ("林晓",), ("想要样品",), 0))
    []
    >>> suspicions(Sent("x", 1, ("http://a.cn",), (), 0))
    ['trap', 'fast', 'linked_name']
    """
    found = {
        "trap": bool(sent.trap),
        "fast": sent.age < FASTEST,
        "old": sent.age > OLDEST,
        "links": links(sent.texts) > MOST_LINKS,
        "linked_name": links(sent.names) > 0,
        "same": sent.same_before > 0,
    }
    return [name for name, is_so in found.items() if is_so]


def links(texts: Iterable[str]) -> int:
    """How many links stand in texts."""
    return sum(len(LINK.findall(text)) for text in texts)


def in_words(names: str) -> list[str]:
    """The sentences of reasons kept with commas between them."""
    return [str(WORDS[name]) for name in names.split(",") if name in WORDS]
