"""The cubes of deals: deals as they stand, how far they came, and the steps they took between stages."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhike.deals import reaching
from zhike.deals.models import Competitor, Deal, LossReason, Pipeline, Stage
from zhike.deals.models.pipeline import Kind
from zhike.insight.cubes.customers import CUSTOMER, OF_CUSTOMER, with_customer
from zhike.insight.cubes.declaring import (
    COUNT,
    NUMBER,
    SHARE,
    SUM,
    Cube,
    Dimension,
    Listed,
    Measure,
    Part,
    declare,
    how_many,
    of_field,
    times,
)
from zhike.kit.facts import Column, Fact

AMOUNT = (Deal, "amount")
#: In the currency of the firm; others count as none, for an amount is not changed into another while it may move.
IN_FIRM = "CASE WHEN f.currency = '{0}' THEN {1} ELSE 0 END"
OWN = IN_FIRM.format(settings.CURRENCY, "coalesce(f.amount, 0)")


def _stages() -> list[tuple[str, str]]:
    """The names of stages in the order of boards; pipelines may share some."""
    return [(name, name) for name in dict.fromkeys(Stage.in_use().values_list("name", flat=True))]


def _columns() -> list[tuple[int, str]]:
    """Every stage of a pipeline in use, in the order of boards."""
    return list(Stage.in_use().values_list("pk", "path"))


PIPELINE = of_field(Deal, "pipeline", _("Pipeline"), type="key", model=Pipeline, finer="stage")
NOW = of_field(Deal, "stage", _("Stage"), type="key", choices=Listed(_columns))
STAGE = Dimension("stage", _("Stage"), needs=(Deal, "stage"), choices=Listed(_stages))
WHY_AND_WHENCE = (
    of_field(Deal, "loss_reason", _("Loss reason"), type="key", model=LossReason),
    of_field(Deal, "competitor", _("Competitor"), type="key", model=Competitor),
    of_field(Deal, "source", _("Source")),
)
#: The facts have their names; lists ask by number.
NUMBERS = Fact(
    name="deal_numbers",
    grain="one deal",
    columns=tuple(Column(name, "int64") for name in ("deal_id", "pipeline", "stage", "loss_reason", "competitor")),
    sql="select id, pipeline_id, stage_id, loss_reason_id, competitor_id from deals_deal",
)
DEALS = "deals f LEFT JOIN deal_numbers n ON n.deal_id = f.deal_id"
OF_DEAL = "f.deal_id, n.pipeline, n.loss_reason, n.competitor, nullif(f.source, '') AS source, f.status"
USUAL: dict[str, Any] = {"records": Deal, "key": "deal_id", "owners": {"customer": "customer_id"}, "day": "day"}


def _when(status: str, amount: str = "1") -> Part:
    return Part(SUM, f"CASE WHEN status = '{status}' THEN {amount} ELSE 0 END")


TOTAL = Part(SUM, "amount")
WON, LOST = _when("won"), _when("lost")
WON_AMOUNT = _when("won", "amount")
WIN_RATE = {"won": WON, "lost": LOST}
declare(
    Cube(
        name="deals",
        label=_("Deals"),
        about=_("Deals by how they ended or stand; amounts in the currency of the firm, others count as none."),
        sql=with_customer(
            f"""
            f.opened_on AS day, n.stage, {OF_DEAL}, f.next_step_on, {OWN} AS amount,
            {IN_FIRM.format(settings.CURRENCY, "f.weighted")} AS weighted, f.closed_on - f.opened_on AS took
            """,
            DEALS,
            owner="f.owner_id",
        ),
        facts=("deals", "customers"),
        beside=(NUMBERS,),
        declared=(
            PIPELINE,
            NOW,
            of_field(Deal, "status", _("Status"), choices=Kind.choices),
            *WHY_AND_WHENCE,
            *OF_CUSTOMER("customer.", owned=Deal),
            CUSTOMER,
            *times(),
        ),
        measures=(
            how_many("deals", _("Deals")),
            Measure("amount", _("Amount"), {"amount": TOTAL}, needs=AMOUNT),
            Measure("weighted", _("Weighted pipeline"), {"weighted": _when("open", "weighted")}, needs=AMOUNT),
            Measure("won", _("Won deals"), {"won": WON}, unit=COUNT, only="status in (won)"),
            Measure("lost", _("Lost deals"), {"lost": LOST}, unit=COUNT, only="status in (lost)", is_worse_more=True),
            Measure("won_amount", _("Amount won"), {"won_amount": WON_AMOUNT}, needs=AMOUNT),
            Measure(
                "lost_amount",
                _("Amount lost"),
                {"lost_amount": _when("lost", "amount")},
                needs=AMOUNT,
                is_worse_more=True,
            ),
            Measure(
                "average_won",
                _("Average deal won"),
                {"won_amount": WON_AMOUNT, "won": WON},
                "won_amount / won",
                needs=AMOUNT,
            ),
            Measure(
                "win_rate",
                _("Win rate"),
                WIN_RATE,
                "won / (won + lost)",
                unit=SHARE,
                about=_("Of the deals that ended."),
            ),
            Measure(
                "cycle",
                _("Days to win"),
                {"took": _when("won", "took"), "won": WON},
                "took / won",
                unit=NUMBER,
                about=_("From opening to winning, on average."),
                is_worse_more=True,
            ),
            Measure(
                "without_step",
                _("Open without a next step"),
                {"without_step": Part(SUM, "CASE WHEN status = 'open' AND next_step_on IS NULL THEN 1 ELSE 0 END")},
                unit=COUNT,
                is_worse_more=True,
            ),
        ),
        asked_day="opened_on",
        usual={"rows": "stage", "columns": "pipeline", "measure": "deals"},
        order=20,
        **USUAL,
    )
)

#: The open stages of its pipeline that a deal came to or past, by the steps it left behind, and what became of it.
REACHED = Fact(
    name="reached",
    grain="one deal in one open stage of its pipeline that it came to or past",
    columns=(
        Column("deal_id", "int64"),
        Column("stage", "string"),
        Column("days", "int64", "days"),
        Column("became", "string"),
    ),
    sql=f"select {reaching.TOLD} {reaching.FOUND}",
)


def _there(became: str, amount: str = "1") -> Part:
    return Part(SUM, f"CASE WHEN became = '{became}' THEN {amount} ELSE 0 END")


declare(
    Cube(
        name="funnel",
        label=_("Funnel of deals"),
        about=_("Every stage that deals came to or past, and what became of them there: on, lost, or still there."),
        sql=with_customer(
            f"f.opened_on AS day, r.stage, r.became, r.days, {OF_DEAL}, {OWN} AS amount",
            f"{DEALS} JOIN reached r ON r.deal_id = f.deal_id",
            owner="f.owner_id",
        ),
        facts=("deals", "customers"),
        beside=(NUMBERS, REACHED),
        declared=(
            PIPELINE,
            STAGE,
            Dimension(
                "became",
                _("What became of them"),
                needs=(Deal, "stage"),
                choices=reaching.BECAME,
            ),
            *WHY_AND_WHENCE,
            *OF_CUSTOMER("customer.", owned=Deal),
            CUSTOMER,
            *times(),
        ),
        measures=(
            how_many(
                "reached",
                _("Came so far"),
                about=_("Deals that came to the stage or past it. Cut by stage: a deal counts in each it came to."),
            ),
            Measure(
                "came_amount", _("Amount that came so far"), {"amount": Part(SUM, "amount")}, "amount", needs=AMOUNT
            ),
            Measure(
                "passed",
                _("Pass rate"),
                {"on": _there("on"), "fell": _there("lost")},
                "on / (on + fell)",
                unit=SHARE,
                about=_("Of the deals that left the stage, those that were not lost there."),
            ),
            Measure(
                "win_rate_from",
                _("Win rate"),
                WIN_RATE,
                "won / (won + lost)",
                unit=SHARE,
                about=_("Of the deals that came so far and ended."),
            ),
            Measure(
                "fell",
                _("Lost there"),
                {"fell": _there("lost")},
                unit=COUNT,
                narrows={"became": "lost"},
                is_worse_more=True,
            ),
            Measure(
                "fell_amount",
                _("Amount lost there"),
                {"fell": _there("lost", "amount")},
                "fell",
                needs=AMOUNT,
                narrows={"became": "lost"},
                is_worse_more=True,
            ),
            Measure(
                "stay",
                _("Days in the stage"),
                {"days": Part(SUM, "days"), "left": Part(SUM, "CASE WHEN days IS NULL THEN 0 ELSE 1 END")},
                "days / left",
                unit=NUMBER,
                about=_("Of the deals that left it, on average."),
                is_worse_more=True,
            ),
        ),
        page="deals:reached",
        usual={"rows": "pipeline,stage", "columns": "-", "measure": "reached,passed,win_rate_from"},
        order=22,
        **USUAL,
    )
)
declare(
    Cube(
        name="steps",
        label=_("Steps of deals"),
        about=_("Every step from one stage to another, those taken back left out."),
        sql=with_customer(
            """
            f.deal_id, f.moved_on AS day, n.pipeline, f."left" AS stage_before, f.entered AS stage, f.days
            """,
            """(
                SELECT m.*, d.owner_id, lead(m.is_undo) OVER (PARTITION BY m.deal_id ORDER BY m.move_id) AS is_undone
                FROM deal_stage_moves m JOIN deals d ON d.deal_id = m.deal_id
            ) f LEFT JOIN deal_numbers n ON n.deal_id = f.deal_id""",
            owner="f.owner_id",
            where="NOT f.is_undo AND NOT coalesce(f.is_undone, FALSE)",
        ),
        facts=("deal_stage_moves", "deals", "customers"),
        beside=(NUMBERS,),
        declared=(
            PIPELINE,
            STAGE,
            Dimension("stage_before", _("Stage before"), needs=(Deal, "stage"), choices=Listed(_stages)),
            *OF_CUSTOMER("customer.", owned=Deal),
            CUSTOMER,
            *times(),
        ),
        measures=(
            how_many("steps", _("Stage steps")),
            Measure(
                "days",
                _("Days in the stage before"),
                {"days": Part(SUM, "days"), "steps": Part(SUM, "1")},
                "days / steps",
                unit=NUMBER,
                about=_("How long they stood there before the step, on average."),
                is_worse_more=True,
            ),
        ),
        page="deals:steps",
        usual={"rows": "stage", "columns": "month", "measure": "steps"},
        order=25,
        **USUAL,
    )
)
