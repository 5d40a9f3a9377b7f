"""Risk signals: what is to be checked today and why, how many there are of which kind, and what was found."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.insight.measures.signals.reasons import RULES, SENTENCES
from zhike.insight.models import SignalCheck
from zhike.insight.pictures.ageing import money
from zhike.insight.pictures.alerts import Row, in_sight, of_alerts, papers_of
from zhike.insight.pictures.picture import Alarm, Card, Column, Figures, Picture, Unit
from zhike.insight.pictures.seen import Seen
from zhike.kit import registry
from zhike.kit.access.rows import rows as rows_of
from zhike.kit.models import Staff
from zhike.look import format
from zhike.look.charts import Bars

LISTED, CHECKED, NAMED, WEEK = 200, 20, 6, 7
AMOUNTS = ("amount", "limit", "together", "taken", "given", "source")
#: What each kind of paper is called, and the noun it is found among.
PAPERS = {
    "payment": (gettext_lazy("Receipt"), "receipts"),
    "refund": (gettext_lazy("Refund"), "receipts"),
    "sale": (gettext_lazy("Order"), "orders"),
    "return": (gettext_lazy("Return"), "orders"),
    "invoice": (gettext_lazy("Invoice"), "invoices"),
    "red": (gettext_lazy("Red letter"), "invoices"),
    "credit": (gettext_lazy("Credit note"), "invoices"),
    "quote": (gettext_lazy("Quote"), "quotes"),
}


def build(seen: Seen) -> list[Card]:
    """What is to be checked today first; below it all alerts by kind and by week, and what was found."""
    alerts = in_sight(seen)
    checks = {one.alert: one for one in SignalCheck.objects.filter(alert__in=[row["alert"] for row in alerts])}
    waiting = [row for row in alerts if row["alert"] not in checks]
    done = sorted((row for row in alerts if row["alert"] in checks), key=lambda row: checks[row["alert"]].at)[::-1]
    today, done = waiting[: seen.run.parameters["per_day"]], done[:CHECKED]
    told = Told(seen, alerts, checks, [*today, *done])
    cards = [by_rule(told, waiting)]
    if today:
        note = _("the most for the money first")
        cards.append(Card(_("To check today"), note, alarms=[told.alarm(row) for row in today]))
    if alerts:
        cards.append(by_week(seen, alerts))
    if done:
        cards.append(Card(_("Looked into"), _("the latest first"), alarms=[told.alarm(row) for row in done]))
    return cards


class Told:
    """Alerts in words: the people, papers and reasons that are named, looked up at once and as far as in sight."""

    def __init__(self, seen: Seen, alerts: list[Row], checks: Mapping[str, SignalCheck], open_: list[Row]) -> None:
        self.alerts, self.checks = alerts, checks
        self.reasons: dict[str, list[str]] = defaultdict(list)
        currencies = {row["alert"]: row["currency"] for row in alerts}
        for row in of_alerts(seen, "reasons", alerts[:LISTED] + open_):
            self.reasons[row["alert"]].append(said_of(row, currency=currencies[row["alert"]]))
        self.papers: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for alert, pair in named(papers_of(seen, open_), by=seen.by):
            self.papers[alert].append(pair)
        customers = {int(row["customer"]) for row in alerts if row["customer"]}
        self.customers = seen.customers(customers)
        sellers = {int(row["seller"]) for row in alerts if row["seller"]}
        self.sellers = dict(Staff.objects.filter(pk__in=sellers).values_list("pk", "name"))

    def alarm(self, row: Row) -> Alarm:
        """One alert to work on."""
        check, key = self.checks.get(row["alert"]), row["customer"] and int(row["customer"])
        return Alarm(
            key=row["alert"],
            rule=words_of(row["rule"]),
            day=row["day"],
            at_risk=money(row["at_risk"], row["currency"]),
            strength=format.percent(row["strength"]),
            customer=(self.customers[key], reverse("kit:detail", args=["customers", key])) if key else ("", ""),
            seller=self.seller(row),
            reasons=self.reasons[row["alert"]],
            papers=self.papers[row["alert"]][:NAMED],
            more=max(row["papers"] - NAMED, 0),
            verdict=str(check.get_verdict_display()) if check else "",
            note=check.note if check else "",
        )

    def seller(self, row: Row) -> str:
        """The name of who sold."""
        return self.sellers.get(int(row["seller"]), "") if row["seller"] else ""

    def listed(self) -> Figures:
        """All alerts as a table."""
        columns = (
            *(Column("rank", _("Rank"), Unit.COUNT), Column("rule", _("Signal")), Column("day", _("Day"), Unit.DAY)),
            *(Column("customer", _("Customer")), Column("seller", _("Seller"))),
            *(Column("at_risk", _("At risk"), Unit.AMOUNT), Column("currency", _("Currency"))),
            *(Column("strength", _("Strength"), Unit.SHARE), Column("why", _("Why")), Column("found", _("Found"))),
        )
        rows = [
            row
            | {
                "rank": place,
                "rule": words_of(row["rule"]),
                "customer": self.customers.get(int(row["customer"])) if row["customer"] else None,
                "seller": self.seller(row),
                "why": " ".join(self.reasons[row["alert"]]),
                "found": str(self.checks[row["alert"]].get_verdict_display()) if row["alert"] in self.checks else None,
            }
            for place, row in enumerate(self.alerts[:LISTED], start=1)
        ]
        return Figures(_("All alerts"), columns, rows)


def words_of(rule: str) -> str:
    """What a rule looks for."""
    words = RULES[rule]
    return _(words)


def said_of(reason: Row, *, currency: str) -> str:
    """A reason as a sentence, its amounts in the currency of the alert."""
    english, values = SENTENCES[reason["code"]], json.loads(reason["values"])
    told = {name: figure(name, value, currency) for name, value in values.items()}
    return _(english) % told if values else _(english)


def figure(name: str, value: Any, currency: str) -> Any:
    """A value of a reason: amounts with their sign, shares as elsewhere on the page."""
    if name in AMOUNTS:
        return format.exact_money(Decimal(value.replace(",", "")), currency=currency or None)
    return value.replace(" %", "%") if isinstance(value, str) else value


def named(papers: Iterable[Row], *, by: Any) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each paper that is in sight with its alert: its words, and where it is opened."""
    papers = list(papers)
    found: dict[str, dict[int, Model]] = {}
    for slug in sorted({PAPERS[row["kind"]][1] for row in papers}):
        if entity := registry.entity_named(slug):
            keys = {int(row["paper"]) for row in papers if PAPERS[row["kind"]][1] == slug}
            found[slug] = rows_of(entity.model, by=by).in_bulk(keys)
    for row in papers:
        word, slug = PAPERS[row["kind"]]
        if one := found.get(slug, {}).get(int(row["paper"])):
            yield row["alert"], (f"{word} {one} · {row['day']}", reverse("kit:detail", args=[slug, one.pk]))


def by_rule(told: Told, waiting: list[Row]) -> Card:
    """How many alerts of each kind wait and over how much, and what came of those that were looked into."""
    rows = list(counted(waiting))
    columns = (
        *(Column("words", _("Signal")), Column("open", _("To check"), Unit.COUNT)),
        *(Column("at_risk", _("At risk"), Unit.MONEY), Column("fine", _("In order"), Unit.COUNT)),
        *(Column("real", _("Real"), Unit.COUNT), Column("precision", _("Share real"), Unit.SHARE)),
    )
    waits = ngettext(
        "%(n)s alert waits; at risk are %(money)s.", "%(n)s alerts wait; at risk are %(money)s.", len(waiting)
    )
    sentences = [waits % summed(waiting)] if waiting else []
    checked, real = (sum(row[name] for row in rows) for name in ("checked", "real"))
    if checked:
        said = {"n": format.number(checked), "real": format.number(real), "share": format.percent(real / checked)}
        sentences.append(_("Real so far: %(real)s of %(n)s looked into (%(share)s).") % said)
    drawing = Bars(
        label=_("Alerts by kind"),
        says=sentences[0] if sentences else _("Nothing waits to be checked."),
        names=[row["words"] for row in rows],
        series=[
            (words, tone, [row[name] for row in rows])
            for name, words, tone in (
                ("open", _("To check"), "t0"),
                ("fine", _("In order"), "t4"),
                ("real", _("Real"), "t3"),
            )
            if name == "open" or checked
        ],
        y_says=lambda count: format.number(round(count)),
        height=240,
    )
    figures = [Figures(_("Alerts by kind"), columns, rows), *([told.listed()] if told.alerts else [])]
    return Card(_("What deserves a second look"), "", drawing, figures, sentences or [drawing.says])


def counted(waiting: list[Row]) -> Iterator[Row]:
    """A row for each kind; money in the firm's own currency, checks since there are any."""
    open_ = Counter(row["rule"] for row in waiting)
    ever: Counter[tuple[str, str]] = Counter(SignalCheck.objects.values_list("rule", "verdict"))
    for rule, words in RULES.items():
        fine, real = (ever[rule, verdict] for verdict in SignalCheck.Verdict.values)
        own = [float(row["at_risk"]) for row in waiting if (row["rule"], row["currency"]) == (rule, settings.CURRENCY)]
        share = real / (fine + real) if fine + real else None
        counts = {"open": open_[rule], "fine": fine, "real": real, "checked": fine + real, "precision": share}
        yield {"words": _(words), "at_risk": sum(own), **counts}


def summed(waiting: list[Row]) -> dict[str, str]:
    """How many there are, and the money of each currency apart."""
    sums: Counter[str] = Counter()
    for row in waiting:
        sums[row["currency"]] += row["at_risk"]
    amounts = " + ".join(money(amount, currency) for currency, amount in sums.most_common())
    return {"n": format.number(len(waiting)), "money": amounts}


def by_week(seen: Seen, alerts: list[Row]) -> Card:
    """How many alerts the papers of each week raised."""
    weeks = range((seen.run.parameters["days"] + WEEK - 1) // WEEK, 0, -1)
    begins = [seen.run.as_of - timedelta(days=WEEK * week) for week in weeks]
    counts = Counter(((seen.run.as_of - row["day"]).days + WEEK - 1) // WEEK for row in alerts)
    rows = [{"week": day, "alerts": counts[week]} for week, day in zip(weeks, begins, strict=True)]
    sentence = _("Alerts by the day of their last paper, in the %(n)s days that are looked at.")
    drawing = Bars(
        label=_("Alerts by week"),
        says=sentence % {"n": seen.run.parameters["days"]},
        names=[f"{day:%m-%d}" for day in begins],
        series=[(_("Alerts"), "t0", [counts[week] for week in weeks])],
        y_says=lambda count: format.number(round(count)),
        height=220,
    )
    columns = (Column("week", _("Week from"), Unit.DAY), Column("alerts", _("Alerts"), Unit.COUNT))
    figures = [Figures(_("Alerts by week"), columns, rows)]
    note = _("weeks of seven days, the last one ends yesterday")
    return Card(_("When it happened"), note, drawing, figures, [drawing.says])


SIGNALS = Picture(
    "signals",
    gettext_lazy("Risk signals"),
    gettext_lazy("Payments, papers and discounts that may be a mistake or worse: why, and how much is at risk."),
    (
        gettext_lazy("An alert is a question, not a verdict: open its papers, ask, then say what you found."),
        gettext_lazy("The list holds as many as a team can check in a day, the most for the money first."),
        gettext_lazy("Strength grows with the reasons: one less the product of what each of them leaves in doubt."),
        gettext_lazy("What was looked into stays away until another paper is added to it."),
        gettext_lazy(
            "You see alerts about customers in your sight, none about what you sold yourself; an order's seller is"
            " whose quote, deal or customer it is."
        ),
        gettext_lazy("Limits are those of the approval rules; equal instalments that were due are no duplicate."),
    ),
    build,
)
