"""Where mails to staff leave the house."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from zhike.site.environment import EnvironmentProblem


def settings(address: str) -> dict[str, Any]:
    """Django's settings for `smtp://` (encrypted as soon as it is connected, unless `?tls=0`) or `smtps://`.

    Without an address nothing is mailed, and mail is offered to nobody.
    """
    if not address:
        return {"EMAIL_HOST": ""}
    place = urlsplit(address)
    asked = {name: values[-1] for name, values in parse_qs(place.query).items()}
    sender = asked.get("from", "")
    if place.scheme not in ("smtp", "smtps") or not place.hostname or "@" not in parseaddr(sender)[1]:
        raise EnvironmentProblem("ZHIKE_SMTP_URL must look like smtp://user:password@host:587/?from=crm@example.com.")
    return {
        "EMAIL_HOST": place.hostname,
        "EMAIL_PORT": place.port or (465 if place.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(place.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(place.password or ""),
        "EMAIL_USE_SSL": place.scheme == "smtps",
        "EMAIL_USE_TLS": place.scheme == "smtp" and asked.get("tls") != "0",
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": sender,
    }
