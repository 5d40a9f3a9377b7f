import gc

import pytest

from zhike.site.loading import uncollected


def test_the_collector_rests_while_the_program_is_loaded():
    with uncollected():
        assert not gc.isenabled()
        loaded = []

    assert gc.isenabled()
    assert not any(known is loaded for known in gc.get_objects())  # nor is it looked through later


def test_the_collector_works_again_after_what_could_not_be_loaded():
    with pytest.raises(ImportError), uncollected():
        raise ImportError

    assert gc.isenabled()
