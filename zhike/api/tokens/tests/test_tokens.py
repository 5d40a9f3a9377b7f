"""A token acts for its owner: found by its text alone, dead when it should be, and never written down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cast import a_person, a_plant
from zhike.api.tokens.keeping import end, end_unused, known, make
from zhike.api.tokens.models import Token
from zhike.kit.audit.models import Trace
from zhike.kit.testing.acting import Program, at_the_screen

HERE = "127.0.0.1"
pytestmark = pytest.mark.django_db


def a_token(by, **asked):
    return make("sync", by=by, **{"scopes": ["*:write"]} | asked)


def test_a_token_is_known_by_its_text_which_is_kept_nowhere(ana):
    token, text = a_token(ana)

    assert known(text, address=HERE) == token
    assert (len(text), text.startswith("zhk_")) == (53, True)
    kept = str(Token.objects.values().get()) + str(list(Trace.objects.values()))
    assert text[12:] not in kept


def with_a_letter_changed(text):
    """Another letter whatever stood there: the text is drawn, and may hold the one put in its place already."""
    return text[:20] + ("y" if text[20] == "x" else "x") + text[21:]


@pytest.mark.parametrize("spoil", [lambda t: t[:-1], with_a_letter_changed, lambda t: "茶", lambda t: ""])
def test_no_other_text_is(ana, spoil, django_assert_num_queries):
    text = a_token(ana)[1]

    with django_assert_num_queries(0):
        assert known(spoil(text), address=HERE) is None


def test_the_beginning_of_a_token_opens_nothing(ana):
    token, text = a_token(ana)
    Token.objects.filter(pk=token.pk).update(digest="0" * 64)

    assert known(text, address=HERE) is None


@pytest.mark.parametrize(("days", "used_on_day", "asked_on_day", "works"), [
    (90, None, 59, True),
    (90, None, 60, False),
    (90, 50, 89, True),
    (90, 50, 90, False),
    (365, 50, 109, True),
    (365, 50, 110, False),
])  # fmt: skip
def test_a_token_ends_by_age_or_by_not_being_used(ana, clock, days, used_on_day, asked_on_day, works):
    token, text = a_token(ana, days=days)
    if used_on_day:
        Token.objects.filter(pk=token.pk).update(used_at=timezone.now() + timedelta(days=used_on_day))

    clock.shift(timedelta(days=asked_on_day))

    assert (known(text, address=HERE) is not None) is works
    clock.shift(timedelta(seconds=1))
    end_unused()
    assert (Token.objects.get().ended_at is None) is works


def test_a_token_ends_with_its_owner_and_when_it_is_ended(ana, bo):
    (mine, my_text), (_theirs, their_text) = a_token(ana), a_token(bo)
    end(mine, by=ana)
    type(bo).objects.filter(pk=bo.pk).update(is_active=False)

    assert (known(my_text, address=HERE), known(their_text, address=HERE)) == (None, None)
    assert Program(token=my_text).get("/plants").status_code == 401


@pytest.mark.parametrize(
    ("networks", "works"), [([], True), (["127.0.0.0/8"], True), (["203.0.113.7/32", "::1/128"], False)]
)
def test_a_token_works_only_from_its_networks(ana, networks, works):
    text = a_token(ana, networks=networks)[1]

    assert Program(token=text).get("/plants").status_code == (200 if works else 401)


def test_a_request_without_an_address_comes_from_no_network(ana):
    text = a_token(ana, networks=["127.0.0.0/8"])[1]

    assert known(text, address="") is None


def test_a_role_taken_away_is_taken_from_the_token_too(mei):
    text = a_token(mei)[1]
    type(mei).objects.filter(pk=mei.pk).update(role="staff")

    answer = Program(token=text).post("/products", {"code": "K9", "name": "Kettle"})

    assert answer.status_code == 403


def test_a_token_needs_no_protection_against_forgery_and_never_falls_back_on_the_session(ana):
    plant, browser = a_plant(owner=ana), at_the_screen(ana)
    browser.handler.enforce_csrf_checks = True
    text = a_token(ana)[1]

    with_it = browser.patch(f"/api/v1/plants/{plant.pk}", {"pots": 2}, "application/json", headers=bearer(text))
    with_a_bad_one = browser.get("/api/v1/plants", headers=bearer(text + "x"))
    without = browser.patch(f"/api/v1/plants/{plant.pk}", {"pots": 5}, "application/json")

    assert [answer.status_code for answer in (with_it, with_a_bad_one, without)] == [200, 401, 403]


def test_its_last_use_is_noted_to_the_hour(ana, clock):
    program = Program(token=a_token(ana)[1])
    for minutes in (0, 59, 2):
        clock.shift(timedelta(minutes=minutes))
        program.get("/plants")

    assert Token.objects.get().used_at == timezone.now()


def test_guessing_is_slowed_down_and_the_owner_of_a_token_is_not(ana, clock, settings):
    settings.API_FAILURES_PER_MINUTE = 2
    good, bad = Program(token=a_token(ana)[1]), Program(token="zhk_guess")

    assert [bad.get("/plants").status_code for _nth in range(3)] == [401, 401, 429]
    assert good.get("/plants").status_code == 200


def test_one_makes_sees_once_and_ends_a_token_on_the_page(ana, bo):
    browser, asked = (
        at_the_screen(ana),
        {"name": "Sync", "days": 30, "scopes": ["plants:read"], "networks": "10.2.0.0/16"},
    )

    made = browser.post("/settings/tokens/", asked)
    token, text = Token.objects.get(), made.context["text"]

    assert made.status_code == 200
    assert (token.owner, token.scopes, token.networks) == (ana, ["plants:read"], ["10.2.0.0/16"])
    assert known(text, address="10.2.3.4") == token
    assert text in made.text
    assert text not in browser.get("/settings/tokens/").text
    assert at_the_screen(bo).post(f"/settings/tokens/{token.pk}/end/").status_code == 404
    assert browser.post(f"/settings/tokens/{token.pk}/end/").status_code == 302
    assert not token.__class__.objects.get().is_live


@pytest.mark.parametrize(("field", "value"), [("days", 366), ("networks", "everywhere"), ("scopes", ["plants:all"])])
def test_what_a_token_cannot_be_is_refused(ana, field, value):
    asked = {"name": "Sync", "days": 30, "scopes": ["plants:read"]} | {field: value}

    assert field in at_the_screen(ana).post("/settings/tokens/", asked).context["form"].errors


def test_a_refusal_speaks_the_language_asked_for_and_else_that_of_the_owner(db):
    text = a_token(a_person("Wen", language="zh-hans"))[1]
    sentences = {
        language: Program(token=text).client.get("/api/v1/plants?x=1", headers=bearer(text, **asked)).json()["detail"]
        for language, asked in {"en": {"accept_language": "en-GB, zh;q=0.5"}, "own": {}}.items()
    }

    assert sentences == {"en": "This list has no filter called “x”.", "own": "这个列表没有名为“x”的筛选项。"}


def bearer(text, **more):
    return {"Authorization": f"Bearer {text}", **more}
