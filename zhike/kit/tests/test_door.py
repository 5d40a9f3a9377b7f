"""Signing in and out, the language, one's own profile."""

import pytest


@pytest.fixture
def at_work(client, ana):
    client.force_login(ana)
    return client


def test_every_page_asks_a_stranger_to_sign_in(client, db):
    answer = client.get("/today/")

    assert answer.status_code == 302
    assert answer.url == "/sign-in/?next=/today/"


def test_a_firm_begins_in_chinese_whatever_the_browser_prefers(client, db):
    page = client.get("/sign-in/", headers={"Accept-Language": "en-GB"})

    assert page.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-Hans">' in page.content.decode()


def test_a_stranger_chooses_a_language_and_stays_on_the_page(client, db):
    answer = client.post("/language/", {"language": "en", "next": "/sign-in/?next=/today/"})

    assert answer.url == "/sign-in/?next=/today/"
    assert "Sign in" in client.get("/sign-in/").content.decode()


def test_the_choice_of_a_person_follows_them_to_the_next_browser(at_work, ana, client):
    at_work.post("/language/", {"language": "zh-hans"})

    assert ana._meta.model.objects.get(pk=ana.pk).language == "zh-hans"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_choosing_a_language_leads_nowhere_else(client, db, elsewhere):
    assert client.post("/language/", {"language": "en", "next": elsewhere}).url == "/"


def test_an_unknown_language_changes_nothing(at_work, ana):
    at_work.post("/language/", {"language": "tlh"})

    assert ana._meta.model.objects.get(pk=ana.pk).language == "en"


def test_signing_out_needs_more_than_a_link(at_work):
    assert at_work.get("/sign-out/").status_code == 405
    assert at_work.post("/sign-out/").url == "/sign-in/"


def test_people_change_their_own_name_but_not_their_role(at_work, ana):
    at_work.post("/profile/", {"name": "Ana L.", "email": "", "language": "en", "role": "admin"})

    changed = ana._meta.model.objects.get(pk=ana.pk)
    assert changed.name == "Ana L."
    assert changed.role == "staff"


def test_a_missing_page_answers_in_words(at_work):
    answer = at_work.get("/no/such/page/")

    assert answer.status_code == 404
    assert "or it is not yours to see" in answer.content.decode()


def test_browsers_find_the_icon_where_they_look_for_it(client, db):
    assert client.get("/favicon.ico").url == "/static/kit/mark.svg"
