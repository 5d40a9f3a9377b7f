"""What a paper said, drawn."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from zhike.look.paper import pdf
from zhike.sales import options
from zhike.sales.capitals import LARGEST, in_capitals
from zhike.sales.issuing import Content
from zhike.sales.models import QuoteLine
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
    """What a paper says, with its days and figures as such, and what templates need beside them.

    Of a quote each of the `alternatives`, with what the whole comes to `with` it.
    """
    taken = options.chosen(content)
    told = [(letter, _read(options.taking(content, taken, letter))) for letter in options.alternatives(content)]
    return _read(content) | {
        "alternatives": [
            {"letter": letter.upper(), "value": letter, "with": paper, "lines": _of(paper["lines"], letter)}
            for letter, paper in told
        ]
    }


def _read(content: Content) -> dict[str, Any]:
    lines = [_figures(line, OF_LINES) | {"part_words": _part_words(line)} for line in content["lines"]]
    days = {name: date.fromisoformat(content[name]) if content.get(name) else None for name in DAYS}
    paper = content | _figures(content, FIGURES) | days
    open_to_choice = () if content.get("alternative") else options.ALTERNATIVES
    settled = [line for line in lines if line.get("part") not in open_to_choice]
    paper |= {
        "lines": lines,
        "counted": [line for line in settled if line.get("chosen") or line.get("part", "included") == "included"],
        "others": [line for line in settled if not line.get("chosen") and line.get("part", "included") != "included"],
        "is_undecided": len(settled) < len(lines),
        "included": _of(lines, "included"),
        "shown_only": _of(lines, "alternative"),
        "taxes": [_figures(one, ("rate", "net", "tax", "gross")) for one in content.get("taxes", ())],
        "title_of_kind": TITLES[content["kind"]],
        "firm_name": _in_language(content, "name"),
        "firm_address": _in_language(content, "address"),
        "firm_bank": _in_language(content, "bank"),
        "is_discounted": any(line.get("list_price") != line.get("unit_price") for line in lines),
    }
    if "renewal" in content:
        paper["renewal_words"] = Renewal(content["renewal"]).label
    if "gross" in content and content["language"] != "en" and abs(paper["gross"]) < LARGEST:
        paper["capitals"] = in_capitals(paper["gross"], currency=content["currency"])
    return paper | {"saved": _saved(paper)}


def _part_words(line: Mapping[str, Any]) -> Any:
    """What a line of a quote is, where it is not simply part of it."""
    part = line.get("part", "included")
    if part == options.OPTIONAL and line.get("chosen"):
        return _("Option taken")
    return "" if part == "included" else QuoteLine.Part(part).label


def _of(lines: Iterable[dict[str, Any]], part: str) -> list[dict[str, Any]]:
    return [line for line in lines if line.get("part", "included") == part]


def _saved(paper: Mapping[str, Any]) -> Decimal:
    """What the discounts come to."""
    lines = [line for line in paper["counted"] if "list_price" in line]
    listed = sum((line["quantity"] * line["list_price"] for line in lines), Decimal(0))
    return max(listed - paper["gross"], Decimal(0)) if lines else Decimal(0)


def _figures(said: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return dict(said) | {name: Decimal(said[name]) for name in names if said.get(name) is not None}


def _in_language(content: Content, name: str) -> str:
    firm = content["firm"]
    return (firm.get(f"{name}_en") if content["language"] == "en" else "") or firm[name]
