"""Keys that a test adds are gone after it."""

import pytest
from django.db import connection

from zhike.vault.keyset import keys


@pytest.fixture
def more_keys(db):
    """A test may add keys."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("delete from vault_key where number > 1")
        cursor.execute("drop sequence if exists vault_seals_2, vault_seals_3")
    keys.cache_clear()
    keys()
