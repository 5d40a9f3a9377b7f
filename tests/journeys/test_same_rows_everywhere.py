"""周航 is given one customer of another team, and a role: list, search, file and API show the same rows to him."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer, a_person
from zhike.kit.access.models import Role, Staff

pytestmark = pytest.mark.journey
NAMES = ("明州茶叶", "明珠酒楼", "明月轩")


@pytest.fixture
def lin(db):
    """林悦 sells in the south."""
    return a_person("林悦", team="华南团队", language="zh-hans")


@pytest.fixture
def admin(db):
    return a_person("管理员甲", role=Role.ADMIN, team=None, language="zh-hans")


def test_a_share_and_a_role_count_on_every_surface(enter, zhou, lin, admin):
    a_customer(NAMES[0], owner=zhou, note="先款后货")
    shared, _hidden = a_customer(NAMES[1], owner=lin), a_customer(NAMES[2], owner=lin)
    share(enter(f"/customers/{shared.pk}/", by=lin))
    make_role(enter("/settings/roles/", by=admin))
    assert Staff.objects.get(pk=zhou.pk).grants["name"] == "内勤"

    page = enter("/customers/", by=zhou)
    listed = set(page.locator("td a.title").all_inner_texts())
    page.goto("/search/?q=明")
    found = {name for name in NAMES if page.locator("main").get_by_text(name).count()}
    told = page.request.get("/api/v1/customers").json()["items"]

    assert listed == found == {row["name"] for row in told} == set(NAMES[:2])
    assert len(taken(page)) == 2
    assert all("note" not in row for row in told)
    assert page.request.get("/api/v1/customers?fields=note").status == 400
    assert page.request.get(f"/why/customers/{shared.pk}/").status == 403


def share(page):
    page.locator("summary[aria-label=更多]").click()
    page.get_by_role("link", name="共享…", exact=True).click()
    page.get_by_label("共享给谁").select_option(label="周航")
    page.locator("main form button.p").click()
    expect(page.get_by_text("共享了这条：明珠酒楼")).to_be_visible()


def make_role(page):
    page.get_by_label("角色名称").fill("内勤")
    page.get_by_role("button", name="创建").click()
    page.get_by_label("周航").check()
    page.get_by_text("客户：操作与字段").click()
    page.locator("[name='field:customers:note']").select_option(label="隐藏")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()


def taken(page):
    """The lines of the file of the whole list."""
    page.goto("/customers/export/")
    page.locator("[name=file]").select_option("csv")
    with page.expect_download() as coming:
        page.locator("main form button.p").click()
    return Path(coming.value.path()).read_text("utf-8-sig").splitlines()[1:]
