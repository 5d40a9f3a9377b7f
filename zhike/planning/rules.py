"""Arithmetic of plans and territories: how far a goal is, how much time is gone, where a province stands."""

from datetime import date
from decimal import Decimal

# Column and row of each province in a grid of squares, by about where it lies.
TILES = {
    "黑龙江": (9, 0), "内蒙古": (7, 1), "吉林": (9, 1),
    "新疆": (1, 2), "甘肃": (3, 2), "宁夏": (4, 2), "山西": (6, 2), "河北": (7, 2), "北京": (8, 2), "辽宁": (9, 2),
    "青海": (2, 3), "陕西": (4, 3), "河南": (6, 3), "山东": (7, 3), "天津": (8, 3),
    "西藏": (1, 4), "四川": (3, 4), "重庆": (4, 4), "湖北": (5, 4), "安徽": (6, 4), "江苏": (7, 4), "上海": (8, 4),
    "贵州": (3, 5), "湖南": (4, 5), "江西": (5, 5), "浙江": (6, 5),
    "云南": (2, 6), "广西": (3, 6), "广东": (4, 6), "福建": (6, 6), "台湾": (7, 6),
    "海南": (3, 7), "澳门": (4, 7), "香港": (5, 7),
}  # fmt: skip

# What number plates call them, where there is no room for more.
SHORT = {
    "北京": "京", "天津": "津", "河北": "冀", "山西": "晋", "内蒙古": "蒙", "辽宁": "辽", "吉林": "吉",
    "黑龙江": "黑", "上海": "沪", "江苏": "苏", "浙江": "浙", "安徽": "皖", "福建": "闽", "江西": "赣",
    "山东": "鲁", "河南": "豫", "湖北": "鄂", "湖南": "湘", "广东": "粤", "广西": "桂", "海南": "琼",
    "重庆": "渝", "四川": "川", "贵州": "贵", "云南": "云", "西藏": "藏", "陕西": "陕", "甘肃": "甘",
    "青海": "青", "宁夏": "宁", "新疆": "新", "台湾": "台", "香港": "港", "澳门": "澳",
}  # fmt: skip


def province(region: str) -> str:
    """The province a region is named after, or nothing: 浙江省 and 浙江 are 浙江.

    >>> province("广西壮族自治区"), province("华东")
    ('广西', '')
    """
    return next((name for name in TILES if region.strip().startswith(name)), "")


def attained(reached: Decimal | None, target: Decimal | None) -> float | None:
    """The share of a goal that is reached; None where there is no goal, or nobody said how far it is."""
    if reached is None or not target:
        return None
    return float(reached / target)


def elapsed(starts: date, ends: date, *, on: date) -> float:
    """The share of a period that is over at the end of a day, 0 to 1.

    >>> elapsed(date(2026, 1, 1), date(2026, 12, 31), on=date(2026, 6, 30))
    0.4958904109589041
    """
    days = (ends - starts).days + 1
    return min(max((on - starts).days + 1, 0), days) / days


def is_behind(reached: float | None, gone: float, *, slack: float = 0.1) -> bool:
    """Whether a goal lags behind its time by more than a tenth of the whole."""
    return reached is not None and reached < gone - slack
