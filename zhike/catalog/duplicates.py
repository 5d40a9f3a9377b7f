"""When two products may be one. Codes differ only in how they are written, for each stands once."""

from django.utils.translation import gettext_lazy as _

from zhike.catalog.models import Product
from zhike.matching.clues import Clue
from zhike.merging.finding import recognise

NAME = (_("same name %(value)s"), _("names sound alike"), _("similar names"))

recognise(
    Product,
    Clue("name", "name", "name", (12, 7, 2, -6), NAME),
    Clue("code", "code", "key", (13, 0, 0, 0), (_("same code %(value)s, written otherwise"),)),
    Clue("category", "category", "key", (2, 0, 0, -4), (_("same category"),), compares=False),
    Clue("unit", "unit", "key", (1, 0, 0, -3), (), compares=False),
)
