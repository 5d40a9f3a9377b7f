"""What a browser fetches before somebody can work."""

import gzip

import pytest

from zhike.notices import stream

pytestmark = pytest.mark.journey
MOST_REQUESTS = 12
MOST_BYTES = 220_000  # compressed, as they go over the wire


@pytest.mark.parametrize("path", ["/today/", "/customers/"])
def test_a_first_visit_is_light(enter, zhou, page, path, monkeypatch):
    monkeypatch.setattr(stream, "PATIENCE", 0)  # or the network would not be idle before a bell was waited for
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    enter(path, by=zhou)
    page.wait_for_load_state("networkidle")

    assert len({answer.url for answer in answers}) >= 4  # the page, its style, its two scripts
    assert len(answers) <= MOST_REQUESTS
    assert sum(len(gzip.compress(answer.body())) for answer in answers) <= MOST_BYTES
