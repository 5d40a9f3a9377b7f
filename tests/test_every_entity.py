"""Every noun and every verb of the system keeps the promises of the kit."""

import pytest

from tests.cast import BEGINNINGS, NOUNS
from zhike.exchange.testing.contracts.adding import *
from zhike.exchange.testing.contracts.transferring import *
from zhike.kit.testing.contracts.adding import *
from zhike.kit.testing.contracts.answering import *
from zhike.kit.testing.contracts.attaching import *
from zhike.kit.testing.contracts.bulk import *
from zhike.kit.testing.contracts.cases import pytest_generate_tests
from zhike.kit.testing.contracts.doing import *
from zhike.kit.testing.contracts.filtering import *
from zhike.kit.testing.contracts.keeping_out import *
from zhike.kit.testing.contracts.listing import *
from zhike.kit.testing.contracts.merging_edits import *
from zhike.kit.testing.contracts.programs import *
from zhike.kit.testing.contracts.recording import *
from zhike.kit.testing.contracts.shaping import *
from zhike.kit.testing.contracts.walking import *
from zhike.merging.testing.contracts import *

pytestmark = pytest.mark.django_db


@pytest.fixture
def make(db):
    """A new row of a noun with all its fields, in the reach of `owner`."""
    return lambda model, *, owner: NOUNS[model](owner=owner)


@pytest.fixture
def begin(db, bo, make):
    """A row on which a verb can be done by `owner` (none for a verb that makes one), and the values it needs."""

    def begin(verb, *, owner):
        if verb.word in BEGINNINGS:
            return BEGINNINGS[verb.word](owner, NOUNS[verb.model])
        start = BEGINNINGS.get(verb.name)
        return start(owner) if start else (make(verb.model, owner=owner), {})

    return begin
