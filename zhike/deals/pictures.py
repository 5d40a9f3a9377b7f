"""The cards of the pages about a pipeline and about how deals ended: charts, and the tables behind them."""

import json
from calendar import monthrange
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.deals import figures, rules
from zhike.deals.models import Pipeline
from zhike.insight.pictures.picture import Card, Column, Figures, Unit
from zhike.look import format
from zhike.look.charts import Bars

STAGES = (
    Column("stage", gettext_lazy("Stage")),
    Column("deals", gettext_lazy("Deals"), Unit.COUNT),
    Column("amount", gettext_lazy("Amount"), Unit.MONEY),
    Column("weighted", gettext_lazy("Weighted amount"), Unit.MONEY),
    Column("slow", gettext_lazy("Slower than usual"), Unit.COUNT),
)
LEARNED = (
    Column("stage", gettext_lazy("Stage")),
    Column("given", gettext_lazy("Given"), Unit.SHARE),
    Column("learned", gettext_lazy("Learned"), Unit.SHARE),
    Column("low", gettext_lazy("At least (95 %)"), Unit.SHARE),
    Column("high", gettext_lazy("At most (95 %)"), Unit.SHARE),
    Column("won", gettext_lazy("Won"), Unit.COUNT),
    Column("reached", gettext_lazy("Of ended deals"), Unit.COUNT),
    Column("usual", gettext_lazy("Usual days"), Unit.COUNT),
    Column("median", gettext_lazy("Half leave within (days)"), Unit.COUNT),
    Column("slow", gettext_lazy("Four in five leave within (days)"), Unit.COUNT),
)
WEIGHED = (
    Column("deals", gettext_lazy("Deals"), Unit.COUNT),
    Column("amount", gettext_lazy("Amount"), Unit.MONEY),
    Column("weighted", gettext_lazy("Weighted amount"), Unit.MONEY),
)
REACHED = (
    Column("stage", gettext_lazy("Stage")),
    Column("reached", gettext_lazy("Came so far"), Unit.COUNT),
    Column("share", gettext_lazy("Of the stage before"), Unit.SHARE),
    Column("won", gettext_lazy("Won"), Unit.COUNT),
)
ENDS = (
    Column("won", gettext_lazy("Won"), Unit.COUNT),
    Column("lost", gettext_lazy("Closed lost"), Unit.COUNT),
    Column("rate", gettext_lazy("Win rate"), Unit.SHARE),
    Column("low", gettext_lazy("At least (95 %)"), Unit.SHARE),
    Column("high", gettext_lazy("At most (95 %)"), Unit.SHARE),
    Column("won_amount", gettext_lazy("Amount won"), Unit.MONEY),
    Column("lost_amount", gettext_lazy("Amount lost"), Unit.MONEY),
)


def cards_of(pipeline: Pipeline, *, by: Any, today: date, currency: str = "") -> list[Card]:
    """What stands in a pipeline, when and with whom, how far deals came, and what was learned of its stages."""
    currency = currency or figures.currency_of(pipeline, by=by)
    standing = figures.standings(pipeline, by=by, currency=currency)
    return [
        _standing_card(standing, currency),
        _funnel_card(pipeline, by=by, today=today),
        _months_card(pipeline, by=by, currency=currency),
        _owners_card(pipeline, by=by, currency=currency),
        _learned_card(standing),
    ]


def outcome_cards(*, by: Any, since: date, until: date, currency: str) -> list[Card]:
    """Why, to whom, where and with whom deals ended."""
    found = figures.ended(by=by, since=since, until=until)
    lost = found.filter(status="lost")
    parts = (
        (_("Reasons for losing"), lost, "loss_reason__name", "loss_reason"),
        (_("Competitors"), found.exclude(competitor=None), "competitor__name", "competitor"),
        (_("Stage it was lost from"), lost, "stage_left", "left_last"),
        (_("Owners"), found, "owner__name", "owner"),
        (_("Pipelines"), found, "pipeline__name", "pipeline"),
    )
    span = {"closed_on.min": since.isoformat(), "closed_on.max": until.isoformat()}
    cards = []
    for title, some, key, asked in parts:
        ends = ("lost",) if some is lost else ("won", "lost")
        told = figures.outcomes(some, key, asked=asked, currency=currency)
        links = [_deals(**{asked: row["asked"] or "none"}, status=ends, **span) for row in told]
        cards.append(_ends_card(title, told, links))
    return cards


def _standing_card(standing: list[figures.Standing], currency: str) -> Card:
    told = [
        {"stage": at.stage.name, "deals": at.deals, "amount": at.amount, "weighted": at.weighted, "slow": at.slow}
        for at in standing
    ]
    links = {nth: _deals(stage=at.stage.pk, status="open") for nth, at in enumerate(standing)}
    sentence = _("%(deals)s open deals, weighted %(weighted)s of %(amount)s.") % {
        "deals": format.number(sum(at.deals for at in standing)),
        "weighted": format.money(sum(at.weighted for at in standing), currency=currency),
        "amount": format.money(sum(at.amount for at in standing), currency=currency),
    }
    drawing = _bars(told, "stage", _("Open deals by stage"), sentence, currency, list(links.values()))
    behind = Figures(_("Stages"), STAGES, told, links)
    return Card(_("Where deals stand"), drawing=drawing, figures=[behind], sentences=[sentence])


def _funnel_card(pipeline: Pipeline, *, by: Any, today: date) -> Card:
    since = today - figures.YEAR
    steps = figures.funnel(pipeline, by=by, since=since)
    links = [_deals(came_to=stage.pk, **{"opened_on.min": since.isoformat()}) for stage, *_counts in steps]
    told: list[dict[str, Any]] = []
    before = 0
    for stage, reached, won in steps:
        share = reached / before if before else None
        told.append({"stage": stage.name, "reached": reached, "share": share, "won": won})
        before = reached
    drawing = Bars(
        label=_("Funnel"),
        says=_("How far deals opened in the last twelve months came."),
        names=[row["stage"] for row in told],
        series=[(_("Came so far"), "t0", [row["reached"] for row in told])],
        y_says=format.number,
        links=links,
    )
    note = _("deals opened in the last twelve months")
    behind = Figures(_("Funnel"), REACHED, told, dict(enumerate(links)))
    return Card(_("Funnel"), note, drawing=drawing, figures=[behind])


def _months_card(pipeline: Pipeline, *, by: Any, currency: str) -> Card:
    found = figures.months(pipeline, by=by, currency=currency)
    told = [
        {"month": f"{month:%Y-%m}" if month else _("not dated"), "deals": n, "amount": amount, "weighted": weighted}
        for month, n, amount, weighted in found
    ]
    here = {"pipeline": pipeline.pk, "status": "open", "currency": currency}
    links = [_deals(**here, **_expected(month)) for month, *_rest in found]
    title = _("By month expected")
    drawing = _bars(told, "month", title, _("Open deals by the month they are expected to close."), currency, links)
    behind = Figures(title, (Column("month", _("Month")), *WEIGHED), told, dict(enumerate(links)))
    return Card(title, drawing=drawing if told else None, figures=[behind])


def _expected(month: date | None) -> dict[str, str]:
    """What the list is asked for the deals of a month, or for those without a day."""
    if month is None:
        return {"filter": json.dumps({"field": "expected_on", "op": "empty", "values": []})}
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return {"expected_on.min": month.isoformat(), "expected_on.max": last.isoformat()}


def _owners_card(pipeline: Pipeline, *, by: Any, currency: str) -> Card:
    found = figures.owners(pipeline, by=by, currency=currency)
    told = [{"owner": name or "—", "deals": n, "amount": a, "weighted": w} for _key, name, n, a, w in found]
    links = {
        nth: _deals(owner=key or "none", pipeline=pipeline.pk, status="open", currency=currency)
        for nth, (key, *_rest) in enumerate(found)
    }
    drawing = _bars(told, "owner", _("By owner"), _("Open deals by owner."), currency, list(links.values()))
    behind = Figures(_("By owner"), (Column("owner", _("Owner")), *WEIGHED), told, links)
    return Card(_("By owner"), drawing=drawing if told else None, figures=[behind])


def _learned_card(standing: list[figures.Standing]) -> Card:
    told = [_learned(at) for at in standing]
    known = next((at.learned for at in standing if at.learned), None)
    sentences = [_("Nothing has been learned yet; it is every night.")]
    if known:
        months = {"months": known.months, "day": known.as_of.isoformat(), "version": known.version}
        sentences = [
            _("From deals that ended in the %(months)s months before %(day)s, rules %(version)s.") % months,
            _("Learned = (won + %(weight)s × given) ÷ (ended + %(weight)s); the interval is Wilson's.")
            % {"weight": rules.WEIGHT},
        ]
    return Card(_("Given and learned"), figures=[Figures(_("Given and learned"), LEARNED, told)], sentences=sentences)


def _learned(at: figures.Standing) -> dict[str, Any]:
    row = dict.fromkeys((column.name for column in LEARNED), None) | {
        "stage": at.stage.name,
        "given": at.stage.probability / 100,
        "usual": at.stage.usual_days,
    }
    if at.learned:
        shares = {name: float(getattr(at.learned, name)) / 100 for name in ("low", "high")}
        counted = {name: getattr(at.learned, name) for name in ("won", "reached")}
        days = {"median": at.learned.median_days, "slow": at.learned.slow_days}
        row |= shares | counted | days | {"learned": float(at.learned.probability) / 100}
    return row


def _ends_card(title: str, found: list[dict[str, Any]], links: list[str]) -> Card:
    told = []
    for row in found:
        low, high = rules.wilson(row["won"], row["won"] + row["lost"])
        rate = row["won"] / (row["won"] + row["lost"])
        money = {name: float(row[name]) for name in ("won_amount", "lost_amount")}
        told.append(row | money | {"key": row["key"] or "—", "rate": rate, "low": low, "high": high})
    series = [
        (_("Closed won"), "t0", [row["won"] for row in told]),
        (_("Closed lost"), "t1", [row["lost"] for row in told]),
    ]
    drawing = Bars(
        label=title,
        says=title,
        names=[row["key"] for row in told],
        series=[one for one in series if any(one[2])],
        y_says=format.number,
        links=links,
    )
    behind = Figures(title, (Column("key", title), *ENDS), told, dict(enumerate(links)))
    return Card(title, drawing=drawing if told else None, figures=[behind])


def _bars(told: list[dict[str, Any]], name: str, title: str, says: str, currency: str, links: Any) -> Bars:
    return Bars(
        label=title,
        says=says,
        names=[str(row[name]) for row in told],
        series=[
            (_("Amount"), "t2", [row["amount"] for row in told]),
            (_("Weighted amount"), "t0", [row["weighted"] for row in told]),
        ],
        y_says=partial(format.money, currency=currency),
        links=links,
    )


def _deals(**asked: Any) -> str:
    """The list of the deals that a figure counts."""
    return f"{reverse('kit:list', args=['deals'])}?{urlencode(asked, doseq=True)}"
