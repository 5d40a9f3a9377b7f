"""Conditions of a question: of a dimension some values alone, or all but some.

?tier=gold&tier=silver&but.product=G1
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from zhike.insight.cubes import members
from zhike.insight.cubes.declaring import Dimension
from zhike.kit.access.models import Staff
from zhike.kit.refusal import Refusal

BUT, MOST_VALUES, MOST_NAMED = "but.", 200, 3


class Cut(NamedTuple):
    """A dimension with the values of it that count or, where `is_but`, with those that do not."""

    one: Dimension
    values: tuple[Any, ...]
    is_but: bool = False

    @property
    def name(self) -> str:
        """How an address says it."""
        return f"{BUT if self.is_but else ''}{self.one.name}"

    @property
    def codes(self) -> list[str]:
        """Its values as an address says them."""
        return [members.code(self.one, value) for value in self.values]

    def words(self, *, by: Staff) -> str:
        """The first of its values as a person may read them."""
        known = members.words(self.one, self.values, by=by)
        told = [known[value] for value in self.values[:MOST_NAMED]]
        more = "…" if len(self.values) > MOST_NAMED else ""
        if self.is_but:
            return _("all but %(values)s") % {"values": _(", ").join(told) + more}
        return _(" or ").join(told) + more


def read(known: Mapping[str, Dimension], params: QueryDict, names: list[str]) -> Iterator[Cut]:
    """What an address says under these names, which are known. Raises Refusal for values that cannot be."""
    for name in names:
        one, said = known[name.removeprefix(BUT)], params.getlist(name)
        if len(said) > MOST_VALUES:
            raise Refusal(_("Choose %(most)s values at most.") % {"most": MOST_VALUES}, field=name)
        if values := tuple(dict.fromkeys(members.read(one, value) for value in said if value)):
            yield Cut(one, values, name.startswith(BUT))
