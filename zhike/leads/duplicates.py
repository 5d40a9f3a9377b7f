"""When two leads may be one, and what to warn of while one is typed."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models.contact import Medium
from zhike.customers.rules import is_usable
from zhike.kit.registry import entity_of
from zhike.kit.surfaces.cells import address_of
from zhike.kit.surfaces.doubles import offer_warning
from zhike.leads import known, ways
from zhike.leads.models import Lead, LeadPoint
from zhike.matching.clues import Clue
from zhike.merging.finding import recognise
from zhike.merging.moving import alike

POINT = "points__value"


def _only(medium: Medium) -> dict[str, Any]:
    return {"points__medium": medium, "points__ended_at": None}


recognise(
    Lead,
    Clue("name", "name", "name", (5, 3, 1, -4), (gettext_lazy("same name %(value)s"),), beside="company"),
    Clue("company", "company", "company", (6, 4, 2, -2), (gettext_lazy("same company %(value)s"),)),
    Clue("phone", POINT, "phone", (12, 1, 0, -1), (gettext_lazy("same phone"),), _only(Medium.PHONE), masked=True),
    Clue("mail", POINT, "mail", (12, 3, 0, -1), (gettext_lazy("same e-mail"),), _only(Medium.MAIL), masked=True),
)
alike(LeadPoint, "medium", "value_index", "ended_at")


def typed(values: Mapping[str, Any], *, by, row: Lead | None) -> list[tuple[str, str]]:
    """Customers and leads that what is being typed may already be."""
    told = {name: values.get(name) or "" for name in ("name", "company")}
    lead = Lead(number="", pk=row.pk if row else None, **told)
    said = {medium: str(values.get(medium) or "").strip() for medium in ways.MEDIA}
    lead.__dict__[ways.HELD] = {medium: way for medium, way in said.items() if way and is_usable(medium, way)}
    found = [*known.customers(lead, by=by), *known.leads(lead, by=by)]
    return [(_told(double), _place(double)) for double in found]


def _told(double: known.Double) -> str:
    told = {"noun": entity_of(type(double.row)).noun, "title": double.row, "why": double.why}
    return _("The %(noun)s “%(title)s” is there already: %(why)s") % told


def _place(double: known.Double) -> str:
    return address_of(double.row)


offer_warning(Lead, typed)
