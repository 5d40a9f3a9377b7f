"""Customer rows as they come out of a drawer of old spreadsheets: every kind of dirt, and how each row must end.

A file is mostly GB18030; some of its lines were pasted in UTF-8, some with a byte-order mark.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HEADER = "客户编号,客户名称,类别,省市,城市,手机号,邮箱,微信,认识日期,自然人,备注"
TOWNS = ("杭州", "宁波", "苏州", "广州", "上海", "成都")
TRADES = ("茶业", "茶行", "酒店", "食品", "贸易", "文化")
KINDS = ("企业", "渠道", "consumer", "Enterprise", "")
DATES = (
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y.%m.%d}",
    "{0:%Y%m%d}",
    "{0.year}年{0.month}月{0.day}日",
    "{0:%Y-%m-%d} 08:30",
    "{0:%Y-%m-%d}T08:30:00Z",
    "{1}",  # a spreadsheet's number of the day
    "{0:%Y-%m-%d %H:%M:%S}",
)
SPOILT = (  # the place of a cell and what stands there instead, one row in fifty
    (1, ["长" * 500]),
    (1, [""]),
    (1, ["茶\0行"]),
    (2, ["路人"]),
    (5, ["无"]),
    (6, ["not a mail"]),
    (8, ["2024-02-31"]),
    (8, ["某一天"]),
    (10, ['"没有合上的引号']),
    (10, ["", "多出来的"]),
)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def write(file: Path, rows: int, *, seed: int = 7) -> None:
    """Write so many rows of dirt; the same seed gives the same bytes."""
    with file.open("wb") as out:
        out.write(f"{HEADER}\r\n".encode("gb18030"))
        out.writelines(_lines(rows, random.Random(seed)))


def _lines(rows: int, chance: random.Random) -> Iterator[bytes]:
    for _nth in range(rows):
        # Three in ten say something, or the same once more, of a customer named before.
        number = chance.randrange(max(int(rows * 0.7), 1))
        cells = _cells(number, chance)
        line = _spoilt(cells, chance)
        pasted = chance.random()
        if pasted < 0.03:
            yield (b"\xef\xbb\xbf" if pasted < 0.005 else b"") + line.encode()
        else:
            yield line.encode("gb18030")


def _cells(number: int, chance: random.Random) -> list[str]:
    same = random.Random(number)
    town, day = same.choice(TOWNS), date(2015, 1, 1) + timedelta(days=same.randrange(3_000))
    serial = (day - date(1899, 12, 30)).days
    phone = f"1{same.randrange(3, 10)}{same.randrange(10**9):09}"
    ways = (
        phone,
        f"+86 {phone}",
        f"0086{phone}".translate(WIDE),
        f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
        f" {phone} ",
    )
    return [
        f"D{number:07}",
        f"{town}{same.choice(('山月', '云栖', '南岭', '听雨', '清和'))}{same.choice(TRADES)}{number}",
        same.choice(KINDS),
        same.choice(("浙江", "浙江省", "华东")),
        town,
        chance.choice(ways),
        f"d{number}@example.com" if same.random() < 0.5 else "",
        f"wx_{number}" if same.random() < 0.2 else "",
        chance.choice(DATES).format(day, serial),
        same.choice(("是", "否", "0", "")),
        chance.choice(("", "", "老客户", "=1+1", "带“引号”", "'+86")),
    ]


def _spoilt(cells: list[str], chance: random.Random) -> str:
    """The line, in one of fifty cases with something in it that nobody can take."""
    kind = chance.randrange(50 * len(SPOILT))
    if kind < len(SPOILT):
        place, cell = SPOILT[kind]
        cells[place : place + 1] = cell
    return ",".join(cells) + "\r\n"
