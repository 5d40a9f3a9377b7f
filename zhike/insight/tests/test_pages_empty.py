"""Before anything is computed, every picture says what it will show and how to get there."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
PICTURES = ("ladder", "pyramid", "lifecycle", "rfm", "home")


@pytest.mark.parametrize("picture", PICTURES)
def test_a_manager_is_led_to_the_first_computation(client, mei, picture):
    client.force_login(mei)

    page = client.get(reverse(f"insight:{picture}")).content.decode()

    assert "It needs orders." in page
    assert reverse("insight:home") in page


@pytest.mark.parametrize("picture", PICTURES)
def test_staff_are_told_who_can_start_it(client, ana, picture):
    client.force_login(ana)

    page = client.get(reverse(f"insight:{picture}")).content.decode()

    assert "A manager can import orders and start the computation." in page
    assert reverse("insight:recompute") not in page


def test_a_stranger_is_sent_to_the_door(client, db):
    for picture in PICTURES:
        answer = client.get(reverse(f"insight:{picture}"))
        assert answer.status_code == 302
        assert "/sign-in" in answer.headers["Location"]
