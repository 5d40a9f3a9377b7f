"""Whoever is refused is led back to the page they acted on; a part of a page says the refusal where it stands."""

import pytest

from tests.cast import an_account_plan
from zhike.kit.testing.acting import at_the_screen
from zhike.work.models import Task

SENTENCE = "Say what to do."


@pytest.fixture
def plan(ana):
    return an_account_plan(owner=ana)


@pytest.fixture
def refused(ana, plan):
    """What is answered to an action without words, sent with these headers."""
    browser = at_the_screen(ana)

    def refused(**headers: str) -> str:
        answer = browser.post(f"/account-plans/{plan.pk}/act/", {"title": " "}, headers=headers)
        assert (answer.status_code, Task.objects.count()) == (400, 0)
        page = answer.content.decode()
        assert SENTENCE in page
        return str(answer.headers.get("HX-Retarget", "")) + page

    return refused


def test_the_way_back_is_the_page_the_act_was_started_from(refused, plan):
    page = refused(referer=f"http://testserver/account-plans/{plan.pk}/?tab=1")

    assert f'href="http://testserver/account-plans/{plan.pk}/?tab=1"' in page
    assert "Back to where you were" in page
    assert "Back to today" not in page


@pytest.mark.parametrize("elsewhere", ["", "https://evil.example/account-plans/1/", "javascript:alert(1)"])
def test_nobody_is_led_away_from_this_house(refused, elsewhere):
    page = refused(referer=elsewhere)

    assert "Back to today" in page
    assert "evil" not in page
    assert "javascript" not in page


def test_a_page_that_refuses_to_be_read_does_not_lead_to_itself(ana):
    browser, address = at_the_screen(ana), "/customers/?filter=nonsense("

    page = browser.get(address, headers={"referer": f"http://testserver{address}"})

    assert (page.status_code, "Back to today" in page.content.decode()) == (400, True)


def test_a_part_of_a_page_says_it_in_a_toast(refused):
    answer = refused(**{"HX-Request": "true"})

    assert answer.startswith("#toasts")
    assert "data-toast" in answer
    assert "<html" not in answer
