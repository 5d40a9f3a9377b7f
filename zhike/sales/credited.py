"""What a cube of orders or receipts is cut by beside who looks after the customer: for whom they count.

The person is the one of the record, which stays whose it was when the customer is handed over. The team is theirs of
today: no history of teams is kept.
"""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from zhike.insight.cubes.declaring import Dimension
from zhike.kit.models import Staff, Team

#: The columns of these dimensions, and where those come from: the table `f` of a cube has `credited_to`.
CREDITED = "f.credited_to, e.team AS credited_team"
EARNERS = "LEFT JOIN people e ON e.person_id = f.credited_to"


def OF_CREDITED(noun: type[Model]) -> tuple[Dimension, ...]:  # noqa: N802 -- a part of declarations
    """The dimensions that an order or a receipt has by for whom it counts."""
    needs = (noun, "credited_to")
    team = Dimension(
        "credited_team",
        _("Team credited"),
        "key",
        asked="credited_to.team",
        needs=needs,
        model=Team,
        finer="credited_to",
    )
    person = Dimension(
        "credited_to", _("Credited to"), "key", asked="credited_to", needs=needs, model=Staff, finer="customer"
    )
    return team, person
