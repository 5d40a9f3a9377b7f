"""Other houses that may confirm who somebody is: OpenID Connect providers, as the environment names them."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from zhike.site.environment import EnvironmentProblem

NEAR = ("127.0.0.1", "localhost")


def settings(addresses: str) -> dict[str, Any]:
    """Settings of django-allauth from the addresses of the houses, separated by blanks.

    The name under which linked accounts are kept is made from the address of the house, so that an account is known by
    its issuer and its subject there (OpenID Connect Core 1.0, 5.7), and by nothing that people can change.
    """
    apps = [_app(address) for address in addresses.split()]
    return {"SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}}


def origins(addresses: str) -> str:
    """Where forms may lead besides this site, as part of a content security policy."""
    return "".join(f" {place.scheme}://{place.netloc}" for place in map(urlsplit, addresses.split()))


def _app(address: str) -> dict[str, Any]:
    place = urlsplit(address)
    asked = {name: values[-1] for name, values in parse_qs(place.query).items()}
    is_safe = place.scheme == "https" or (place.scheme == "http" and place.hostname in NEAR)
    if not is_safe or "client_id" not in asked:
        raise EnvironmentProblem("ZHIKE_OIDC must look like https://login.example.com/?client_id=…&secret=…&name=….")
    issuer = urlunsplit((place.scheme, place.netloc, place.path, "", "")).rstrip("/")
    return {
        "provider_id": re.sub(r"[^a-z0-9]+", "-", issuer.partition("://")[2].lower()).strip("-"),
        "name": asked.get("name") or place.hostname,
        "client_id": asked["client_id"],
        "secret": asked.get("secret", ""),
        "settings": {"server_url": issuer},
    }
