"""The priority of a customer on a call list is its place among all, not a copy of what it bought for."""

from django.db import migrations

PLACED = """
    update telesales_planned_call set worth = coalesce((
        select 100 - 100 * ((told->>'place')::int - 1) / (told->>'ranked_customers')::int
        from (
            select coalesce(evidence->'computed'->'evidence', evidence) as told from customers_standing
            where customer_id = telesales_planned_call.customer_id and kind = 'tier' and until is null
        ) believed
    ), 0)
    where customer_id is not null
"""


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0009_room_for_products'),
        ('telesales', '0003_calls_and_leads'),
    ]

    operations = [migrations.RunSQL(PLACED, migrations.RunSQL.noop)]
