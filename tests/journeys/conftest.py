"""The stage of every journey: a live site, people who read Chinese, a console to keep clean."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page

from tests.cast import a_person
from tests.journeys.answering import Answering
from zhike.kit.access.models import Role, Staff
from zhike.notices.stream import ending


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    """Addresses are given as paths: `page.goto("/today/")`."""
    return live_server.url


# A refused input, and a network that was taken away.
PART_OF_THE_STORY = ("status of 400", "status of 422", "ERR_INTERNET_DISCONNECTED")


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page whose console must stay clean; what is part of the story is let pass, anything else is not."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in PART_OF_THE_STORY):
            complaints.append(f"{message.location['url']}: {message.text}")

    page.set_default_timeout(30_000)
    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    ending.clear()
    with Answering() as answering:
        yield page
        # What is still answered would write while the tables are being emptied.
        ending.set()
        page.close()
        answering.wait_for_the_last()
    assert complaints == []


@pytest.fixture
def zhou(db) -> Staff:
    """周航 sells in the east and reads Chinese."""
    return a_person("周航", team="华东团队", language="zh-hans")


@pytest.fixture
def chen(db) -> Staff:
    """陈怡 leads the east and reads Chinese."""
    return a_person("陈怡", role=Role.MANAGER, team="华东团队", language="zh-hans")


@pytest.fixture
def enter(page: Page, base_url: str) -> Callable[..., Page]:
    """Open an address as somebody who came in through the door earlier."""

    def enter(path: str, *, by: Staff) -> Page:
        client = Client()
        client.force_login(by)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": base_url}])
        page.goto(path)
        return page

    return enter
