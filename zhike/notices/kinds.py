"""The kinds of notices and their words, in the language of whoever reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit import registry
from zhike.kit.access.models import Role
from zhike.kit.audit.trace import PLAIN

Words = dict[str, Any]
KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    title    what preferences call it
    says     the sentence, from `who` did it, `what` it is about, and the values told with it
    least    the role without which it is neither told nor shown
    replaces a newer one about the same row takes the place of one that nobody read
    advice   what to do about it, beside the sentence
    is_always_told   it stands under the bell and is mailed at once, and nobody is asked whether they want that
    """

    name: str
    title: Any
    says: Callable[[Words], str]
    least: str = Role.STAFF
    replaces: bool = False
    advice: Any = ""
    is_always_told: bool = False

    def __post_init__(self) -> None:
        KINDS[self.name] = self


def _did(verb: str) -> str:
    known = registry.verb_named(verb)
    return str(known.past if known else PLAIN.get(verb, verb))


Kind(
    "mentioned",
    gettext_lazy("Somebody mentions me"),
    lambda words: _("%(who)s mentioned you on “%(what)s”") % words,
)
Kind(
    "assigned",
    gettext_lazy("Somebody gives me a task"),
    lambda words: _("%(who)s gave you the task “%(what)s”") % words,
)
Kind(
    "noted",
    gettext_lazy("A note on what I follow"),
    lambda words: _("%(who)s wrote a note on “%(what)s”") % words,
    replaces=True,
)
Kind(
    "followed",
    gettext_lazy("A change of what I follow"),
    lambda words: _("“%(what)s”: %(who)s %(did)s") % (words | {"did": _did(words["verb"])}),
    replaces=True,
)
Kind(
    "ended",
    gettext_lazy("My background work has ended"),
    lambda words: (
        (_("“%(title)s” is finished") if words["went_well"] else _("“%(title)s” was stopped by an error")) % words
    ),
)
Kind(
    "webhook",
    gettext_lazy("A webhook was switched off"),
    lambda words: _("The webhook to %(host)s was switched off: for five days nothing arrived") % words,
    least=Role.ADMIN,
)
