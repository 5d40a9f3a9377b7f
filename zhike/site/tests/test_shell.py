"""The site as an application of its own on a device."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import override_settings

from zhike.site.shell.pages import ICONS, KEPT


@pytest.fixture
def card(client):
    return client.get("/manifest.webmanifest").json()


def test_a_stranger_gets_the_card(client, db):
    response = client.get("/manifest.webmanifest")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/manifest+json"


def test_the_card_says_whose_it_is(client, db):
    with override_settings(FIRM_NAME="松风茶业"):
        assert client.get("/manifest.webmanifest").json()["name"] == "知客 · 松风茶业"


def test_every_icon_is_there(card, db):
    assert [icon["purpose"] for icon in card["icons"]] == [use for _size, use in ICONS]
    for icon in card["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon


def test_every_shortcut_leads_somewhere(client, card, ana):
    client.force_login(ana)
    for shortcut in card["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200, shortcut


def test_what_every_page_loads_is_kept(db):
    page = Path("zhike/kit/templates/kit/document.html").read_text()
    loaded = set(re.findall(r'<(?:link rel="stylesheet" href|script[^>]* src)="{% static "([^"]+)"', page))

    assert loaded <= set(KEPT)
    assert [name for name in KEPT if not finders.find(name)] == []


def test_the_worker_keeps_only_files_and_the_page_without_network(client, db):
    script = client.get("/service-worker.js")
    kept = json.loads(re.search(r"FILES = (\[.*\]);", script.content.decode())[1])

    assert script["Content-Type"].startswith("text/javascript")
    assert script["Cache-Control"] == "no-cache"
    assert [address for address in kept if not address.startswith("/static/")] == ["/offline/"]


def test_the_page_without_network_knows_nobody(client, ana):
    client.force_login(ana)

    assert "Ana" not in client.get("/offline/").content.decode()
