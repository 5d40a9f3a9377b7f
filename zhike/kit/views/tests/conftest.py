"""Teams in a tree: the North is part of the East."""

import pytest

from tests.cast import a_person, a_team
from zhike.kit.access.models import Team
from zhike.kit.registry import entity_of
from zhike.kit.testing.example.models import Plant


@pytest.fixture
def plants():
    return entity_of(Plant)


@pytest.fixture
def nils(ana):
    """Staff of a team below Ana's."""
    Team.objects.get_or_create(name="North", parent=a_team("East"))
    return a_person("Nils", team="North")
