"""Cells that a spreadsheet would run, and texts that only look like it."""

from hypothesis import example, given
from hypothesis import strategies as st

from zhike.reading.spreadsheet_safety import protect, unprotect

LEADS = st.sampled_from(["", " ", "\t", "\r", "\n", "\ufeff", "\u200b", "'", '"', "\x00", "\u3000"])
STARTS = st.sampled_from(["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "'", "a", "5", ""])
CELLS = st.builds("".join, st.tuples(LEADS, LEADS, STARTS, st.text(max_size=6)))


@given(CELLS)
@example("+8613800000000")
@example("'-5")
@example("\tplain")
def test_protection_comes_off_without_a_trace(cell):
    assert unprotect(protect(cell)) == cell


@given(CELLS)
def test_no_protected_cell_starts_a_formula(cell):
    written = protect(cell).lstrip(' \t\r\n\ufeff\u200b\u3000\x00"')
    assert written[:1] not in {"=", "+", "@", "＝", "＋", "＠", "﹦"}
    assert written[:1] not in {"-", "－"} or written[1:].replace(".", "").isdigit()


def test_plain_texts_and_negative_numbers_are_left_alone():
    for cell in ("茶壶", "12.5", "-12.50", "a=b", "it's", "'quoted'", ""):
        assert protect(cell) == cell == unprotect(cell)
