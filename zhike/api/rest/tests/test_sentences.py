"""What is wrong is said in one sentence, in the language of the person, with the name of the field and what to do."""

import pytest

from tests.cast import a_customer, a_person, a_plant, a_product, a_quote
from zhike.kit.testing.acting import Program

pytestmark = pytest.mark.django_db
JSON = "application/json"
ROW = {"name": "文竹", "label": "A"}


@pytest.fixture(params=["en", "zh-hans"])
def program(request):
    """An administrator's program, who reads one of the two languages."""
    return Program(a_person("Ada", language=request.param, role="admin", team=None))


def told(answer):
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    return answer.status_code, problem.get("field"), problem["detail"]


def in_words(program, english, chinese):
    return english if program.get("/nothing").headers["Content-Language"] == "en" else chinese


@pytest.mark.parametrize(
    ("path", "sent", "field", "english", "chinese"),
    [
        ("/quotes", {"title": "x"}, "customer", "“customer” is missing.", "缺少“customer（客户）”。"),
        ("/tasks", {}, "title", "“title” is missing.", "缺少“title（标题）”。"),
        (
            "/tasks",
            {"title": None},
            "title",
            "“title” cannot be empty. Send a value, or leave it out.",
            "“title（标题）”不能为空。请填写，或者不发送此项。",
        ),
        ("/tasks", {"title": 5}, "title", "“title” must be text.", "“title（标题）”须为文本。"),
        (
            "/tasks",
            {"title": "x", "customer": "abc"},
            "customer",
            "“customer” must be the number of a record, such as 7.",
            "“customer（客户）”须为记录的编号（id），例如 7。",
        ),
        (
            "/plants",
            {**ROW, "pots": "many"},
            "pots",
            "“pots” must be a whole number, such as 7.",
            "“pots”须为整数，例如 7。",
        ),
        (
            "/tasks",
            {"title": "x", "due_on": "tomorrow"},
            "due_on",
            "“due_on (due)” must be a day, such as 2026-03-13.",
            "“due_on（截止）”须为日期，例如 2026-03-13。",
        ),
        (
            "/meetings",
            {"title": "x", "starts_at": "2026-03-01T10:00:00"},
            "starts_at",
            "“starts_at (starts)” must be a moment with its time zone, such as 2026-03-12T10:00:00+08:00.",
            "“starts_at（开始）”须为带时区的时间，例如 2026-03-12T10:00:00+08:00。",
        ),
        (
            "/products",
            {"code": "x", "name": "x", "price": "NaN"},
            "price",
            '“price (list price)” must be a number, such as "12.50".',
            '“price（标价）”须为数字，例如 "12.50"。',
        ),
        (
            "/products",
            {"code": "x", "name": "x", "price": "1.23456"},
            "price",
            "“price (list price)” has at most 4 decimals. Round it.",
            "“price（标价）”最多 4 位小数，请四舍五入后重试。",
        ),
        (
            "/products",
            {"code": "x", "name": "x", "price": "1" + "0" * 20},
            "price",
            "“price (list price)” has at most 19 digits.",
            "“price（标价）”最多 19 位数字。",
        ),
        (
            "/products",
            {"code": "x", "name": "x", "active": "maybe"},
            "active",
            "“active (on sale)” must be true or false.",
            "“active（在售）”须为 true 或 false。",
        ),
        (
            "/tasks",
            {"title": "x" * 121},
            "title",
            "“title” has at most 120 characters; these are 121. Shorten it.",
            "“title（标题）”最多 120 个字符，现有 121 个，请缩短。",
        ),
        (
            "/tasks",
            {"title": "a\x00b"},
            "title",
            "“title” holds a character that cannot be stored. Take it out.",
            "“title（标题）”含有无法保存的字符，请去掉后重试。",
        ),
        (
            "/tasks",
            {"title": "x", "priority": 9},
            "priority",
            "“9” is not a choice for “priority”. Send one of: 1, 2, 3.",
            "“priority（优先级）”没有“9”这个选项，可用：1, 2, 3。",
        ),
        (
            "/plants",
            {**ROW, "pots": 10**12},
            "pots",
            "“pots” must be at most 2147483647.",
            "“pots”不能大于 2147483647。",
        ),
        (
            "/plants",
            {**ROW, "pots": 10**30},
            "pots",
            "“pots” must be below 9223372036854775808.",
            "“pots”须小于 9223372036854775808。",
        ),
        (
            "/plants",
            {**ROW, "pots": 0},
            None,
            "These values cannot stand together (plant_in_a_pot). Change one of them.",
            "这些值不符合规则“plant_in_a_pot”，请修改后重试。",
        ),
        ("/plants", {**ROW, "tags": 5}, "tags", "“tags” must be a list.", "“tags”须为列表。"),
        (
            "/plants",
            {**ROW, "pot": 5},
            "pot",
            "There is no “pot” to set here. Did you mean “pots”?",
            "这里没有可以设置的“pot”，是不是想写“pots”？",
        ),
        (
            "/tasks",
            {"title": "x", "status": "done"},
            "status",
            "“status” is only read and cannot be set; verbs may change it.",
            "“status”只能读取，不能直接设置；有的动作会改变它。",
        ),
        (
            "/tasks",
            {"title": "x", "customer": 987_654_321},
            "customer",
            "“customer” names nothing you can see.",
            "“客户”所指的记录不存在，或者你无权查看。",
        ),
        (
            "/plants/batch",
            {"mode": "replace", "rows": [{}]},
            "mode",
            "“replace” is not a choice for “mode”. Send one of: create, update, upsert.",
            "“mode”没有“replace”这个选项，可用：create, update, upsert。",
        ),
        (
            "/plants/batch",
            {"mode": "create", "rows": [{}] * 501},
            "rows",
            "“rows” holds at most 500 entries. Send the rest in another request.",
            "“rows”最多 500 项，其余请另行发送。",
        ),
        ("/plants", [], None, "The body must be a JSON object.", "请求内容必须是一个 JSON 对象。"),
        (
            "/quotes",
            {"customer": 1, "lines": [{"quantity": 1}, {"quantity": "x"}]},
            "lines.1.quantity",
            '“lines.1.quantity” must be a number, such as "12.50".',
            '“lines.1.quantity”须为数字，例如 "12.50"。',
        ),
        (
            "/quotes",
            {"customer": 1, "lines": 5},
            "lines",
            "“lines” must be a list.",
            "“lines”须为列表。",
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_words(program, path, sent, field, english, chinese):
    assert told(program.post(path, sent)) == (422, field, in_words(program, english, chinese))


def test_every_field_that_is_wrong_is_told(program):
    errors = program.post("/quotes", {"due_days": -1}).json()["errors"]

    assert errors == {
        "customer": [in_words(program, "“customer” is missing.", "缺少“customer（客户）”。")],
        "due_days": [
            in_words(program, "“due_days (days to pay)” must be at least 0.", "“due_days（账期（天））”不能小于 0。")
        ],
    }


def test_what_is_there_already_is_named(program):
    a_plant(label="taken")
    a_customer("T", code="C-1")

    assert told(program.post("/plants", {**ROW, "label": "taken"}))[1:] == (
        "label",
        in_words(
            program,
            "Another record (Plant) has this “label” already. Send another value, or change that record.",
            "已有Plant使用相同的“label”。请换一个值，或修改已有的记录。",
        ),
    )
    assert told(program.post("/customers", {"name": "x", "code": "C-1"}))[1:] == (
        "code",
        in_words(
            program,
            "Another record (Customer) has this “code (customer code)” already."
            " Send another value, or change that record.",
            "已有客户使用相同的“code（客户编号）”。请换一个值，或修改已有的记录。",
        ),
    )


def test_several_fields_that_are_there_already_are_named_together(program):
    product = a_product()
    case = {"product": product.pk, "name": "箱", "factor": 12}
    program.post("/product-units", case)

    assert told(program.post("/product-units", case))[1:] == (
        None,
        in_words(
            program,
            "Another record (Further unit) has this “product, name” already."
            " Send another value, or change that record.",
            "已有辅助单位使用相同的“product, name”。请换一个值，或修改已有的记录。",
        ),
    )


@pytest.mark.parametrize(
    ("body", "kind", "status", "english", "chinese"),
    [
        (
            "{",
            JSON,
            400,
            "The body cannot be read as JSON. Send a JSON object in UTF-8.",
            "请求内容不是有效的 JSON。请发送 UTF-8 编码的 JSON 对象。",
        ),
        (
            b'{"name": "\xff"}',
            JSON,
            400,
            "The body cannot be read as JSON. Send a JSON object in UTF-8.",
            "请求内容不是有效的 JSON。请发送 UTF-8 编码的 JSON 对象。",
        ),
        (
            "[" * 100_000,
            JSON,
            400,
            "The body cannot be read as JSON. Send a JSON object in UTF-8.",
            "请求内容不是有效的 JSON。请发送 UTF-8 编码的 JSON 对象。",
        ),
        (
            "name=x",
            "application/x-www-form-urlencoded",
            415,
            "The body must be JSON, and its content type application/json.",
            "请求内容必须是 JSON，类型为 application/json。",
        ),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_in_words(program, body, kind, status, english, chinese):
    answer = program.client.post("/api/v1/plants", body, kind)

    assert told(answer) == (status, None, in_words(program, english, chinese))


@pytest.mark.parametrize(
    ("asked", "field", "english", "chinese"),
    [
        ({"limit": 1000}, "limit", "The limit is a number from 1 to 200.", "limit 须为 1 到 200 之间的数字。"),
        (
            {"nonsense": 1},
            "nonsense",
            "This list has no filter called “nonsense”.",
            "这个列表没有名为“nonsense”的筛选项。",
        ),
        ({"priority": "x"}, "priority", "“x” is not a value of “priority”.", "“x”不是“优先级”的有效值。"),
        (
            {"after": "xxxx"},
            "after",
            "This page address is damaged. Start again from the first page.",
            "翻页地址已失效，请从第一页重新开始。",
        ),
        (
            {"expand": "lines"},
            "expand",
            "“lines” cannot be asked for here; possible are: customer, assignee.",
            "这里不能指定“lines”，可用：customer, assignee。",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_in_words(program, asked, field, english, chinese):
    assert told(program.get("/tasks", **asked)) == (400, field, in_words(program, english, chinese))


def test_a_stale_version_is_told_as_a_program_can_act_on_it(program):
    plant = a_plant()

    assert told(program.patch(f"/plants/{plant.pk}", {"pots": 3, "version": 77})) == (
        409,
        None,
        in_words(
            program,
            "Somebody changed this meanwhile. Read it again, then send your change.",
            "此记录刚被他人修改。请重新读取后再提交。",
        ),
    )


def test_the_shape_that_was_tried_is_not_named(program):
    quote = a_quote()

    wrong = program.post(f"/quotes/{quote.pk}/write_lines", {"lines": [{"quantity": 1, "price": 2}]})

    assert told(wrong)[:2] == (422, "lines.0.price")
