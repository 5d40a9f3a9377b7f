"""A list offers its import to whoever may use it, and to nobody else."""

import pytest

from zhike.exchange.importing.targets import is_target
from zhike.exchange.offering import into
from zhike.kit import registry
from zhike.kit.testing.acting import at_the_screen

pytestmark = pytest.mark.django_db
TARGETS = [entity for entity in registry.entities() if is_target(entity.slug)]


@pytest.mark.parametrize("role", ["ana", "mei", "ada"])
@pytest.mark.parametrize("entity", TARGETS, ids=lambda entity: entity.slug)
def test_an_import_is_offered_where_it_opens(request, entity, role):
    by = request.getfixturevalue(role)

    opened = at_the_screen(by).get(f"/import/{entity.slug}/").status_code

    assert (into(entity, by=by, address="") is not None) == (opened == 200), opened
