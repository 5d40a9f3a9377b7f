"""Every table of the interface, gathered where Django looks for them."""

from zhike.api.rest.models import Answered
from zhike.api.tokens.models import Token
from zhike.api.webhooks.models import Delivery, Webhook

__all__ = ["Answered", "Delivery", "Token", "Webhook"]
