"""What leads publish to the warehouse: where they came from, how fast they were answered, what came of them."""

from django.conf import settings

from zhike.kit.facts import Column, Fact, publish
from zhike.leads.models import Lead

publish(
    Fact(
        name="leads",
        grain="one lead that is no spam",
        columns=(
            Column("lead_id", "int64"),
            Column("customer_id", "int64"),
            Column("deal_id", "int64"),
            Column("owner_id", "int64"),
            Column("source", "string"),
            Column("campaign", "string"),
            Column("region", "string"),
            Column("status", "string"),
            Column("score", "int64", "points"),
            Column("lost_reason", "string"),
            Column("received_on", "date32"),
            Column("response_seconds", "int64", "seconds"),
            Column("converted_on", "date32"),
        ),
        sql=f"""
            select id, customer_id, deal_id, owner_id, source, campaign, region, status, score, lost_reason,
                   (received_at at time zone '{settings.TIME_ZONE}')::date,
                   extract(epoch from first_response_at - received_at)::bigint,
                   (converted_at at time zone '{settings.TIME_ZONE}')::date {{added}}
            from leads_lead where trust = 'fine'
        """,  # noqa: S608 -- a setting, not input
        model=Lead,
        day="received_on",
    )
)
