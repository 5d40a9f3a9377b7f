"""A real browser visits pages whose every text is a payload: none runs, and nothing outside is asked for."""

import pytest
from django.conf import settings

from tests.attacks.hiding_payloads import fill
from tests.attacks.payloads import MARKED, XSS
from tests.attacks.personas import a_persona
from tests.attacks.size import IS_LONG, some
from zhike.kit import registry

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not IS_LONG, reason="a page for each payload takes minutes"),
]


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    """Where the browser goes."""
    return live_server.url


@pytest.mark.parametrize("slug", ["customers", "plants", "tasks", "products", "orders"])
def test_no_payload_runs(slug, page, live_server, record_property):
    ada, entity = a_persona("ada"), registry.entity_named(slug)
    rows = fill([entity.model], XSS, by=ada.person)[entity.model]
    outside, visited = [], 0
    page.on("request", lambda asked: outside.append(asked.url) if live_server.url not in asked.url else None)
    page.on("dialog", lambda dialog: (outside.append(dialog.message), dialog.dismiss()))
    key = ada.client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    seen = some(rows, short=0, each_round=15, name=f"browser {slug}")
    for place in (f"/{slug}/", f"/{slug}/board/", *(f"/{slug}/{row.pk}/" for row in seen)):
        page.goto(f"{live_server.url}{place}", wait_until="domcontentloaded")
        page.wait_for_load_state("load")
        assert page.evaluate(f"typeof window.{MARKED}") == "undefined", place
        visited += 1

    record_property("Injections|pages in a browser", visited)
    assert [url for url in outside if not url.startswith("data:")] == []
