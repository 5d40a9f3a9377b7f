"""The cubes of deals: deals as they stand, and the steps they took between stages."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhike.customers.models import Customer
from zhike.deals.models import Deal
from zhike.deals.models.pipeline import Kind
from zhike.insight.cubes.customers import OF_CUSTOMER
from zhike.insight.cubes.declaring import COUNT, NUMBER, SHARE, SUM, Cube, Dimension, Measure, Part, declare, times

AMOUNT = (Deal, "amount")
CUSTOMER = Dimension("customer", _("Customer"), "key", asked="customer", needs=(Customer, ""), model=Customer)
STAGES = (
    Dimension("pipeline", _("Pipeline"), needs=(Deal, "pipeline"), finer="stage"),
    Dimension("stage", _("Stage"), needs=(Deal, "stage")),
)


def _when(status: str, amount: str = "1") -> Part:
    return Part(SUM, f"CASE WHEN status = '{status}' THEN {amount} ELSE 0 END")


WON, LOST, OPEN = _when("won"), _when("lost"), _when("open")
declare(
    Cube(
        name="deals",
        label=_("Deals"),
        about=_("Deals by how they ended or stand; amounts in the currency of the firm, others count as none."),
        records=Deal,
        key="deal_id",
        sql=f"""
            SELECT d.deal_id, d.customer_id, d.customer_id AS customer, d.opened_on AS day, d.pipeline, d.stage,
                   d.status, d.loss_reason, d.competitor, nullif(d.source, '') AS source, d.next_step_on,
                   CASE WHEN d.currency = '{settings.CURRENCY}' THEN coalesce(d.amount, 0) ELSE 0 END AS amount,
                   CASE WHEN d.currency = '{settings.CURRENCY}' THEN d.weighted ELSE 0 END AS weighted,
                   d.closed_on - d.opened_on AS took,
                   c.kind AS channel, c.region, b.city, d.owner_id AS owner, b.team, b.tier, b.rung, b.lifecycle,
                   b.abc {{added}}
            FROM deals d
            LEFT JOIN customers c ON c.customer_id = d.customer_id
            LEFT JOIN believed b ON b.customer_id = d.customer_id
        """,  # noqa: S608 -- a setting, not input
        facts=("deals", "customers"),
        declared=(
            *STAGES,
            Dimension("status", _("Status"), asked="status", needs=(Deal, "status"), choices=Kind.choices),
            Dimension("loss_reason", _("Loss reason"), needs=(Deal, "status")),
            Dimension("competitor", _("Competitor"), needs=(Deal, "status")),
            Dimension("source", _("Source"), asked="source", needs=(Deal, "source")),
            *OF_CUSTOMER("customer."),
            CUSTOMER,
            *times(),
        ),
        measures=(
            Measure("deals", _("Deals"), {"deals": Part(SUM, "1")}, unit=COUNT),
            Measure("amount", _("Amount"), {"amount": Part(SUM, "amount")}, needs=AMOUNT),
            Measure("weighted", _("Weighted pipeline"), {"weighted": _when("open", "weighted")}, needs=AMOUNT),
            Measure("won", _("Won deals"), {"won": WON}, unit=COUNT, only="status in (won)"),
            Measure("lost", _("Lost deals"), {"lost": LOST}, unit=COUNT, only="status in (lost)", is_worse_more=True),
            Measure("won_amount", _("Amount won"), {"won_amount": _when("won", "amount")}, needs=AMOUNT),
            Measure(
                "lost_amount",
                _("Amount lost"),
                {"lost_amount": _when("lost", "amount")},
                needs=AMOUNT,
                is_worse_more=True,
            ),
            Measure(
                "win_rate",
                _("Win rate"),
                {"won": WON, "lost": LOST},
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
        owners={"customer": "customer_id"},
        day="day",
        asked_day="opened_on",
        usual={"rows": "stage", "columns": "pipeline", "measure": "deals"},
        order=20,
    )
)
declare(
    Cube(
        name="steps",
        label=_("Steps of deals"),
        about=_("Every step from one stage to another, those taken back left out."),
        records=Deal,
        key="deal_id",
        sql="""
            SELECT m.deal_id, m.customer_id, m.customer_id AS customer, m.moved_on AS day, m.pipeline,
                   m."left", m.entered AS stage, m.days,
                   c.kind AS channel, c.region, b.city, c.owner_id AS owner, b.team, b.tier, b.rung, b.lifecycle, b.abc
            FROM deal_stage_moves m
            LEFT JOIN customers c ON c.customer_id = m.customer_id
            LEFT JOIN believed b ON b.customer_id = m.customer_id
            WHERE NOT m.is_undo
        """,
        facts=("deal_stage_moves", "customers"),
        declared=(
            *STAGES,
            Dimension("left", _("Stage before"), needs=(Deal, "stage")),
            *OF_CUSTOMER("customer."),
            CUSTOMER,
            *times(),
        ),
        measures=(
            Measure("steps", _("Stage steps"), {"steps": Part(SUM, "1")}, unit=COUNT),
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
        owners={"customer": "customer_id"},
        day="day",
        usual={"rows": "stage", "columns": "month", "measure": "steps"},
        order=25,
    )
)
