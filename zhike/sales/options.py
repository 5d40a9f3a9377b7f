"""What a customer takes of the optional lines of a quote: values in, values out."""

from collections.abc import Collection
from decimal import Decimal
from types import SimpleNamespace

from zhike.sales.contents import money
from zhike.sales.issuing import Content

OPTIONAL = "optional"
FIGURES = ("net", "tax", "tax_rate")


def places(content: Content) -> set[int]:
    """The lines that may be taken or left, by their place."""
    return {line["position"] for line in content["lines"] if line.get("part") == OPTIONAL}


def chosen(content: Content) -> set[int]:
    """Those of them that are taken."""
    return {line["position"] for line in content["lines"] if line.get("chosen")}


def taking(content: Content, wanted: Collection[int]) -> Content:
    """What a quote says where these of its optional lines are taken: they count, and the sums follow."""
    taken = places(content) & set(wanted)
    lines = [line | {"chosen": line["position"] in taken} for line in content["lines"]]
    counted = [line for line in lines if line["chosen"] or line.get("part", "included") == "included"]
    figures = [SimpleNamespace(**{name: Decimal(line[name]) for name in FIGURES}) for line in counted]
    return content | money(content["currency"], figures) | {"lines": lines}
