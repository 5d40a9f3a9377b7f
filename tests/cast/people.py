"""Who works here: staff, teams, roles."""

import functools
import itertools
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import make_password

from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.views.models import View
from zhike.rights.models import RoleDefinition

SHANGHAI = ZoneInfo("Asia/Shanghai")
ARCHIVED = datetime(2026, 3, 1, 8, tzinfo=SHANGHAI)
PASSWORD = "spring-water-9"
numbers = itertools.count(1)


def a_view(by: Staff, *, noun: str = "customers.customer", **fields: Any) -> View:
    """A list somebody kept, for themselves alone unless said otherwise."""
    return View.objects.create(made_by=by, noun=noun, **{"name": "Gold", "state": {"tier": ["gold"]}} | fields)


def a_team(name: str = "East") -> Team:
    return Team.objects.filter(name=name).first() or Team.objects.create(name=name)


def a_person(name: str, *, role: str = Role.STAFF, team: str | None = "East", **fields: Any) -> Staff:
    """Someone who can sign in with `PASSWORD`; the same name is the same person."""
    if known := Staff.objects.filter(username=name.lower()).first():
        return known
    values = {
        "name": name,
        "role": role,
        "team": team and a_team(team),
        "language": "en",
        "password": _hashed(),
    } | fields
    return Staff.objects.create(username=name.lower(), **values)


def a_role(*holders: Staff, name: str = "Clerk", **fields: Any) -> RoleDefinition:
    """A role of the firm's own, held by these people: `rights={"customers": {"read": "team"}}`."""
    role = RoleDefinition.objects.create(name=name, **fields)
    for person in holders:
        person.grants = role.grants
        person.save()
    return role


@functools.cache
def _hashed() -> str:
    return make_password(PASSWORD)


@pytest.fixture
def ana(db) -> Staff:
    return a_person("Ana")


@pytest.fixture
def bo(db) -> Staff:
    return a_person("Bo", team="South")


@pytest.fixture
def mei(db) -> Staff:
    return a_person("Mei", role=Role.MANAGER)


@pytest.fixture
def ada(db) -> Staff:
    return a_person("Ada", role=Role.ADMIN, team=None)


@pytest.fixture
def robot(db) -> Staff:
    return Staff.objects.robot("tests")
