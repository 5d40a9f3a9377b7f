"""What a rung asks of the person who looks after the customer, in one sentence."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Standing

SENTENCES: dict[str, Any] = {
    "edge": _("Slipping away: call in person, before a competitor does."),
    "inactive": _("Quieter than usual: give a reason to come back."),
    "lost": _("Lost: try once more with a good reason, then spend the time elsewhere."),
    "new": _("New: the second purchase decides. Ask how the first one went."),
    "onlooker": _("Has never bought: find out what holds them back."),
    "advocate": _("Brings others: say thank you, and ask before you promise."),
}
PRESSING = ("edge", "inactive")


def advice(rung: Standing | None) -> tuple[str, bool] | None:
    """The sentence for a rung and whether it presses; None where nothing special is to be done."""
    if rung is None or rung.value not in SENTENCES:
        return None
    return str(SENTENCES[rung.value]), rung.value in PRESSING
