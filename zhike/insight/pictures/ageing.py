"""Receivables by age: what is owed and how late, how long sales stay outside, and how late money went on before."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.insight.measures.ageing.rolling import BUCKETS
from zhike.insight.pictures.picture import Card, Column, Figures, Groups, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.look import format
from zhike.look.charts import Bars

APART = ("disputed", "unapplied")
#: What is late so many days; other bounds have other words.
WORDS = {
    "current": gettext_lazy("Not due yet"),
    "late_1": gettext_lazy("1–30 days late"),
    "late_2": gettext_lazy("31–60 days late"),
    "late_3": gettext_lazy("61–90 days late"),
    "late_4": gettext_lazy("Over 90 days late"),
    "disputed": gettext_lazy("Disputed"),
    "unapplied": gettext_lazy("Unallocated"),
}


def build(seen: Seen) -> list[Card]:
    """For each currency what is owed by how late it is; for who answers for the firm also how it rolls on."""
    owed = seen.own("customers", "customer").to_pylist()
    rates = {(row["currency"], row["bucket"]): row["loss_rate"] for row in seen.rows("buckets")}
    currencies = sorted({row["currency"] for row in owed}, key=lambda one: (one != settings.CURRENCY, one))
    cards = []
    for currency in currencies:
        mine = [row for row in owed if row["currency"] == currency]
        cards.append(by_lateness(seen, currency, [summed(bucket, mine, rates) for bucket in (*BUCKETS, *APART)]))
        if seen.answers_for_the_firm:
            cards += [rolling(seen, currency, rates)]
    return cards


def summed(bucket: str, rows: Sequence[dict[str, Any]], rates: dict[tuple[str, str], float | None]) -> dict[str, Any]:
    """A bucket over some customers, with what past rolls would lose of it."""
    inside = [row for row in rows if row["bucket"] == bucket]
    amount = float(sum(row["amount"] for row in inside))
    rate = rates.get((inside[0]["currency"], bucket)) if inside else None
    return {
        "bucket": bucket,
        "words": str(WORDS[bucket]),
        "customers": len(inside),
        "invoices": sum(row["invoices"] for row in inside),
        "amount": amount,
        "loss_rate": rate,
        "expected_loss": None if rate is None else amount * rate,
    }


def by_lateness(seen: Seen, currency: str, rows: list[dict[str, Any]]) -> Card:
    """What is owed in one currency."""
    shown = [row for row in rows if row["bucket"] in BUCKETS or row["amount"]]
    owed, late = (sum(row["amount"] for row in rows if row["bucket"] in some) for some in (BUCKETS, BUCKETS[1:]))
    told = {
        "owed": money(owed, currency),
        "late": money(late, currency),
        "share": format.percent(late / owed) if owed else "—",
        "lost": money(sum(row["expected_loss"] or 0 for row in rows), currency),
    }
    sentence = (
        _(
            "%(owed)s is owed; %(late)s of it is late (%(share)s). As before, %(lost)s would end over 90 days late "
            "and count as lost."
        )
        % told
    )
    unit = unit_of(currency)
    columns = (
        *(Column("words", _("How late")), Column("customers", _("Customers"), Unit.COUNT)),
        *(Column("invoices", _("Open claims"), Unit.COUNT), Column("amount", _("Owed"), unit)),
        *(Column("loss_rate", _("Share lost before"), Unit.SHARE), Column("expected_loss", _("Loss to expect"), unit)),
    )
    links = {at: seen.behind("ageing", row["bucket"]) for at, row in enumerate(shown) if row["customers"]}
    drawing = Bars(
        label=_("What is owed, by how late it is"),
        says=sentence,
        names=[row["words"] for row in shown],
        series=[(_("Owed"), "t0", [row["amount"] for row in shown])],
        y_says=lambda value: money(value, currency),
        links=[links.get(at, "") for at in range(len(shown))],
    )
    figures = [Figures(_("What is owed, by how late it is"), columns, shown, links)]
    return Card(_("Who pays late"), currency, drawing, figures, [sentence])


def rolling(seen: Seen, currency: str, rates: dict[tuple[str, str], float | None]) -> Card:
    """How much of each bucket was lost in the end, and how long sales stay outside."""
    known = [(str(WORDS[bucket]), rates.get((currency, bucket)) or 0.0) for bucket in BUCKETS[:-1]]
    drawing = Bars(
        label=_("Of money so late, what ended over 90 days late"),
        says=_("Counted over the month ends of the last year: how much of each bucket rolled on into the next one."),
        names=[words for words, _rate in known],
        series=[(_("Share lost before"), "t3", [rate for _words, rate in known])],
        y_says=lambda share: format.percent(share, digits=0),
        height=220,
    )
    ledger = [row for row in seen.rows("ledger") if row["currency"] == currency]
    sentences = [drawing.says]
    for row in ledger:
        if row["dso_days"] is not None:
            counted = row["dso_count_back_days"]
            told = {"days": round(row["dso_days"]), "back": "—" if counted is None else round(counted)}
            sentences.append(
                _("Sales stay outside for %(days)s days on average; counted back month by month, %(back)s.") % told
            )
    moved = [row for row in seen.rows("rolls") if row["currency"] == currency]
    rows = [row | {"was": words_of(row["bucket_before"]), "then": words_of(row["bucket"])} for row in moved]
    columns = (
        *(Column("as_of_before", _("From"), Unit.DAY), Column("as_of", _("To"), Unit.DAY)),
        *(Column("was", _("Was")), Column("then", _("Became"))),
        *(Column("amount", _("Amount"), unit_of(currency)), Column("share", _("Share"), Unit.SHARE)),
    )
    return Card(_("Where late money goes"), currency, drawing, [Figures(_("Month by month"), columns, rows)], sentences)


def unit_of(currency: str) -> Unit:
    """Amounts of the firm's own currency carry its sign; those of another stand under its name."""
    return Unit.MONEY if currency == settings.CURRENCY else Unit.AMOUNT


def words_of(bucket: str) -> str:
    """A bucket, or that it was paid."""
    return str(WORDS.get(bucket, _("Paid")))


def money(value: float, currency: str) -> str:
    """An amount in its currency."""
    return format.money(value, currency=currency or None)


AGEING = Picture(
    "ageing",
    gettext_lazy("Receivables by age"),
    gettext_lazy("What customers owe, how late it is, and what of it will probably be lost."),
    (
        gettext_lazy("Call about the oldest first: what is over 90 days late is lost soon."),
        gettext_lazy("A growing bar of 1–30 days is next quarter's trouble; ask what changed with these customers."),
        gettext_lazy(
            "The share lost before is of your own last year: how much of each bucket rolled on, month by month."
        ),
        gettext_lazy("Money that settled nothing yet is not in here; the page of receivables shows it."),
    ),
    build,
    Groups(
        *("customers", "customer", "bucket"),
        lambda _seen, bucket: WORDS.get(bucket, bucket),
        (
            Column("amount", gettext_lazy("Owed"), Unit.MONEY),
            Column("invoices", gettext_lazy("Open claims"), Unit.COUNT),
        ),
    ),
    nothing=gettext_lazy(
        "No customer you may see owes anything on this day. Claims come from instalments of orders and contracts, and "
        "from invoices."
    ),
    amounts_of=("instalments", "receipts", "invoices"),
)
