import gc

import pytest

from zhike.site.loading import uncollected


def test_the_collector_rests_while_the_program_is_loaded():
    with uncollected():
        assert not gc.isenabled()

    assert gc.isenabled()


def test_the_collector_works_again_after_what_could_not_be_loaded():
    with pytest.raises(ImportError), uncollected():
        raise ImportError

    assert gc.isenabled()
