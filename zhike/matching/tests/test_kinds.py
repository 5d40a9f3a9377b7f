"""How values are read and how alike two of them are."""

import pytest

from zhike.matching.kinds import ALIKE, KINDS, NEAR, OTHER, SAME, core, registry_code


@pytest.mark.parametrize(
    ("written", "own_name"),
    [
        ("上海明州茶叶有限公司", "明州茶叶"),
        ("明州茶叶股份有限公司", "明州茶叶"),
        ("中国明州茶叶（集团）有限责任公司", "明州茶叶"),
        ("浙江省明州茶叶集团", "明州茶叶"),
        ("ＳＩＭＩＮＧ Tea Co., Ltd.", "simingtea"),
        ("上海有限公司", "上海"),
        ("张伟", "张伟"),
        ("", ""),
    ],
)
def test_a_company_is_called_by_its_own_name(written, own_name):
    assert core(written) == own_name


@pytest.mark.parametrize(
    ("kind", "a", "b", "level"),
    [
        ("phone", "138 0013 8000", "+86-13800138000", SAME),
        ("phone", "13800138000", "13800138001", NEAR),
        ("phone", "13800138000", "0571 8888 0000", OTHER),
        ("mail", "Ada@Example.com", "ada@example.com ", SAME),
        ("company", "宁波明州茶叶公司", "明州茶叶有限公司", SAME),
        ("company", "明州茶葉", "明州茶叶", NEAR),
        ("company", "山月茶馆", "山悦茶馆", NEAR),
        ("name", "katelyn", "katel byn", NEAR),
        ("name", "jack", "georgia", OTHER),
        ("code", "1971-06-24", "19710624", SAME),
        ("code", "19710624", "19711624", NEAR),
        ("code", "19710624", "19711625", ALIKE),
        ("key", "宁波", "杭州", OTHER),
    ],
)
def test_two_values_agree_at_a_level(kind, a, b, level):
    clean, compare = KINDS[kind]

    assert compare(clean(a), clean(b)) == compare(clean(b), clean(a)) == level


@pytest.mark.parametrize("nothing", ["", "no phone", "12", "0"])
def test_what_is_no_phone_says_nothing(nothing):
    assert KINDS["phone"].clean(nothing) == ""


def test_a_registry_code_counts_with_its_check_digit_only():
    assert registry_code("9111 0000 7109 2832-9M") == ""
    assert registry_code("91110000600037341l") == "91110000600037341L"
