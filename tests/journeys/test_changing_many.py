"""Many customers at once: chosen across the pages, changed in the background, watched to the end, taken back."""

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer
from zhike.customers.models import Customer
from zhike.kit.testing.observing import trace
from zhike.kit.testing.working import work_off

pytestmark = pytest.mark.journey


@pytest.fixture
def customers(chen):
    """Sixty tea houses: more than a page holds, and more than anybody waits for."""
    return [a_customer(f"江南茶馆{nth:02}", owner=chen, region="江南") for nth in range(60)]


def owners() -> set[str]:
    return set(Customer.objects.filter(region="江南").values_list("owner__name", flat=True))


def test_rows_are_chosen_with_the_keys(enter, chen, customers):
    page = enter("/customers/?region=江南", by=chen)
    bar = page.get_by_role("form", name="选中的记录")
    expect(bar).to_be_hidden()

    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(bar).to_contain_text("已选 3 条")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(bar).to_contain_text("已选 2 条")
    page.keyboard.press("Escape")

    expect(bar).to_be_hidden()


def test_the_owner_of_every_customer_of_a_region_is_changed_and_changed_back(enter, chen, zhou, customers):
    elsewhere = a_customer("山月茶馆", owner=chen, region="华东")
    page = enter("/customers/?region=江南", by=chen)
    bar, title = page.get_by_role("form", name="选中的记录"), page.get_by_role("heading", level=1)

    page.get_by_role("checkbox", name="选择本页全部").check()
    expect(bar).to_contain_text("已选 50 条")
    bar.get_by_role("button", name="全部 60 条").click()
    bar.get_by_role("button", name="修改字段").click()
    bar.get_by_role("combobox", name="负责人").select_option(label="周航")
    bar.get_by_role("button", name="修改", exact=True).click()
    expect(title).to_have_text("批量修改客户：负责人")
    expect(page.get_by_role("button", name="停止")).to_be_visible()
    work_off()
    expect(page.locator("#batch")).to_contain_text("60 / 60 条")
    expect(page.get_by_role("button", name="停止")).to_be_hidden()
    assert (owners(), elsewhere.fresh().owner) == ({"周航"}, chen)

    page.get_by_role("button", name="撤销").click()
    expect(title).to_have_text("撤销：批量修改客户：负责人")
    work_off()
    expect(page.locator("#batch")).to_contain_text("60 / 60 条")
    assert owners() == {"陈怡"}
    assert trace(customers[0]) == ["陈怡 changed this", "陈怡 changed this"]


def test_a_cell_is_changed_in_its_place_and_taken_back_with_a_key(enter, zhou):
    teahouse = a_customer("山月茶馆", owner=zhou, region="华东")
    page = enter("/customers/", by=zhou)
    region = page.get_by_role("row", name="山月茶馆").locator("[data-edit=region]")

    region.dblclick()
    page.keyboard.press("Escape")
    expect(region).to_have_text("华东")
    region.dblclick()
    region.get_by_role("textbox").fill("江南")
    page.keyboard.press("Enter")

    expect(region).to_have_text("江南")
    toast = page.get_by_role("status").filter(has_text="已保存")
    expect(toast).to_be_visible()
    page.keyboard.press("Control+z")
    expect(region).to_have_text("华东")
    assert trace(teahouse) == ["周航 changed this", "周航 changed this"]


def test_tab_saves_and_goes_to_the_next_cell(enter, zhou):
    a_customer("山月茶馆", owner=zhou, region="华东")
    page = enter("/customers/", by=zhou)
    row = page.locator("tbody tr")

    page.keyboard.press("j")
    page.keyboard.press("e")
    row.get_by_role("textbox").fill("")
    page.keyboard.press("Enter")
    expect(row.get_by_role("alert")).to_be_visible()
    row.get_by_role("textbox").fill("听雨轩")
    page.keyboard.press("Tab")
    expect(row.locator("[data-edit=name]")).to_have_text("听雨轩")
    expect(row.locator("[data-edit=kind] select")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("听雨轩")
