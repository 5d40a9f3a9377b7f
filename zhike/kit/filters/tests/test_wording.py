"""A filter as people read it."""

import pytest
from django.utils import translation

from zhike.customers.models import Customer
from zhike.kit import filters
from zhike.kit.registry import entity_of


@pytest.mark.parametrize(
    ("text", "in_english", "in_chinese"),
    [
        ("kind = channel", "Kind is Channel partner", "类别是渠道"),
        ("kind in (enterprise, channel)", "Kind is Enterprise or Channel partner", "类别是企业或渠道"),
        ("not tier = gold", "Value tier is not Gold", "价值等级不是金质"),
        ("region contains 华", "Region contains “华”", "地区包含“华”"),
        ("region is empty", "Region is empty", "地区为空"),
        ("clv >= 12000.5", "Lifetime value ≥ ¥12,000.50", "终身价值 ≥ ¥12,000.50"),
        ("days_since_last_purchase older 60d", "Last purchase more than 60 days ago", "上次购买在 60 天以前"),
        ("known_since last 3m", "Known since in the last 3 months", "认识日期在最近 3 个月内"),
        ("known_since this quarter", "Known since this quarter", "认识日期在本季度"),
        (
            "known_since anniversary next 14d",
            "Known since has its anniversary in the next 14 days",
            "认识日期周年在未来 14 天内",
        ),
        ("owner = me", "Owner is me", "负责人是我"),
        ("owner.team = me", "Owner: team is my team", "负责人的团队是我的团队"),
        ("not owner.is_active = yes", "Owner: active: not yes", "负责人的有效：不为是"),
        ("owner.is_active = no", "Owner: active: no", "负责人的有效：否"),
        ("not has orders", "has no orders", "没有订单"),
        (
            "has orders(placed_at last 60d and total >= 1000)",
            "has orders (Placed at in the last 60 days and Total ≥ ¥1,000)",
            "有订单（下单时间在最近 60 天内，且合计 ≥ ¥1,000）",
        ),
        (
            "(kind = channel or tier = gold) and region = 华东",
            "(Kind is Channel partner or Value tier is Gold) and Region is 华东",
            "(类别是渠道或价值等级是金质)，且地区是华东",
        ),
        (
            "not (kind = channel or tier = gold)",
            "not (Kind is Channel partner or Value tier is Gold)",
            "不满足（类别是渠道或价值等级是金质）",
        ),
    ],
)
def test_a_filter_is_a_sentence(ana, text, in_english, in_chinese):
    tree = filters.read(text, entity_of(Customer), by=ana)

    assert filters.words(tree, entity_of(Customer), by=ana) == in_english
    with translation.override("zh-hans"):
        assert filters.words(tree, entity_of(Customer), by=ana) == in_chinese


def test_each_part_is_a_chip_that_can_be_taken_away(ana):
    entity = entity_of(Customer)
    tree = filters.read("kind = channel and owner = me and region is empty", entity, by=ana)

    chips = [(words, filters.write(rest)) for words, rest in filters.chips(tree, entity, by=ana)]

    assert chips == [
        ("Kind is Channel partner", "owner = me and region is empty"),
        ("Owner is me", "kind = channel and region is empty"),
        ("Region is empty", "kind = channel and owner = me"),
    ]
    assert filters.chips({}, entity, by=ana) == []
    assert filters.chips(tree["all"][0], entity, by=ana) == [("Kind is Channel partner", {})]
