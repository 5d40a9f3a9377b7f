"""The cube of customers as they are believed today, and the dimensions that every cube about customers has."""

from django.utils.translation import gettext_lazy as _

from zhike.customers.kinds import KINDS
from zhike.customers.models import Customer
from zhike.customers.models.customer import Kind
from zhike.insight.cubes.declaring import COUNT, SUM, Cube, Dimension, Measure, Part, declare, times
from zhike.kit.facts import Column, Fact
from zhike.kit.models import Staff, Team

STANDINGS = ("tier", "rung", "lifecycle", "abc")
NUMBERS = ("net_sales_12m", "margin_12m", "clv")

#: What stands beside the facts of a customer and changes without them: standings of today, and whose team it is.
BELIEVED = Fact(
    name="believed",
    grain="one customer",
    columns=(
        Column("customer_id", "int64"),
        Column("city", "string"),
        Column("team", "int64"),
        *(Column(name, "string") for name in STANDINGS),
        *(Column(name, "money") for name in NUMBERS),
    ),
    sql=f"""
        select c.id, nullif(c.city, ''), o.team_id,
               {", ".join(f"s.{name}" for name in (*STANDINGS, *NUMBERS))}
        from customers_customer c
        left join kit_staff o on o.id = c.owner_id
        left join (
            select customer_id,
                   {", ".join(f"max(value) filter (where kind = '{name}') as {name}" for name in STANDINGS)},
                   {", ".join(f"max(number) filter (where kind = '{name}') as {name}" for name in NUMBERS)}
            from customers_standing
            where until is null and kind in ({", ".join(f"'{name}'" for name in (*STANDINGS, *NUMBERS))})
            group by customer_id
        ) s on s.customer_id = c.id
    """,  # noqa: S608 -- our own names
)
GOODS = Fact(
    name="goods",
    grain="one product",
    columns=(Column("product_id", "int64"), Column("category", "string")),
    sql="select id, nullif(category, '') from catalog_product",
)
#: Read from the database as it is when a cube is built, beside the facts of the last load.
BESIDE = (BELIEVED, GOODS)


def OF_CUSTOMER(path: str) -> tuple[Dimension, ...]:  # noqa: N802 -- a part of declarations
    """The dimensions that a customer gives to whatever belongs to it; `path` leads to it from the records."""
    coded = (
        Dimension(name, KINDS[name].label, asked=f"{path}{name}", needs=(Customer, name), choices=KINDS[name].values)
        for name in STANDINGS
    )
    return (
        *coded,
        Dimension("channel", _("Channel"), asked=f"{path}kind", needs=(Customer, "kind"), choices=Kind.choices),
        Dimension("region", _("Region"), asked=f"{path}region", needs=(Customer, "region"), finer="city"),
        Dimension("city", _("City"), asked=f"{path}city", needs=(Customer, "city")),
        Dimension(
            "team", _("Team"), "key", asked=f"{path}owner.team", needs=(Customer, "owner"), model=Team, finer="owner"
        ),
        Dimension(
            "owner", _("Owner"), "key", asked=f"{path}owner", needs=(Customer, "owner"), model=Staff, finer="customer"
        ),
    )


declare(
    Cube(
        name="customers",
        label=_("Customers"),
        about=_("Who they are today, how many, and what they are worth."),
        records=Customer,
        key="customer_id",
        sql="""
            SELECT c.customer_id, c.customer_id AS customer, c.known_since AS day, c.kind AS channel, c.region, b.city,
                   c.owner_id AS owner, b.team, b.tier, b.rung, b.lifecycle, b.abc,
                   CAST(b.net_sales_12m AS DECIMAL(18, 4)) AS net_sales_12m,
                   CAST(b.margin_12m AS DECIMAL(18, 4)) AS margin_12m, CAST(b.clv AS DECIMAL(18, 4)) AS clv {added}
            FROM customers c LEFT JOIN believed b ON b.customer_id = c.customer_id
        """,
        facts=("customers",),
        declared=(
            *OF_CUSTOMER(""),
            Dimension("customer", _("Customer"), "key", needs=(Customer, ""), model=Customer),
            *times(),
        ),
        measures=(
            Measure("customers", _("Customers"), {"customers": Part(SUM, "1")}, unit=COUNT),
            *(
                Measure(name, KINDS[name].label, {name: Part(SUM, f"coalesce({name}, 0)")}, needs=(Customer, name))
                for name in NUMBERS
            ),
            Measure(
                "mean_clv",
                _("Lifetime value per customer"),
                {"clv": Part(SUM, "coalesce(clv, 0)"), "judged": Part(SUM, "CASE WHEN clv IS NULL THEN 0 ELSE 1 END")},
                "clv / judged",
                about=_("Of the customers whose value is known."),
                needs=(Customer, "clv"),
            ),
        ),
        day="day",
        asked_day="known_since",
        added_to=Customer,
        usual={"rows": "tier", "columns": "channel", "measure": "customers", "window": "all"},
    )
)
