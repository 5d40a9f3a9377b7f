"""What deals publish to the warehouse: deals as they stand, and every step between stages."""

from django.conf import settings

from zhike.catalog.currencies import worth
from zhike.deals.models import Deal
from zhike.insight.unpriced import publish_unpriced
from zhike.kit.facts import Column, Fact, publish

# What one of the currency of a deal is worth to the firm on the day it ended, of an open one on the day it began.
WORTH = worth("currency", "coalesce(closed_on, opened_on)")

publish(
    Fact(
        name="deals",
        grain="one deal as it stands; probability in percent, amount and weighted in its own currency, firm_amount and"
        " firm_weighted in that of the firm, and null where no exchange rate of its day is known",
        columns=(
            Column("deal_id", "int64"),
            Column("customer_id", "int64"),
            Column("owner_id", "int64"),
            Column("pipeline", "string"),
            Column("stage", "string"),
            Column("status", "string"),
            Column("amount", "money"),
            Column("weighted", "money"),
            Column("currency", "string"),
            Column("firm_amount", "money"),
            Column("firm_weighted", "money"),
            Column("probability", "int64", "%"),
            Column("opened_on", "date32"),
            Column("stage_since", "date32"),
            Column("expected_on", "date32"),
            Column("closed_on", "date32"),
            Column("next_step_on", "date32"),
            Column("loss_reason", "string"),
            Column("competitor", "string"),
            Column("source", "string"),
        ),
        sql=f"""
            select id, customer_id, owner_id,
                   (select p.name from deals_pipeline p where p.id = pipeline_id),
                   (select s.name from deals_stage s where s.id = stage_id),
                   status, amount, weighted, currency,
                   coalesce(amount, 0) * {WORTH}, weighted * {WORTH}, probability,
                   opened_on, stage_since, expected_on, closed_on, next_step_on,
                   (select r.name from deals_loss_reason r where r.id = loss_reason_id),
                   (select c.name from deals_competitor c where c.id = competitor_id),
                   source {{added}}
            from deals_deal
        """,  # noqa: S608 -- our own words
        model=Deal,
        day="opened_on",
    )
)
publish_unpriced(
    "deals",
    "one deal whose amount nobody can tell in the currency of the firm,",
    key="deal_id",
    day="opened_on",
    amount="amount",
    rows="(select * from deals_deal where amount <> 0) deal",
    worth=WORTH,
)
publish(
    Fact(
        name="deal_stage_moves",
        grain="one step of a deal between stages; is_undo takes back the step before it",
        columns=(
            Column("move_id", "int64"),
            Column("deal_id", "int64"),
            Column("customer_id", "int64"),
            Column("pipeline", "string"),
            Column("left", "string"),
            Column("entered", "string"),
            Column("moved_on", "date32"),
            Column("days", "int64", "days"),
            Column("is_undo", "bool"),
        ),
        sql=f"""
            select m.id, m.deal_id, d.customer_id, p.name, l.name, e.name,
                   (m.at at time zone '{settings.TIME_ZONE}')::date, m.days, m.is_undo
            from deals_stagemove m
            join deals_deal d on d.id = m.deal_id
            join deals_stage l on l.id = m.left_id
            join deals_stage e on e.id = m.entered_id
            join deals_pipeline p on p.id = e.pipeline_id
        """,  # noqa: S608 -- a setting, not input
        day="moved_on",
    )
)
