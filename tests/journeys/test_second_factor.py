"""A second factor set up and used, a session ended from another device, an act that asks again."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD, a_plant
from zhike.site import houses
from zhike.site.account.tests import other_house
from zhike.site.tests.processes import own_folder, python

pytestmark = pytest.mark.journey


def sign_in(page: Page) -> None:
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill("周航")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="周航").click()
    page.get_by_role("button", name="退出登录").click()


def code_of(seed: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(seed, int(time.time()) // 30 + steps))


def test_a_code_app_is_set_up_and_asked_for(page: Page, zhou):
    sign_in(page)
    page.goto("/profile/security/")
    page.locator("#page").get_by_role("link", name="设置").click()
    page.get_by_text("无法扫描二维码").click()
    seed = page.locator(".seed details code").inner_text()
    page.get_by_label("验证码").fill(code_of(seed))
    page.get_by_role("button", name="开启").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复码")
    recovery = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="我已保存").click()
    expect(page.locator(".ways .on")).to_have_text("已开启")

    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("两步验证")
    page.get_by_label("验证码").fill(recovery)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url("/today/")


def test_a_session_that_is_ended_elsewhere_is_dead(page: Page, zhou, browser, base_url):
    sign_in(page)
    elsewhere = browser.new_context(base_url=base_url, locale="zh-CN").new_page()
    sign_in(elsewhere)
    expect(elsewhere).to_have_url("/today/")

    page.goto("/profile/security/")
    page.get_by_role("button", name="退出该设备").click()
    expect(page.get_by_text("已在该处退出登录。")).to_be_visible()
    elsewhere.goto("/tasks/")
    expect(elsewhere).to_have_title("登录 · 知客")
    elsewhere.context.close()


def test_a_dangerous_act_asks_again_and_keeps_what_was_filled_in(page: Page, zhou, monkeypatch):
    monkeypatch.setattr(settings, "FRESH_FOR", -1)
    sign_in(page)
    page.goto("/settings/tokens/")
    page.get_by_label("用途").fill("同步")
    page.locator("[name=scopes]").first.check()
    page.get_by_role("button", name="生成令牌").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("请确认身份")
    monkeypatch.setattr(settings, "FRESH_FOR", 600)
    page.get_by_label("你的密码").fill(PASSWORD)
    page.get_by_role("button", name="是我本人").click()
    expect(page.get_by_role("status").get_by_role("textbox")).to_have_value(re.compile("^zhk_"))


def test_a_passkey_is_made_and_lets_in_alone(page: Page, zhou):
    page.goto("/sign-in/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = kind | {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.get_by_label("用户名").fill("周航")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("button", name="周航").wait_for()
    page.goto("/profile/security/passkey/")
    page.get_by_label("名称").fill("笔记本")
    page.get_by_role("button", name="创建").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("恢复码")

    sign_out(page)
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("今日")


def test_many_rows_wait_for_whoever_proves_again_who_they_are(enter, zhou, chen):
    plants = [a_plant(name=f"文竹{nth}", owner=chen) for nth in range(2)]
    page = enter("/plants/", by=chen)  # came in long ago
    bar = page.get_by_role("form", name="选中的记录")
    page.get_by_role("checkbox", name="选择本页全部").check()
    bar.get_by_role("button", name="Hand over").click()
    bar.get_by_role("combobox").select_option(label="周航")
    bar.locator("[name=because]").fill("送人")
    bar.locator("[name=go]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("请确认身份")
    page.get_by_label("你的密码").fill(PASSWORD)
    page.get_by_role("button", name="是我本人").click()
    expect(page.locator("#toasts")).to_contain_text("已处理 2 条")
    assert {plant.fresh().keeper for plant in plants} == {zhou}


def test_an_account_at_another_house_is_linked_and_lets_in(page: Page, zhou, base_url, settings):
    back = f"{base_url}/sign-in/oidc/127-0-0-1-PORT/back/"
    with own_folder() as folder, python("-m", other_house.__name__, folder / "house.sqlite", back) as process:
        address = process.stdout.readline().strip()
        asked = f"{address}/?client_id={other_house.CLIENT}&secret={other_house.SECRET}&name=松风"
        settings.SOCIALACCOUNT_PROVIDERS = houses.settings(asked)["SOCIALACCOUNT_PROVIDERS"]
        settings.CONTENT_SECURITY_POLICY += houses.origins(asked)
        sign_in(page)
        page.goto("/profile/security/")
        page.get_by_role("button", name="关联").click()
        page.locator("[name=login]").fill("lin")
        page.locator("[name=password]").fill(other_house.PASSWORD)
        page.locator("form[method=post] button[type=submit]").first.click()
        expect(page.get_by_role("button", name="取消关联")).to_be_visible()

        sign_out(page)
        page.get_by_role("button", name="用松风登录").click()
        expect(page).to_have_url("/today/")
