"""What customers publish to the warehouse: keys and classes, never a name or a number to call."""

from django.conf import settings

from zhike.customers.models import Customer
from zhike.kit.facts import Column, Fact, publish

publish(
    Fact(
        name="customers",
        grain="one customer",
        columns=(
            Column("customer_id", "int64"),
            Column("kind", "string"),
            Column("known_since", "date32"),
            Column("region", "string"),
            Column("owner_id", "int64"),
            Column("referred_by", "int64"),
        ),
        sql="""
            select id, kind, known_since, nullif(region, ''), owner_id, referred_by_id {added}
            from customers_customer
        """,
        model=Customer,
    )
)
publish(
    Fact(
        name="standings",
        grain="one thing believed of a customer, from since until the day before until; null where it holds",
        columns=(
            Column("standing_id", "int64"),
            Column("customer_id", "int64"),
            Column("kind", "string"),
            Column("value", "string"),
            Column("number", "money"),
            Column("since", "date32"),
            Column("until", "date32"),
            Column("is_stated", "bool"),
        ),
        sql="""
            select id, customer_id, kind, nullif(value, ''), number, since, until, source = 'stated'
            from customers_standing
        """,
        day="since",
    )
)
publish(
    Fact(
        name="customer_past",
        grain="one kind, region or owner a customer had, from since until the day before until; told by the trace",
        columns=(
            Column("customer_id", "int64"),
            Column("field", "string"),
            Column("value", "string"),
            Column("since", "date32"),
            Column("until", "date32"),
        ),
        # A day has the value it ended with. What was before the first change held since the customer was known.
        sql=f"""
            with changed as (
                select distinct on (t.object_id, c.key, (t.at at time zone '{settings.TIME_ZONE}')::date)
                       t.object_id, c.key as field, (t.at at time zone '{settings.TIME_ZONE}')::date as day,
                       first_value(c.value ->> 0) over changes as before, c.value ->> 1 as after
                from kit_trace t, jsonb_each(t.changes) c
                where t.noun = 'customers.customer' and c.key in ('kind', 'region', 'owner_id')
                      and jsonb_typeof(c.value) = 'array' and jsonb_array_length(c.value) = 2 and t.verb <> 'create'
                window changes as (
                    partition by t.object_id, c.key, (t.at at time zone '{settings.TIME_ZONE}')::date order by t.id
                )
                order by t.object_id, c.key, (t.at at time zone '{settings.TIME_ZONE}')::date, t.id desc
            ),
            now as (
                select id, known_since, field, value
                from customers_customer, lateral (
                    values ('kind', kind), ('region', region), ('owner_id', owner_id::text)
                ) held (field, value)
            ),
            steps as (
                select object_id as id, field, day as since, after as value from changed
                union all
                select n.id, n.field, least(n.known_since, f.day),
                       coalesce(f.before, case when f.day is null then n.value end)
                from now n
                left join lateral (
                    select day, before from changed c
                    where c.object_id = n.id and c.field = n.field
                    order by day limit 1
                ) f on true
            )
            select s.id, s.field, nullif(s.value, ''), s.since,
                   lead(s.since) over (partition by s.id, s.field order by s.since)
            from steps s
            join customers_customer c on c.id = s.id
        """,  # noqa: S608 -- a setting, not input
    )
)
