"""The explorer and what is kept of it: the address is the question, each number leads on, nobody sees too much."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cast import a_person
from zhike.insight.cubes.models import Dashboard, SavedCube
from zhike.kit.access.models import Role
from zhike.kit.audit.models import Trace

pytestmark = pytest.mark.django_db
ADDRESS = "cube=sales&rows=region&columns=tier&measures=net&window=all"


def shown(client, path, **query):
    answer = client.get(path, query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


@pytest.mark.parametrize("shape", ["table", "bars", "stacked", "lines"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_shape_is_drawn_in_both_languages(client, ada, at, shape, language):
    ada.language = language
    ada.save()
    client.force_login(ada)

    page = shown(client, f"/insight/cube/?{ADDRESS}&shape={shape}")

    assert ("多维分析" in page) == (language == "zh-hans")
    assert ("<table" in page) == (shape == "table")
    assert at.load in page


def test_before_the_first_load_the_page_tells_what_it_will_show(client, ada):
    client.force_login(ada)

    assert "Every number from every side" in shown(client, "/insight/cube/")


def test_a_row_opens_the_next_finer_dimension_of_that_value(client, ada, at):
    client.force_login(ada)

    page = shown(client, f"/insight/cube/?{ADDRESS}")

    assert "?cube=sales&rows=city&columns=tier&measures=net&window=all&region=华东" in page.replace(
        "%E5%8D%8E%E4%B8%9C", "华东"
    )
    assert "/orders/?filter=" in page


def test_a_refused_question_says_so_and_leaves_the_form(client, ada, at):
    client.force_login(ada)

    answer = client.get("/insight/cube/?rows=colour")

    assert answer.status_code == 422
    assert "no dimension called “colour”" in answer.content.decode()
    assert 'name="rows"' in answer.content.decode()


def test_a_formula_that_is_refused_stays_as_it_was_typed_and_so_does_the_rest(client, ada, at):
    client.force_login(ada)

    answer = client.get("/insight/cube/?rows=region&columns=-&measures=net&measures=orders&calc=rate: net /")

    page = unescape(answer.content.decode())
    assert answer.status_code == 422  # which the browser shows, unlike other refusals
    assert "rate: " in page.partition('role="alert">')[2][:80]
    assert 'name="calc" value="rate: net /"' in page
    assert '<option value="region" selected>' in page
    assert 'value="orders" checked' in page


def test_a_formula_that_is_typed_is_shown_at_once(client, ada, at):
    client.force_login(ada)

    page = shown(client, "/insight/cube/?rows=region&columns=-&measures=net&calc=rate: %25margin / net")

    assert '<th scope="col" class="n">rate</th>' in page
    assert page.count(">50.0%<") == 4


@pytest.mark.parametrize("shape", ["table", "bars", "lines"])
def test_without_rows_the_total_is_shown(client, ada, at, shape):
    client.force_login(ada)

    page = shown(client, f"/insight/cube/?rows=-&columns=-&measures=net&window=all&shape={shape}")

    assert "¥1,080" in page
    assert "No record of yours" in shown(client, "/insight/cube/?rows=-&columns=-&measures=net&region=nowhere")


def test_values_to_choose_from_are_those_one_may_see(client, ana, at):
    client.force_login(ana)

    page = shown(client, f"/insight/cube/?{ADDRESS}&pick=region")

    assert re.findall(r'name="region" value="(.*?)"', page) == ["华东", "none"]


def test_the_address_that_is_pushed_is_the_plainest(client, ada, at):
    client.force_login(ada)

    answer = client.get(
        "/insight/cube/?cube=sales&rows=region&rows=&rows=&columns=-&top=&measures=net", headers={"HX-Request": "true"}
    )

    assert answer["HX-Push-Url"] == "/insight/cube/?cube=sales&rows=region&columns=-&measures=net&window=12m"


def test_the_workbook_holds_numbers_and_where_they_come_from(client, ada, at):
    client.force_login(ada)

    answer = client.get(f"/insight/cube/xlsx/?{ADDRESS}&show=total")

    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "Sales"
    assert at.load in sheet[1][0]
    rows = {row[0]: row[1:] for row in sheet[5:]}
    assert rows["Total"][-2:] == [1080, 1]
    assert rows["华南"][-2:] == [700, pytest.approx(700 / 1080)]


def test_files_say_what_alone_counts(client, ada, at):
    client.force_login(ada)
    narrow = f"{ADDRESS}&category=绿茶&category=none&top=5"

    book = client.get(f"/insight/cube/xlsx/?{narrow}").content
    drawing = client.get(f"/insight/cube/chart.svg?{narrow}").content.decode()

    words = "Product category: 绿茶 or (none) · the 5 largest by Net sales"
    assert CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()[2][0] == words
    assert words in drawing
    assert "Sales · Net sales · Region · Value tier" in drawing


def test_the_drawing_stands_alone_and_runs_nothing(client, ada, at):
    client.force_login(ada)

    answer = client.get(f"/insight/cube/chart.svg?{ADDRESS}")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"].startswith("attachment")
    text = answer.content.decode()
    assert "<script" not in text
    assert 'fill="#2e7d6b"' in text
    assert "<title>华东 · Gold · ¥250" in text


@pytest.mark.parametrize(("address", "kind"), [("xlsx/", "xlsx"), ("chart.svg", "svg")])
def test_an_answer_that_is_taken_away_leaves_its_question_in_the_trace(client, ada, at, address, kind):
    client.force_login(ada)

    client.get(f"/insight/cube/{address}?{ADDRESS}")

    entry = Trace.objects.filter(verb="export").latest("id")
    assert (entry.actor, entry.changes["cube"], entry.changes["file"]) == (ada, [None, "Sales"], [None, kind])
    assert "rows=" in entry.changes["filter"][1]


def test_a_kept_cube_is_seen_by_those_it_is_shown_to_each_with_their_own_numbers(client, ana, bo, mei, ada, at):
    client.force_login(mei)
    answer = client.post(f"/insight/cube/save/?{ADDRESS}", {"name": "By region", "audience": "everyone", "team": ""})
    kept = SavedCube.objects.get()

    assert answer.url == reverse("insight:saved-cube", args=[kept.pk])
    assert kept.state == "cube=sales&rows=region&columns=tier&measures=net&window=all"
    client.force_login(ana)
    page = shown(client, answer.url)
    assert "华东" in page
    assert "华南" not in page
    client.force_login(bo)
    assert "华南" in shown(client, answer.url)
    assert client.post(f"/insight/cubes/{kept.pk}/do/delete/").status_code == 403


def test_what_is_private_is_not_found_by_others(client, ana, ada, at):
    kept = SavedCube.objects.create(name="Mine", state=ADDRESS, made_by=ana)

    for person in (a_person("Kai"), ada):
        client.force_login(person)
        assert client.get(f"/insight/cubes/{kept.pk}/").status_code == 404
        assert client.post(f"/insight/cubes/{kept.pk}/do/delete/").status_code == 404
        assert "Mine" not in shown(client, "/insight/dashboards/")


def test_staff_do_not_share_with_everyone(client, ana, at):
    client.force_login(ana)

    answer = client.post(f"/insight/cube/save/?{ADDRESS}", {"name": "All", "audience": "everyone", "team": ""})

    assert answer.status_code == 422
    assert "Managers share with everyone" in answer.content.decode()
    assert not SavedCube.objects.exists()


def test_a_deleted_cube_comes_back_and_all_of_it_is_traced(client, ana, at):
    kept = SavedCube.objects.create(name="Mine", state=ADDRESS, made_by=ana)
    client.force_login(ana)

    client.post(f"/insight/cubes/{kept.pk}/do/delete/")
    assert client.get(f"/insight/cubes/{kept.pk}/").status_code == 404
    client.post(f"/insight/cubes/{kept.pk}/do/restore/")

    assert client.get(f"/insight/cubes/{kept.pk}/").status_code == 200
    assert Trace.objects.filter(noun="insight.savedcube", verb="change").count() == 2


def test_a_dashboard_is_put_together_moved_and_widened(client, mei, at):
    client.force_login(mei)
    client.post("/insight/dashboards/new/", {"name": "Weekly", "audience": "private", "team": ""})
    board = Dashboard.objects.get()
    some = [SavedCube.objects.create(name=name, state=ADDRESS, made_by=mei) for name in ("One", "Two")]
    for cube in some:
        client.post(f"/insight/dashboards/{board.pk}/put/", {"cube": cube.pk})
    first, second = board.tiles.all()

    client.post(f"/insight/dashboards/{board.pk}/tiles/{second.pk}/left/")
    client.post(f"/insight/dashboards/{board.pk}/tiles/{second.pk}/width/", {"width": 6})

    assert [(tile.cube.name, tile.width) for tile in board.tiles.all()] == [("Two", 6), ("One", 3)]
    assert "华东" in shown(client, f"/insight/dashboards/{board.pk}/tiles/{first.pk}/")
    client.post(f"/insight/dashboards/{board.pk}/tiles/{first.pk}/off/")
    assert board.tiles.count() == 1
    assert SavedCube.objects.count() == 2


def test_nobody_puts_on_a_dashboard_what_they_do_not_see(client, mei, at):
    hidden = SavedCube.objects.create(name="Secret", state=ADDRESS, made_by=a_person("Kai", role=Role.ADMIN))
    board = Dashboard.objects.create(name="Weekly", made_by=mei)
    client.force_login(mei)

    assert client.post(f"/insight/dashboards/{board.pk}/put/", {"cube": hidden.pk}).status_code == 404
    assert client.post(f"/insight/dashboards/{board.pk}/put/", {"cube": "x"}).status_code == 400
    assert board.tiles.count() == 0


def test_a_drawing_is_made_for_a_screen_and_for_a_phone_with_words_of_one_size(client, ada, at):
    client.force_login(ada)

    page = client.get(f"/insight/cube/?{ADDRESS}&shape=bars").content.decode()

    assert [re.search(r'viewBox="0 0 (\d+)', part)[1] for part in page.split("<svg xmlns")[1:]] == ["960", "340"]
    for part, room in zip(page.split("<svg xmlns")[1:], (960, 340), strict=True):
        ends = re.findall(r'<rect class="s\d" fill="[^"]*" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', part)
        assert ends
        assert all(float(x) + float(wide) <= room for x, wide in ends)


def test_lines_leave_out_the_rest_which_is_no_moment(client, ada, at):
    client.force_login(ada)
    asked = "cube=sales&rows=day&columns=-&measures=net&window=all&top=5"

    table = client.get(f"/insight/cube/?{asked}").content.decode()
    lines = client.get(f"/insight/cube/?{asked}&shape=lines").content.decode()

    assert "All others" in table
    assert "All others" not in lines
