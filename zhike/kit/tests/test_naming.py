"""Sorting Chinese names by sound."""

import pytest

from zhike.kit.naming import sort_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("安娜", "an na"),
        ("张伟", "zhang wei"),
        ("山月茶馆", "shan yue cha guan"),
        ("ABC 茶", "a b c   cha"),
        ("重庆茶行", "chong qing cha hang"),
        ("", ""),
    ],
)
def test_a_name_sorts_by_its_sound(name, key):
    assert sort_key(name) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单丽", "shan li"),
        ("仇英", "qiu ying"),
        ("曾巩", "zeng gong"),
        ("解缙", "xie jin"),
        ("尉迟恭", "yuchi gong"),
        ("万俟卨", "moqi xie"),
        ("王伟", "wang wei"),
    ],
)
def test_a_person_sorts_by_the_sound_of_the_surname(name, key):
    assert sort_key(name, person=True) == key


def test_a_firm_is_no_person():
    assert sort_key("单县茶行") == "dan xian cha hang"


def test_names_stand_in_the_order_of_the_dictionary():
    names = ["张三", "李四", "安娜", "Zoe", "王五", "白茶"]

    assert sorted(names, key=sort_key) == ["安娜", "白茶", "李四", "王五", "Zoe", "张三"]


def test_case_and_width_make_no_difference():
    assert sort_key("ＡＢＣ") == sort_key("abc")


def test_a_key_fits_its_column():
    assert len(sort_key("茶" * 120)) == 120
