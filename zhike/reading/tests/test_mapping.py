"""Guessing, keeping and checking which column feeds which target."""

import pytest

from zhike.reading.mapping import Mapping, TargetColumn, guess, signature
from zhike.reading.problems import UnreadableFile

TARGETS = [
    TargetColumn("name", "Name", required=True, synonyms=("name", "名称", "姓名")),
    TargetColumn("code", "Code", required=True, synonyms=("code", "编号", "名称编号")),
    TargetColumn("count", "Count", kind="number", synonyms=("count", "quantity", "数量")),
]


def test_headers_are_guessed_whatever_their_case_spacing_and_language():
    assert guess(["Quantity", " CODE ", "Na_me"], TARGETS).columns == {
        "name": "Na_me",
        "code": " CODE ",
        "count": "Quantity",
    }
    assert guess(["姓名", "编号（必填）", "数量(件)"], TARGETS).columns == {
        "name": "姓名",
        "code": "编号（必填）",
        "count": "数量(件)",
    }


def test_a_column_feeds_one_target_only_and_the_longest_synonym_wins():
    assert guess(["名称编号*"], TARGETS).columns == {"code": "名称编号*"}


def test_a_mapping_survives_its_file(tmp_path):
    kept = Mapping({"name": '品名 "旧"\\', "code": "Code\t#"}, {"day_first": True, "encoding": "gb18030", "limit": 3})

    kept.save(tmp_path / "map.toml")

    assert Mapping.load(tmp_path / "map.toml") == kept


@pytest.mark.parametrize("written", ["columns = 3", "[columns", "[columns]\nname = 3", "[fields]\nname = 'a'"])
def test_a_mapping_file_that_makes_no_sense_says_so(written):
    with pytest.raises(UnreadableFile) as refused:
        Mapping.from_toml(written)
    assert refused.value.code == "mapping_unreadable"


def test_a_missing_required_target_is_named():
    with pytest.raises(UnreadableFile) as refused:
        Mapping({"name": "Name"}).check(["Name"], TARGETS)
    assert (refused.value.code, refused.value.parameters) == ("targets_missing", {"targets": "Code"})


def test_a_column_the_file_lacks_is_named():
    with pytest.raises(UnreadableFile) as refused:
        Mapping({"name": "Nam", "code": "Code"}).check(["Name", "Code"], TARGETS)
    assert (refused.value.code, refused.value.parameters) == ("columns_missing", {"columns": "Nam"})


def test_an_unknown_target_is_named():
    with pytest.raises(UnreadableFile) as refused:
        Mapping({"nickname": "Name"}).check(["Name"], TARGETS)
    assert refused.value.sentence == "The mapping names fields that do not exist: nickname"


def test_a_mapping_is_remembered_for_headers_that_mean_the_same():
    assert signature(["Order No", "Qty"]) == signature(["order_no", " QTY"])
    assert signature(["Order No", "Qty"]) != signature(["Qty", "Order No"])
