"""Every fault a few times: enough to see that the programs work and that nothing is plainly broken.

`bin/zhike-faults` does it often enough to mean something. Deselect these with `-m "not faults"`.
"""

import pytest

from tests.faults.scenarios import SCENARIOS
from tests.faults.site import Beginning
from tests.ready_made import own_data_dir

FEW = {"web": 2, "points": 3, "postgres": 1, "submits": 5, "edits": 5}
pytestmark = pytest.mark.faults


@pytest.mark.parametrize("name", FEW)
def test_nothing_is_lost(name, monkeypatch):
    monkeypatch.setattr(Beginning, "make", own_data_dir)
    outcome = SCENARIOS[name](FEW[name], 1)

    assert outcome.is_sound, "\n".join(outcome.details())
