"""The stage of the attacks: a world, somebody who knocks, and nothing that stands in for what is attacked."""

import logging
from typing import Any

import pytest
from django.db import transaction

from tests.attacks.attacking import Attack
from tests.attacks.personas import a_persona
from tests.attacks.world import World, a_world
from zhike.notices import stream


@pytest.fixture(autouse=True)
def nothing_behind_a_refusal() -> None:
    """`Attack` compares the tables itself, once for each answer that wrote."""


@pytest.fixture(autouse=True)
def no_limits(settings) -> None:
    """Whoever asks ten thousand times is not sent away for asking; the limits are attacked on their own."""
    settings.API_REQUESTS_PER_MINUTE = settings.API_RECORDS_PER_HOUR = settings.API_FAILURES_PER_MINUTE = 10**9


@pytest.fixture(autouse=True)
def short_streams() -> Any:
    """A bell that is held would hold the attacker too."""
    stream.ending.set()
    yield
    stream.ending.clear()


@pytest.fixture(autouse=True)
def silence() -> Any:
    """Ten thousand refusals are not worth ten thousand lines."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Any:
    """Furnishing it takes two seconds, so the tests of a file find the same, each as it was in the beginning."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = a_world()
        with django_db_blocker.block():
            yield made
        transaction.set_rollback(True)


@pytest.fixture
def attack(world: World, db) -> Attack:
    return Attack(world)


@pytest.fixture
def knock(db) -> Any:
    """`knock("ana")` is a persona."""
    return a_persona


@pytest.fixture
def told(record_property) -> Any:
    """`told("Matrix", attack)` puts the figures into the report and asserts that nothing was found."""

    def tell(what: str, attack: Attack, **figures: Any) -> None:
        for name, value in {**attack.counts, **figures}.items():
            record_property(f"{what}|{name}", value)
        record_property(f"{what}|found", len(attack.found))
        assert "\n".join(sorted(set(attack.found))[:40]) == "", f"{len(attack.found)} found"

    return tell
