"""A colleague is called in a note, and the bell of the one called rings by itself."""

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer
from zhike.kit.attached.actions import note
from zhike.kit.testing.working import work_off
from zhike.notices.models import Notice

pytestmark = pytest.mark.journey


def test_the_bell_rises_without_reloading_and_the_notice_opens_the_record(enter, zhou, chen):
    teahouse = a_customer("山月茶馆", owner=zhou)
    page = enter("/tasks/", by=zhou)
    bell = page.locator("[data-bell]")
    expect(bell.locator("i")).to_have_text("")

    note(teahouse, by=chen, text="十月的货受潮了，请看 @周航")
    work_off()

    expect(bell.locator("i")).to_have_text("1")
    expect(page.locator("#toasts")).to_contain_text("陈怡在“山月茶馆”提到了你")
    page.keyboard.press("g")
    page.keyboard.press("n")
    expect(page).to_have_url("/notices/")
    page.get_by_role("link", name="陈怡在“山月茶馆”提到了你").first.click()
    expect(page).to_have_url(f"/customers/{teahouse.pk}/")
    expect(bell.locator("i")).to_have_text("")
    assert Notice.objects.get().read_at is not None
