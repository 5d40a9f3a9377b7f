"""No spelling of an address leads anybody away from the site."""

from itertools import product
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import transaction

from tests.attacks.personas import Persona, a_persona
from tests.attacks.routes import routes
from tests.attacks.size import some
from tests.cast import PASSWORD, a_plant, a_task

pytestmark = pytest.mark.django_db
EVIL = "evil.example"
SPELLINGS = (
    *(
        f"{before}{EVIL}{after}"
        for before in ("//", "///", "////", "/\\", "\\\\", "/\\/", "\\/", "/\t/", "/\n/", "/\r//")
        for after in ("", "/a")
    ),
    *(
        f"{scheme}{EVIL}"
        for scheme in ("http://", "https://", "HTTPS://", "http:", "https:", "http:/", "http:\\\\", "ftp://", "ws://")
    ),
    *(
        f"{scheme}{EVIL}"
        for scheme in (
            "https:///",
            "https:////",
            " https://",
            "\thttps://",
            "\x00https://",
            "\u2000//",
            "\ufeff//",
            "\u3000//",
        )
    ),
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "mailto:a@b",
        "file:///x",
    ),
    *(
        f"{part}{EVIL}"
        for part in (
            "//testserver@",
            "https://testserver@",
            "https://testserver:x@",
            "https://testserver.",
            "//testserver\\@",
        )
    ),
    *(
        f"{part}{EVIL}"
        for part in (
            "/%2f",
            "/%5c",
            "%2f%2f",
            "/..//",
            "/./",
            "/%09/",
            "/%0a/",
            "/%0d/",
            "/%00/",
            "/.",
            "/;@",
            "/?//",
            "/#//",
        )
    ),
    *(
        f"//{EVIL}{tail}"
        for tail in (
            "?testserver",
            "#testserver",
            "%23testserver",
            "%3f.testserver",
            "/testserver",
            ":443",
            ":80\\testserver",
        )
    ),
    *(
        f"{part}{EVIL}"
        for part in (
            "〱",
            "／／",
            "／",
            "。",
            "//。",
            "https://ｔｅｓｔｓｅｒｖｅｒ＠",
            "//\u202e",
            "//[::1]@",
            "//127.0.0.1@",
        )
    ),
    *(
        "//evil%E3%80%82example",
        "//evil%2eexample",
        "//EVIL.EXAMPLE",
        "//evil.example.",
        "//xn--evil.example",
        "///\\evil.example",
        "/\\/\\evil.example",
        "//@evil.example",
        "//:@evil.example",
        "//evil.example:0",
        "https://evil.example\\@testserver",
        "https://testserver#@evil.example",
        "https://testserver?@evil.example",
        "//testserver%40evil.example",
        "//evil。example",
        "https:evil.example",
        "//3627734734",
        "//[::ffff:1.1.1.1]",
        "//\x7fevil.example",
    ),
    *(
        f"/sign-in/?next=//{EVIL}",
        f"/language/?next=https://{EVIL}",
        f"@{EVIL}",
        f".{EVIL}",
        f"testserver.{EVIL}",
        "//",
        "///",
        "\\",
        "",
    ),
)

SOME = some(SPELLINGS, short=8, each_round=60, name="redirects")


def leads_away(location: str) -> bool:
    """Whether a browser would leave the site: by the URL standard a backslash is a slash and a tab is nothing."""
    plain = location.strip("\x00\x01\x1f \t\r\n").translate({9: None, 10: None, 13: None}).replace("\\", "/")
    place = urlsplit(plain)
    if place.scheme or plain.startswith("//"):
        return place.scheme not in ("http", "https", "") or place.hostname not in ("testserver",)
    return False


@pytest.fixture
def posts(db):
    """Every address that goes on to `next`, with a form that is accepted."""
    ana = a_persona("ana")
    plant, task = a_plant(owner=ana.person), a_task(owner=ana.person)
    typed = {"name": "Fern", "label": "new", "light": "sun", "pots": "1", "version": plant.version}
    return ana, {
        "/language/": {"language": "en"},
        f"/plants/{plant.pk}/edit/": typed | {"label": plant.label},
        f"/plants/{plant.pk}/do/water/": {},
        f"/plants/{plant.pk}/attached/star/": {},
        f"/plants/{plant.pk}/attached/note/": {"text": "x"},
        f"/tasks/{task.pk}/do/complete/": {},
        f"/tasks/{task.pk}/move/": {"column": "done", "by": "status"},
        "/sign-out/": {},
    }


def test_there_are_a_hundred_of_them():
    assert len(set(SPELLINGS)) >= 100


def test_nobody_is_led_away_by_a_form(posts, record_property):
    ana, places = posts
    away = [told for told in _tried(ana, places) if told]

    record_property("Redirects|tried", len(places) * len(SOME) * 2)
    assert away == []


def test_nobody_is_led_away_by_the_door(record_property):
    a_persona("ana")
    stranger = a_persona("stranger")
    known = {"username": "ana", "login": "ana", "password": PASSWORD}
    away = [told for told in _tried(stranger, {"/sign-in/": known}) if told]

    record_property("Redirects|tried", len(SOME) * 2)
    assert away == []


def test_nobody_is_led_away_by_an_address(record_property):
    ana, tried, away = a_persona("ana"), 0, []
    for route in some((one for one in routes() if not one.parts), short=20, each_round=200, name="addresses"):
        for name in ("next", "return_to", "url"):
            tried += 1
            answer = ana.ask("GET", f"{route.filled({})}?{name}=//{EVIL}/", None, follow=False)
            away += [route.name] if leads_away(answer.headers.get("Location", "")) else []
    for spelling in ("//evil.example", "/\\evil.example", "//evil.example/%2e%2e", "///evil.example/x"):
        answer = ana.client.get("/", PATH_INFO=spelling)
        away += [spelling] if leads_away(answer.headers.get("Location", "")) else []

    record_property("Redirects|tried", tried)
    assert away == []


def _tried(persona: Persona, places: dict[str, dict]):
    for (place, typed), spelling in product(places.items(), SOME):
        for form, query in (({**typed, "next": spelling}, ""), (typed, spelling)):
            with transaction.atomic():
                address = place if not query else f"{place}?{_encoded(query)}"
                answer = persona.ask("POST", address, form)
                transaction.set_rollback(True)
            location = answer.headers.get("Location", "") or answer.headers.get("HX-Redirect", "")
            yield (place, spelling, location) if leads_away(location) or answer.status_code >= 500 else None


def _encoded(value: str) -> str:
    return urlencode({"next": value})
