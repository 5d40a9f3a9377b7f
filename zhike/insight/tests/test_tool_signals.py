"""Risk signals of a file: papers of many kinds or of one, in Chinese and English, with lines or without."""

import pytest

from zhike.insight.tests.test_tool import a_file, asked, rows_of, told

PAPERS = ["单据类型", "单号", "客户", "日期", "金额", "流水号", "业务员"]
ROWS = [
    ["收款", "R1", "甲", "2026-01-05", "800", "B1", ""],
    ["收款", "R2", "甲", "2026-01-07", "800", "B1", ""],
    ["订单", "O1", "甲", "2026-01-02", "48000", "", "张"],
    ["订单", "O2", "甲", "2026-01-04", "47000", "", "张"],
    ["退款", "F1", "乙", "2026-01-06", "300", "", ""],
]


def alerts(folder, rows, *arguments, header=PAPERS):
    """The alerts of a file, in their order."""
    told("signals", "--orders", a_file(folder, rows, header), "--out", folder / "out", *arguments)
    return rows_of(folder / "out" / "alerts.csv")


def test_each_kind_of_paper_is_judged_by_its_rules(tmp_path):
    rows = alerts(tmp_path, ROWS, "--limits", "50000")

    assert [(row["rule"], row["customer"], row["at_risk"]) for row in rows] == [
        ("split", "甲", "95000.0000"),
        ("twice", "甲", "800.0000"),
        ("back", "乙", "300.0000"),
    ]
    assert rows[0]["seller"] == "张"


def test_claims_of_the_file_explain_equal_payments(tmp_path):
    claims = [["应收", f"P{place}", "甲", f"2026-0{place}-05", "800", "", ""] for place in (1, 2)]

    assert [row["rule"] for row in alerts(tmp_path, [*ROWS[:2], *claims])] == []


def test_rows_of_one_kind_need_no_column_and_below_zero_take_back(tmp_path):
    rows = [["R1", "A", "2026-01-05", "800"], ["R2", "A", "2026-01-05", "800"], ["F1", "B", "2026-01-06", "-300"]]

    found = alerts(tmp_path, rows, "--rows-are", "payment", header=["paper", "customer", "date", "amount"])

    assert [(row["rule"], row["at_risk"]) for row in found] == [("twice", "800.0000"), ("back", "300.0000")]


def test_lines_of_one_number_are_one_paper_and_tell_discounts(tmp_path):
    header = ["order", "customer", "date", "amount", "list amount", "product", "seller"]
    rows = [
        [
            f"O{seller}{place}",
            "A",
            f"2026-01-{place + 1:02}",
            80 if seller == 4 else 100,
            100,
            f"P{place % 2}",
            f"s{seller}",
        ]
        for seller in range(5)
        for place in range(12)
    ]

    found = alerts(tmp_path, rows, header=header)

    assert [(row["rule"], row["seller"], row["at_risk"]) for row in found] == [("discount", "s4", "240.0000")]


@pytest.mark.parametrize(
    ("rows", "arguments", "sentence"),
    [
        ([["赠品", "G1", "甲", "2026-01-05", "5", "", ""]], (), "The kind '赠品' is not known."),
        (ROWS, ("--limits", "viel"), "--limits takes amounts apart by comma"),
        (ROWS, ("--near", "2"), "The setting near must be a share between 0 and 1."),
    ],
)
def test_what_cannot_be_understood_is_refused_with_a_sentence(tmp_path, rows, arguments, sentence):
    said = asked("signals", "--orders", a_file(tmp_path, rows, PAPERS), *arguments)

    assert said.exit_code == 1
    assert sentence in said.output
