"""Amounts in Chinese capitals, as papers about money write them so that no figure can be altered.

After the rules of the People's Bank of China for filling in bills (支付结算办法, annex 1): zeros between digits are
said once, 整 follows where no 分 is said, and a missing 元 is not said at all.
"""

from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
CENTS = Decimal("0.01")
LARGEST = Decimal(10) ** 16
CURRENCIES = {
    "CNY": "人民币",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "HKD": "港币",
    "JPY": "日元",
    "TWD": "新台币",
}


def in_capitals(amount: Decimal, *, currency: str = "CNY") -> str:
    """An amount as Chinese papers spell it: 人民币壹仟零伍元叁角整. Raises ValueError for ten quadrillions and more.

    >>> in_capitals(Decimal("1005.30"))
    '人民币壹仟零伍元叁角整'
    """
    cents = int((abs(amount).quantize(CENTS, ROUND_HALF_UP)) * 100)
    if Decimal(cents) / 100 >= LARGEST:
        raise ValueError(amount)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    sign = "负" if amount < 0 and cents else ""
    return CURRENCIES.get(currency, currency) + sign + _whole(yuan, nothing=not cents) + _parts(yuan, jiao, fen)


def _whole(yuan: int, *, nothing: bool) -> str:
    return f"{_integer(yuan)}元" if yuan else ("零元" if nothing else "")


def _parts(yuan: int, jiao: int, fen: int) -> str:
    if not jiao and not fen:
        return "整"
    gap = "零" if yuan and (not jiao or yuan % 10 == 0) else ""
    said = (f"{DIGITS[jiao]}角" if jiao else "") + (f"{DIGITS[fen]}分" if fen else "整")
    return gap + said


def _integer(number: int) -> str:
    """A whole number, four digits at a time."""
    said, gap = "", False
    for place in range(len(GROUPS) - 1, -1, -1):
        group = number // 10_000**place % 10_000
        if not group:
            gap = bool(said)
            continue
        said += ("零" if said and (gap or group < 1_000) else "") + _group(group) + GROUPS[place]
        gap = False
    # 万亿 already holds the 亿 that follows it where that is said too.
    return said.replace("万亿", "万", 1) if "万亿" in said and number // 10**8 % 10_000 else said


def _group(group: int) -> str:
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if not digit:
            gap = bool(said)
            continue
        said += ("零" if gap else "") + DIGITS[digit] + PLACES[place]
        gap = False
    return said
