"""Two people on one customer: words that call a colleague, a file, and an edit that met another one."""

import pytest
from playwright.sync_api import expect

from tests.cast import a_customer
from zhike.kit.attached.models import File, Note
from zhike.kit.events import Event
from zhike.kit.testing.acting import at_the_screen
from zhike.kit.writing import change

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path


def test_a_note_calls_a_colleague_and_a_file_goes_up(enter, zhou, chen):
    teahouse = a_customer("山月茶馆", owner=zhou)
    page = enter(f"/customers/{teahouse.pk}/", by=zhou)

    page.keyboard.press("n")
    page.keyboard.type("十月的货受潮了，请看 @陈")
    expect(page.get_by_role("option", name="陈怡")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="记下").click()
    expect(page.locator("#timeline")).to_contain_text("十月的货受潮了，请看 @陈怡")
    expect(page.locator("#note")).to_have_value("")

    good = {"name": "检验报告.pdf", "mimeType": "text/html", "buffer": b"%PDF-1.7"}
    page.locator("#upload").set_input_files([good, {"name": "图.png", "mimeType": "image/png", "buffer": b"MZ\x90\0"}])
    expect(page.locator("#files")).to_contain_text("检验报告.pdf")
    expect(page.locator("#toasts")).to_contain_text("不接受“图.png”这类文件")
    expect(page.locator("#timeline")).to_contain_text("文件：检验报告.pdf")

    page.get_by_role("button", name="移除“检验报告.pdf”").click()
    expect(page.locator("#files")).not_to_contain_text("检验报告.pdf")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("#files")).to_contain_text("检验报告.pdf")

    assert [keys["person"] for keys in Event.objects.filter(name="kit.mentioned").values_list("keys", flat=True)] == [
        chen.pk
    ]
    assert (Note.objects.get().by, File.objects.present().get().by) == (zhou, zhou)


def test_an_edit_that_met_another_one_is_merged_field_by_field(enter, zhou, chen):
    teahouse = a_customer("山月茶馆", owner=zhou, city="杭州", region="华东", note="先款后货")
    page = enter(f"/customers/{teahouse.pk}/edit/", by=zhou)
    page.get_by_label("地区").fill("华中")
    page.get_by_label("备注").fill("月结")

    change(teahouse, by=chen, values={"city": "苏州", "note": "货到付款"})
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("group", name="地区").get_by_role("radio", name="我的 华中")).to_be_checked()
    expect(page.get_by_role("group", name="城市").get_by_role("radio", name="对方的 苏州")).to_be_checked()
    note = page.get_by_role("group", name="备注")
    expect(note.get_by_role("radio", name="原值 先款后货")).not_to_be_checked()
    note.get_by_role("radio", name="我的 月结").check()
    page.get_by_role("button", name="保存").click()

    expect(page).to_have_url(f"/customers/{teahouse.pk}/")
    fresh = teahouse.fresh()
    assert (fresh.region, fresh.city, fresh.note) == ("华中", "苏州", "月结")


def test_what_was_typed_comes_back_after_the_session_has_ended(enter, zhou):
    teahouse = a_customer("山月茶馆", owner=zhou)
    page = enter("/tasks/new/", by=zhou)
    page.get_by_label("标题").fill("回访")
    page.get_by_role("button", name="新建：客户").click()
    page.get_by_role("dialog").get_by_label("名称").fill("听雨轩")
    with page.expect_response("**/customers/pick/**"):
        page.get_by_role("dialog").get_by_role("button", name="新建").click()
    expect(page.get_by_label("客户", exact=True)).to_have_value(f"听雨轩 #{teahouse.pk + 1}")

    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="保存").click()
    expect(page).to_have_url("/sign-in/?next=/tasks/new/")
    page.get_by_label("用户名").fill(zhou.username)
    page.get_by_label("密码").fill("spring-water-9")
    page.get_by_role("button", name="登录", exact=True).click()

    expect(page.get_by_label("标题")).to_have_value("回访")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="回访")).to_be_visible()
    assert at_the_screen(zhou).get("/tasks/").context["page"].rows[0].title == "回访"
