"""What a paper said, drawn."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from zhike.look.paper import pdf
from zhike.sales.capitals import LARGEST, in_capitals
from zhike.sales.issuing import Content
from zhike.sales.models.contracting import Renewal

TITLES = {
    "quote": _("Quotation"),
    "order": _("Order confirmation"),
    "delivery": _("Delivery note"),
    "contract": _("Contract"),
}
DAYS = ("on", "valid_until", "placed_on", "deliver_by", "starts_on", "ends_on")
FIGURES = ("net", "tax", "gross", "discount")
OF_LINES = ("quantity", "list_price", "discount", "unit_price", "tax_rate", "net", "tax", "amount")


def drawn(content: Content, *, is_draft: bool = False) -> bytes:
    """The PDF of what a paper says, in its own language; a draft says on every page that it is one."""
    with translation.override(content["language"]):
        return pdf(f"sales/papers/{content['kind']}.html", {"paper": read(content), "is_draft": is_draft})


def file_name(content: Content) -> str:
    """How the file is called that somebody saves."""
    return f"{content['number']}.pdf"


def read(content: Content) -> dict[str, Any]:
    """What a paper says, with its days and figures as such, and what templates need beside them."""
    lines = [_figures(line, OF_LINES) for line in content["lines"]]
    days = {name: date.fromisoformat(content[name]) if content.get(name) else None for name in DAYS}
    paper = content | _figures(content, FIGURES) | days
    counts = [line.get("chosen") or line.get("part", "included") == "included" for line in lines]
    paper |= {
        "lines": lines,
        "counted": [line for line, is_in in zip(lines, counts, strict=True) if is_in],
        "others": [line for line, is_in in zip(lines, counts, strict=True) if not is_in],
        "included": [line for line in lines if line.get("part", "included") == "included"],
        "alternatives": [line for line in lines if line.get("part") == "alternative"],
        "taxes": [_figures(one, ("rate", "net", "tax", "gross")) for one in content.get("taxes", ())],
        "title_of_kind": TITLES[content["kind"]],
        "firm_name": _in_language(content, "name"),
        "firm_address": _in_language(content, "address"),
        "is_discounted": any(line.get("list_price") != line.get("unit_price") for line in lines),
    }
    if "renewal" in content:
        paper["renewal_words"] = Renewal(content["renewal"]).label
    if "gross" in content and abs(paper["gross"]) < LARGEST:
        paper["capitals"] = in_capitals(paper["gross"], currency=content["currency"])
    return paper | {"saved": _saved(paper)}


def _saved(paper: Mapping[str, Any]) -> Decimal:
    """What the discounts come to."""
    lines = [line for line in paper["counted"] if "list_price" in line]
    listed = sum((line["quantity"] * line["list_price"] for line in lines), Decimal(0))
    return max(listed - paper["gross"], Decimal(0)) if lines else Decimal(0)


def _figures(said: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return dict(said) | {name: Decimal(said[name]) for name in names if said.get(name) is not None}


def _in_language(content: Content, name: str) -> str:
    firm = content["firm"]
    return (firm[f"{name}_en"] if content["language"] == "en" else "") or firm[name]
