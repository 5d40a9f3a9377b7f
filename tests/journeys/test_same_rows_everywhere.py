"""List, search, file and API show the same rows to 周航: his own, those a role gives him, one that was shared."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer, a_person, a_team
from zhike.kit.access.models import Role, Staff

pytestmark = pytest.mark.journey
NAMES = OWN, SHARED, TEAMS, BELOW, FOREIGN = ("明州茶叶", "明珠酒楼", "明泉茶社", "明溪客栈", "明月轩")
AREAS = ("华东", "华南", "华中", "华北", "西南")  # of the customers, in this order


@pytest.fixture
def lin(db):
    """林悦 sells in the south."""
    return a_person("林悦", team="华南团队", language="zh-hans")


@pytest.fixture
def admin(db):
    return a_person("管理员甲", role=Role.ADMIN, team=None, language="zh-hans")


def test_scopes_a_share_and_a_hidden_field_count_on_every_surface(enter, zhou, lin, admin):
    shared = a_market(zhou, lin)
    assert seen(enter("/customers/", by=zhou)) == ({OWN}, "note")

    share(enter(f"/customers/{shared.pk}/", by=lin))
    assert seen(enter("/customers/", by=zhou)) == ({OWN, SHARED}, "note")

    make_role(enter("/settings/roles/", by=admin), sees="本团队")
    page = enter("/customers/", by=zhou)
    assert Staff.objects.get(pk=zhou.pk).grants["name"] == "内勤"
    assert seen(page) == ({OWN, SHARED, TEAMS}, "")
    assert page.request.get("/api/v1/customers?fields=note").status == 400
    assert page.request.get(f"/why/customers/{shared.pk}/").status == 403


def test_the_reason_is_told_to_who_asks(enter, zhou, lin, admin):
    shared = a_customer(SHARED, owner=lin)
    share(enter(f"/customers/{shared.pk}/", by=lin))

    page = enter(f"/customers/{shared.pk}/", by=admin)
    page.get_by_role("link", name="谁能看到，为什么").click()
    page.get_by_label("查看谁").select_option(label="周航")
    page.locator("main form").get_by_role("button", name="查看").click()

    expect(page.get_by_role("row", name="查看").first).to_contain_text("已共享给本人")


def a_market(zhou, lin):
    """A customer of each kind of owner; the one that is to be shared is given back."""
    east = zhou.team
    below = a_team("华东一组")
    below.parent = east
    below.save()
    owners = {OWN: zhou, TEAMS: a_person("钱敏", team=east.name), BELOW: a_person("孙立", team=below.name)}
    made = [
        a_customer(name, owner=owners.get(name, lin), region=area, note="先款后货")
        for name, area in zip(NAMES, AREAS, strict=True)
    ]
    return made[NAMES.index(SHARED)]


def seen(page):
    """The names that all four surfaces show alike, and the field `note` where programs are told it."""
    page.goto("/customers/")
    listed = set(page.locator("td a.title").all_inner_texts())
    page.goto("/search/?q=明")
    found = {name for name in NAMES if page.locator("main").get_by_text(name).count()}
    told = page.request.get("/api/v1/customers").json()["items"]

    assert listed == found == {row["name"] for row in told}
    assert taken(page) == sorted(AREAS[NAMES.index(name)] for name in listed)
    return listed, "note" if all("note" in row for row in told) else ""


def share(page):
    page.locator("summary[aria-label=更多]").click()
    page.get_by_role("link", name="共享…", exact=True).click()
    page.get_by_label("共享给谁").select_option(label="周航")
    page.locator("main form button.p").click()
    expect(page.get_by_text("共享了这条：明珠酒楼")).to_be_visible()


def make_role(page, *, sees):
    page.get_by_label("角色名称").fill("内勤")
    page.get_by_role("button", name="创建").click()
    page.get_by_label("周航").check()
    page.get_by_text("客户：操作与字段").click()
    page.locator("[name='right:customers:read']").select_option(label=sees)
    page.locator("[name='field:customers:note']").select_option(label="隐藏")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存。")).to_be_visible()


def taken(page):
    """The regions in the file of the whole list, of which each customer has another: names are masked for staff."""
    page.goto("/customers/export/")
    page.locator("[name=file]").select_option("csv")
    with page.expect_download() as coming:
        page.locator("main form button.p").click()
    with Path(coming.value.path()).open(encoding="utf-8-sig", newline="") as file:
        return sorted(row["地区"] for row in csv.DictReader(file))
