"""Coming in and going out."""

import pytest
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD

pytestmark = pytest.mark.journey


def test_a_wrong_password_keeps_the_name_then_the_right_one_lets_in_and_signing_out_closes_the_door(page: Page, zhou):
    page.goto("/tasks/")
    expect(page).to_have_title("登录 · 知客")
    page.get_by_label("用户名").fill("周航")
    page.get_by_label("密码").fill("longjing-1")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("用户名或密码不对，请检查大小写后再试。")
    expect(page.get_by_label("用户名")).to_have_value("周航")
    expect(page.get_by_label("密码")).to_have_value("")

    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url("/tasks/")
    expect(page.get_by_role("heading", level=1)).to_have_text("任务")

    page.get_by_role("button", name="周航").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url("/sign-in/")
    page.goto("/tasks/")
    expect(page).to_have_title("登录 · 知客")
