"""What a customer takes of a quote that leaves them a choice: values in, values out."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from types import SimpleNamespace

from zhike.sales.contents import money
from zhike.sales.issuing import Content
from zhike.sales.models import QuoteLine

OPTIONAL = "optional"
ALTERNATIVES = tuple(part.value for part in QuoteLine.ALTERNATIVES)
FIGURES = ("net", "tax", "tax_rate")


def places(content: Content) -> set[int]:
    """The lines that may be taken or left, by their place."""
    return {line["position"] for line in content["lines"] if line.get("part") == OPTIONAL}


def chosen(content: Content) -> set[int]:
    """Those of them that are taken."""
    return {line["position"] for line in content["lines"] if line.get("chosen")} & places(content)


def alternatives(content: Content) -> list[str]:
    """Those of which one is to be chosen, by their letter, in order."""
    return sorted({line["part"] for line in content["lines"] if line.get("part") in ALTERNATIVES})


def alternative(content: Content) -> str:
    """The one that counts; nothing where there is none to choose."""
    return next((one["part"] for one in content["lines"] if one.get("chosen") and one["part"] in ALTERNATIVES), "")


def taking(content: Content, wanted: Collection[int], letter: str = "") -> Content:
    """What a quote says where these of its optional lines and this alternative are taken: the sums follow."""
    taken, one = places(content) & set(wanted), letter or alternative(content)
    lines = [
        line | {"chosen": line["position"] in taken or (line.get("part") in ALTERNATIVES and line["part"] == one)}
        for line in content["lines"]
    ]
    counted = [line for line in lines if line["chosen"] or line.get("part", "included") == "included"]
    figures = [SimpleNamespace(**{name: Decimal(line[name]) for name in FIGURES}) for line in counted]
    return content | money(content["currency"], figures) | {"lines": lines, "alternative": one}


def letters(lines: Iterable[QuoteLine]) -> list[str]:
    """The alternatives that lines belong to, in order."""
    return sorted({line.part for line in lines if line.is_alternative})


def count_first(lines: Collection[QuoteLine]) -> None:
    """Let the first alternative count, and no other: what a quote comes to before anybody has chosen."""
    first = letters(lines)[:1]
    for line in lines:
        line.chosen = line.part in first
