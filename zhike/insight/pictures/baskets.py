"""What is bought together: a net of products, and the rules behind it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.insight.pictures.picture import Card, Column, Figures, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Edge, Network, Node

MOST_TIES, MOST_RULES = 30, 200


def build(seen: Seen) -> list[Card]:
    """The net of the strongest rules that chance does not explain, and the table of all."""
    found = seen.table("rules")
    rules = found.slice(0, MOST_RULES).to_pylist()
    if not rules:
        return []
    codes = {code for rule in rules for side in ("antecedent", "consequent") for code in rule[side]}
    named = seen.products(codes)
    rows = [rule | {side: together(rule[side], named) for side in ("antecedent", "consequent")} for rule in rules]
    columns = (
        *(Column("antecedent", _("Who buys")), Column("consequent", _("also buys"))),
        *(Column("baskets", _("Orders with all"), Unit.COUNT), Column("confidence", _("Share that does"), Unit.SHARE)),
        *(Column("lift", _("Lift"), Unit.NUMBER), Column("support", _("Of all orders"), Unit.SHARE)),
        *(
            Column("p_adjusted", _("Chance, corrected"), Unit.NUMBER),
            Column("is_significant", _("Beyond chance"), Unit.TRUTH),
        ),
    )
    sure = [rule for rule in rules if rule["is_significant"] and rule["lift"] > 1]
    told = {"all": format.number(found.num_rows), "sure": format.number(sum(found["is_significant"].to_pylist()))}
    sentence = ngettext(
        "%(all)s rule, %(sure)s of them beyond what chance explains.",
        "%(all)s rules, %(sure)s of them beyond what chance explains.",
        found.num_rows,
    )
    sentence %= told
    figures = [Figures(_("Rules"), columns, rows)]
    return [
        Card(
            _("What goes together"),
            _("a thick line: together far more often than by chance; a large dot: in many orders"),
            net(sure, named),
            figures,
            [sentence],
        )
    ]


def together(codes: list[str], named: dict[str, tuple[str, str]]) -> str:
    """One side of a rule in words."""
    return " + ".join(named.get(code, (code, ""))[0] for code in codes)


def net(rules: list[dict[str, Any]], named: dict[str, tuple[str, str]]) -> Network | None:
    """The ties between single products, the strongest ones; None where no rule is sure."""
    ties: dict[tuple[str, str], dict[str, Any]] = {}
    for rule in rules:
        if len(rule["antecedent"]) == len(rule["consequent"]) == 1:
            one, other = sorted((rule["antecedent"][0], rule["consequent"][0]))
            ties.setdefault((one, other), rule)
    strongest = dict(sorted(ties.items(), key=lambda tie: -tie[1]["lift"])[:MOST_TIES])
    if not strongest:
        return None
    baskets = {}
    for rule in strongest.values():
        baskets[rule["antecedent"][0]] = rule["antecedent_baskets"]
        baskets[rule["consequent"][0]] = rule["consequent_baskets"]

    def words(code: str) -> str:
        return named.get(code, (code, ""))[0]

    return Network(
        label=_("Products bought together"),
        says=_("The strongest tie: %(one)s and %(other)s.")
        % dict(zip(("one", "other"), map(words, next(iter(strongest))), strict=True)),
        nodes=[
            Node(
                code,
                words(code),
                count,
                named.get(code, ("", ""))[1],
                _("%(product)s · in %(n)s orders") % {"product": words(code), "n": format.number(count)},
            )
            for code, count in baskets.items()
        ],
        edges=[
            Edge(one, other, rule["lift"], f"{words(one)} – {words(other)} · {_('Lift')} {rule['lift']:.1f}")
            for (one, other), rule in strongest.items()
        ],
    )


BASKETS = Picture(
    "baskets",
    gettext_lazy("Bought together"),
    gettext_lazy("Which products are bought together more often than chance explains."),
    (
        gettext_lazy(
            "Lift 4: orders with the left product hold the right one four times as often; near 1 says nothing."
        ),
        gettext_lazy(
            "Offer the right side to who has the left one; put both into one promotion, never both at a discount."
        ),
        gettext_lazy("Trust rules beyond chance. A rule says what goes together, not what brings about what."),
    ),
    build,
    amounts_of=(),
)
