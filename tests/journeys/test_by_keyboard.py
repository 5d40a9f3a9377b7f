"""Whoever has no mouse is back where they stood after a menu, a search, a dialog, or a list in another order."""

import re

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer, a_task
from zhike.customers.models import Customer

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def _tasks(zhou):
    mingzhou = a_customer("明州茶叶", owner=zhou)
    a_customer("云栖酒店", owner=zhou)
    a_task(title="补发两箱龙井", owner=zhou, customer=mingzhou)


def test_escape_leaves_a_menu_for_what_opened_it(enter, zhou):
    page = enter("/customers/", by=zhou)
    opener = page.locator("summary", has_text="条件")
    opener.focus()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#filter-form button").first).to_be_focused()

    page.keyboard.press("Escape")
    expect(page.locator("#filter-form")).to_be_hidden()
    expect(opener).to_be_focused()


def test_what_a_menu_fetches_is_stood_in(enter, zhou):
    page = enter("/customers/", by=zhou)
    page.locator("summary", has_text="条件").click()
    page.locator("#filter-form").get_by_role("button", name="城市", exact=True).focus()

    page.keyboard.press("Enter")

    expect(page.locator("#filter-form input[name=city]")).to_be_focused()


def test_a_list_in_another_order_is_stood_in_at_the_same_heading(enter, zhou):
    page = enter("/customers/", by=zhou)
    heading = page.get_by_role("columnheader", name="名称")
    heading.get_by_role("link").focus()

    page.keyboard.press("Enter")

    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(heading.get_by_role("link")).to_be_focused()


def test_the_edge_of_a_column_says_how_wide_it_is(enter, zhou):
    page = enter("/customers/", by=zhou)
    heading = page.get_by_role("columnheader", name="名称")
    width = round(heading.bounding_box()["width"])
    edge = heading.get_by_role("separator")

    expect(edge).to_have_attribute("aria-valuenow", str(width))
    edge.focus()
    page.keyboard.press("ArrowRight")

    expect(edge).to_have_attribute("aria-valuenow", str(width + 16))
    expect(edge).to_be_focused()


def test_a_search_given_up_goes_back_to_the_row(enter, zhou):
    page = enter("/customers/", by=zhou)
    row = page.locator("tbody").get_by_role("link", name="明州茶叶")
    row.focus()

    page.keyboard.press("Control+k")
    expect(page.locator("#found a").first).to_be_visible()  # or what is typed would call back what is asked for
    page.locator("#find").fill("龙井")
    found = page.locator("#found").get_by_role("link", name="补发两箱龙井")
    expect(found).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(found).to_be_focused()

    page.keyboard.press("Escape")
    expect(found).to_be_hidden()
    expect(row).to_be_focused()


def test_the_menu_of_a_card_is_walked_left_and_taken(enter, zhou):
    page = enter("/tasks/board/?by=priority", by=zhou)
    opener = page.get_by_role("article").get_by_role("button", name="移到…")
    opener.focus()

    page.keyboard.press("Enter")
    expect(page.locator("#move-to button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#move-to")).to_be_hidden()
    expect(opener).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator("#move-to button").first).to_have_text("高")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="高").get_by_role("article")).to_contain_text("补发两箱龙井")
    expect(page.get_by_role("link", name="补发两箱龙井")).to_be_focused()


def test_escape_leaves_a_dialog_for_what_opened_it(enter, zhou):
    page = enter("/tasks/new/", by=zhou)
    opener = page.get_by_role("button", name="新建：客户")
    opener.focus()

    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="新建客户")
    expect(dialog.locator("input:focus")).to_be_visible()
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_list_of_keys_is_read_and_left(enter, zhou):
    page = enter("/customers/", by=zhou)
    row = page.locator("tbody").get_by_role("link", name="明州茶叶")
    row.focus()

    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="键盘快捷键")
    expect(keys).to_be_focused()
    page.keyboard.press("Escape")

    expect(keys).to_be_hidden()
    expect(row).to_be_focused()


def test_single_keys_are_switched_off_for_a_browser(enter, zhou):
    page = enter("/customers/", by=zhou)
    here = page.locator("tr.here")
    page.keyboard.press("j")
    expect(here).to_have_count(1)

    page.keyboard.press("?")
    page.get_by_role("checkbox", name="在此浏览器中启用单键快捷键").uncheck()
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("?")
    page.keyboard.press("Control+k")

    expect(page.locator("#find")).to_be_focused()
    expect(page.get_by_role("dialog", name="键盘快捷键")).to_be_hidden()
    expect(here).to_have_count(0)


def test_the_form_for_chosen_rows_is_left_for_what_opened_it(enter, zhou):
    page = enter("/customers/", by=zhou)
    page.locator("[data-tick]").first.check()
    opener = page.get_by_role("button", name="修改字段")
    opener.focus()

    page.keyboard.press("Enter")
    expect(page.locator("#bulk-form :focus")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#bulk-form")).to_be_empty()
    expect(opener).to_be_focused()


def test_the_colleague_one_stands_on_is_told_while_a_note_is_typed(enter, zhou, chen):
    page = enter(f"/customers/{Customer.objects.get(name='明州茶叶').pk}/", by=zhou)
    note = page.locator("#note")
    note.press_sequentially("请 @陈")

    option = page.get_by_role("option", name="陈怡")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(note).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
    page.keyboard.press("Escape")

    expect(option).to_be_hidden()
    expect(note).not_to_have_attribute("aria-activedescendant", re.compile("."))
    expect(note).to_be_focused()


FETCHED = """() => {
  const box = Object.assign(document.createElement('div'), { className: 'wide', innerHTML: '<p>一张很宽的表</p>' })
  Object.assign(box.style, { width: '80px', whiteSpace: 'nowrap' })
  document.querySelector('#page').append(box)
  box.firstChild.style.width = '400px'
  box.dispatchEvent(new CustomEvent('htmx:load', { bubbles: true }))
}"""


def test_a_part_that_was_fetched_and_scrolls_is_a_stop(enter, zhou):
    page = enter("/today/", by=zhou)

    page.evaluate(FETCHED)

    expect(page.locator(".wide", has_text="一张很宽的表")).to_have_attribute("tabindex", "0")
