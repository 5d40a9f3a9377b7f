"""What the objection book publishes to the warehouse: who met what how and when, never what was said."""

from django.conf import settings

from zhike.kit.facts import Column, Fact, publish
from zhike.objections.models import Objection

publish(
    Fact(
        name="objections",
        grain="one objection",
        columns=(
            Column("objection_id", "int64"),
            Column("customer_id", "int64"),
            Column("product_id", "int64"),
            Column("seller_id", "int64"),
            Column("kind", "string"),
            Column("method", "string"),
            Column("timing", "string"),
            Column("tenure", "string"),
            Column("outcome", "string"),
            Column("raised_on", "date32"),
            Column("decided_on", "date32"),
        ),
        sql=f"""
            select id, customer_id, product_id, seller_id,
                   (select name from objections_objection_kind k where k.id = kind_id), method, timing, tenure, outcome,
                   raised_on, (decided_at at time zone '{settings.TIME_ZONE}')::date {{added}}
            from objections_objection
        """,  # noqa: S608 -- a setting, not input
        model=Objection,
        day="raised_on",
    )
)
