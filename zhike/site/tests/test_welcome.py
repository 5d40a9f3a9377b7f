"""The sign-in page of the demonstration."""

import copy

from zhike.site.demo.generator.staff import DEMO_PASSWORD


def test_the_demonstration_tells_who_may_enter(client, db, settings):
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["OPTIONS"]["context_processors"].append("zhike.site.demo.welcome.context")
    page = client.get("/sign-in/").content.decode()

    assert "松风茶业" in page
    assert page.count(DEMO_PASSWORD) == 3
    assert "陈怡 · 主管" in page


def test_nobody_else_tells(client, db):
    assert DEMO_PASSWORD not in client.get("/sign-in/").content.decode()
