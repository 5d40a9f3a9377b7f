"""A key and a folder for checkpoints of each test's own."""

import pytest


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, settings):
    settings.KEYS_DIR, settings.CHECKPOINTS_DIR = tmp_path / "keys", tmp_path / "checkpoints"
