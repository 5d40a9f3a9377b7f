"""The cubes of deals: deals as they stand, how far they came, and the steps they took between stages."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.deals.models import Competitor, Deal, LossReason, Pipeline, Stage
from zhike.deals.models.pipeline import Kind
from zhike.insight.cubes.customers import CUSTOMER, OF_CUSTOMER, with_customer
from zhike.insight.cubes.declaring import (
    COUNT,
    DISTINCT,
    EXACT,
    NUMBER,
    SHARE,
    SUM,
    Cube,
    Dimension,
    Figure,
    Listed,
    Measure,
    Part,
    Unpriced,
    declare,
    how_many,
    of_field,
    times,
)
from zhike.kit.facts import Column, Fact

AMOUNT = (Deal, "amount")


def _stages() -> list[tuple[str, str]]:
    """The names of stages in the order of boards; pipelines may share some."""
    return [(name, name) for name in dict.fromkeys(Stage.in_use().values_list("name", flat=True))]


def _columns() -> list[tuple[int, str]]:
    """Every stage of a pipeline in use, in the order of boards."""
    return list(Stage.in_use().values_list("pk", "path"))


PIPELINE = of_field(Deal, "pipeline", _("Pipeline"), type="key", model=Pipeline, finer="stage")
NOW = of_field(Deal, "stage", _("Stage"), type="key", choices=Listed(_columns))
STAGE = Dimension("stage", _("Stage"), needs=(Deal, "stage"), choices=Listed(_stages))
CAME_TO = replace(STAGE, asked="came_to", several=True)
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
UNPRICED = Unpriced("deals", are_counted=True)


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
        about=_("Deals by how they ended or stand; amounts in the currency of the firm, by the rate of their day."),
        sql=with_customer(
            f"""
            f.opened_on AS day, n.stage, {OF_DEAL}, f.next_step_on, f.firm_amount AS amount,
            f.firm_weighted AS weighted, f.closed_on - f.opened_on AS took
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
            Measure(
                "weighted",
                _("Weighted pipeline"),
                {"weighted": _when("open", "weighted")},
                only="status in (open)",
                needs=AMOUNT,
            ),
            Measure("won", _("Won deals"), {"won": WON}, unit=COUNT, only="status in (won)"),
            Measure("lost", _("Lost deals"), {"lost": LOST}, unit=COUNT, only="status in (lost)", is_worse_more=True),
            Measure("won_amount", _("Amount won"), {"won_amount": WON_AMOUNT}, only="status in (won)", needs=AMOUNT),
            Measure(
                "lost_amount",
                _("Amount lost"),
                {"lost_amount": _when("lost", "amount")},
                only="status in (lost)",
                needs=AMOUNT,
                is_worse_more=True,
            ),
            Measure(
                "average_won",
                _("Average deal won"),
                {"won_amount": WON_AMOUNT, "priced": _when("won", "CASE WHEN amount IS NULL THEN 0 ELSE 1 END")},
                "won_amount / priced",
                only="status in (won)",
                needs=AMOUNT,
            ),
            Measure(
                "win_rate",
                _("Win rate"),
                WIN_RATE,
                "won / (won + lost)",
                unit=SHARE,
                about=_("Of the deals that ended."),
                only="status in (won, lost)",
            ),
            Measure(
                "cycle",
                _("Days to win"),
                {"took": _when("won", "took"), "won": WON},
                "took / won",
                unit=NUMBER,
                about=_("From opening to winning, on average."),
                only="status in (won)",
                is_worse_more=True,
            ),
            Measure(
                "without_step",
                _("Open without a next step"),
                {"without_step": Part(SUM, "CASE WHEN status = 'open' AND next_step_on IS NULL THEN 1 ELSE 0 END")},
                unit=COUNT,
                only="status in (open) and next_step_on is empty",
                is_worse_more=True,
            ),
        ),
        asked_day="opened_on",
        unpriced=UNPRICED,
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
        Column("became", "string"),
        Column("days", "int64", "days"),
    ),
    sql="""
        select d.id, s.name,
               case when d.status = 'won' or w.far > s.position then 'on' when d.status = 'lost' then 'lost'
                    else 'here' end,
               w.days
        from deals_deal d
        join deals_stage now on now.id = d.stage_id
        join deals_stage s on s.pipeline_id = d.pipeline_id and s.kind = 'open'
        cross join lateral (
            select greatest(
                       coalesce(max(l.position) filter (where l.kind = 'open' and l.pipeline_id = d.pipeline_id), 0),
                       case when d.status = 'open' then now.position else 0 end
                   ) as far,
                   sum(m.days) filter (where m.left_id = s.id) as days
            from deals_stagemove m
            join deals_stage l on l.id = m.left_id
            where m.deal_id = d.id and not m.is_undo
        ) w
        where d.status = 'won' or w.far >= s.position
    """,
)


FELL = "became = 'lost'"


def _different(status: str) -> Part:
    """Deals of a status, each once however many stages it came to."""
    return Part(DISTINCT, f"CASE WHEN status = '{status}' THEN deal_id END")


def _there(became: str, amount: str = "1") -> Part:
    return Part(SUM, f"CASE WHEN became = '{became}' THEN {amount} ELSE 0 END")


declare(
    Cube(
        name="funnel",
        label=_("Funnel of deals"),
        about=_("Every stage that deals came to or past, and what became of them there: on, lost, or still there."),
        sql=with_customer(
            f"f.opened_on AS day, r.stage, r.became, r.days, {OF_DEAL}, f.firm_amount AS amount",
            f"{DEALS} JOIN reached r ON r.deal_id = f.deal_id",
            owner="f.owner_id",
        ),
        facts=("deals", "customers"),
        beside=(NUMBERS, REACHED),
        declared=(
            PIPELINE,
            CAME_TO,
            Dimension(
                "became",
                _("What became of them"),
                needs=(Deal, "stage"),
                choices=(("on", _("Went on")), ("lost", _("Lost there")), ("here", _("Still there"))),
                per_line=True,
            ),
            *WHY_AND_WHENCE,
            *OF_CUSTOMER("customer.", owned=Deal),
            CUSTOMER,
            *times(),
        ),
        measures=(
            Measure(
                "reached",
                _("Came so far"),
                {"reached": Part(DISTINCT, "deal_id")},
                unit=COUNT,
                about=_("Deals that came to the stage or past it: one in each stage it came to, and once in a total."),
            ),
            Measure(
                "came_amount",
                _("Amount that came so far"),
                {"amount": Part(EXACT, "CASE WHEN count(DISTINCT deal_id) = count(*) THEN sum(amount) END")},
                "amount",
                about=_("Empty where the amount of a deal would be added up once for each stage it came to."),
                needs=AMOUNT,
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
                {"won": _different("won"), "lost": _different("lost")},
                "won / (won + lost)",
                unit=SHARE,
                about=_("Of the deals that came so far and ended, each once."),
                only="status in (won, lost)",
                counts="status IN ('won', 'lost')",
            ),
            Measure("fell", _("Lost there"), {"fell": _there("lost")}, unit=COUNT, counts=FELL, is_worse_more=True),
            Measure(
                "fell_amount",
                _("Amount lost there"),
                {"fell_amount": _there("lost", "amount")},
                counts=FELL,
                needs=AMOUNT,
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
        asked_day="opened_on",
        unpriced=UNPRICED,
        lines=("stage", "became"),
        figures=(Figure("days", _("Days in the stage"), NUMBER), Figure("amount", _("Amount"), needs=AMOUNT)),
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
