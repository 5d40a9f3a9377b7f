"""Acting as a person: on the screens, and as a program through the interface."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import update_last_login
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.test import Client
from django.utils.crypto import get_random_string

from zhike.kit.access.models import Staff
from zhike.kit.entity import Entity
from zhike.kit.fields import Field
from zhike.kit.registry import is_entity
from zhike.kit.values import plain

API = "/api/v1"


def at_the_screen(by: Staff) -> Client:
    """A browser in which a person signed in a moment ago: with the session and the date that signing in leaves."""
    update_last_login(type(by), by)
    kept, key = SessionStore(), get_random_string(32, VALID_KEY_CHARS)
    said: dict[str, Any] = {SESSION_KEY: str(by.pk), HASH_SESSION_KEY: by.get_session_auth_hash()}
    said |= {BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0]}
    said |= dict.fromkeys(("began_at", "proved_at", "seen_at"), time.time())
    Session.objects.create(session_key=key, session_data=kept.encode(said), expire_date=kept.get_expiry_date())
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


class Program:
    """A program that uses the interface as one person, with a token, or as nobody."""

    def __init__(self, by: Staff | None = None, *, token: str = ""):
        self.client = at_the_screen(by) if by else Client(headers={"Authorization": f"Bearer {token}"} if token else {})

    def get(self, path: str, **parameters: Any) -> Any:
        """`path` begins after `/api/v1`, or is the address of a next page."""
        return self.client.get(_address(path), parameters)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("post", path, body, headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("patch", path, body, headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        content = {} if body is None else body
        return getattr(self.client, method)(_address(path), content, content_type="application/json", headers=headers)


def as_sent(entity: Entity, row: Model) -> dict[str, Any]:
    """What a program would send to make a row like this one."""
    return {field.name: plain(_stored(field, row)) for field in entity.editable}


def as_typed(entity: Entity, row: Model) -> dict[str, Any]:
    """What a person would fill into the form to make a row like this one."""
    typed = {field.name: _typed(field, _stored(field, row)) for field in entity.editable}
    return {name: value for name, value in typed.items() if value is not None}


def by_key(values: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a verb as a program sends them: rows by their number."""
    return {name: value.pk if isinstance(value, Model) else value for name, value in values.items()}


def by_hand(values: dict[str, Any]) -> dict[str, Any]:
    """The inputs of a verb as a person fills them in: a row of a noun as it is picked."""
    return {name: as_picked(value) for name, value in values.items()}


def as_picked(value: Any) -> Any:
    """A value as the form holds it."""
    if not isinstance(value, Model):
        return value
    return f"#{value.pk}" if is_entity(type(value)) else value.pk


def _stored(field: Field, row: Model) -> Any:
    return field.stored(row)


def _typed(field: Field, value: Any) -> Any:
    if value is None or value is False:
        return None
    if field.kind == "relation" and is_entity(field.related):
        return f"#{value}"
    return "on" if value is True else plain(value)


def _address(path: str) -> str:
    return path if path.startswith(API) else API + path
