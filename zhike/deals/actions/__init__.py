"""The verbs of a deal, and the one way other packages open one."""

from zhike.deals.actions.adopting import adopt
from zhike.deals.actions.handing import hand_over
from zhike.deals.actions.moving import move, move_back
from zhike.deals.actions.opening import open_deal
from zhike.deals.actions.people import drop_competitor, drop_contact, name_competitor, name_contact
from zhike.deals.actions.planning import plan_next, set_probability, take_given_probability
from zhike.deals.actions.ruling import require_for
from zhike.deals.actions.settling import lose, reopen, win

__all__ = [
    "adopt",
    "drop_competitor",
    "drop_contact",
    "hand_over",
    "lose",
    "move",
    "move_back",
    "name_competitor",
    "name_contact",
    "open_deal",
    "plan_next",
    "reopen",
    "require_for",
    "set_probability",
    "take_given_probability",
    "win",
]
