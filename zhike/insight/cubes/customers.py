"""The cube of customers as they are believed today, and what every cube about customers has: columns and dimensions."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from zhike.customers.kinds import KINDS
from zhike.customers.models import Customer
from zhike.customers.models.customer import Kind
from zhike.insight.cubes.declaring import SUM, Cube, Dimension, Measure, Part, declare, how_many, times
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
        *(Column(name, "string") for name in STANDINGS),
        *(Column(name, "money") for name in NUMBERS),
    ),
    sql=f"""
        select c.id, nullif(c.city, ''),
               {", ".join(f"s.{name}" for name in (*STANDINGS, *NUMBERS))}
        from customers_customer c
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
PEOPLE = Fact(
    name="people",
    grain="one person who works here",
    columns=(Column("person_id", "int64"), Column("team", "int64")),
    sql="select id, team_id from kit_staff",
)
#: Read from the database as it is when a cube is built, beside the facts of the last load.
BESIDE = (BELIEVED, GOODS, PEOPLE)
CUSTOMER = Dimension("customer", _("Customer"), "key", asked="customer", needs=(Customer, ""), model=Customer)


def with_customer(columns: str, source: str, *, owner: str = "c.owner_id", where: str = "TRUE") -> str:
    """The SQL of a cube whose rows belong to customers: its own columns and those that `OF_CUSTOMER` cuts by.

    `source` says FROM what; its table `f` has the `customer_id`. `owner` is the column of who counts as owner, and
    their team as the team: who looks after the customer, unless something else has an owner of its own.
    """
    coded = ", ".join(f"b.{name}" for name in STANDINGS)
    return f"""
        SELECT f.customer_id, f.customer_id AS customer, {columns},
               c.kind AS channel, c.region, b.city, {owner} AS owner, w.team, {coded} {{added}}
        FROM {source}
        LEFT JOIN customers c ON c.customer_id = f.customer_id
        LEFT JOIN believed b ON b.customer_id = f.customer_id
        LEFT JOIN people w ON w.person_id = {owner}
        WHERE {where}
    """  # noqa: S608 -- declarations


def OF_CUSTOMER(path: str, *, owned: type[Model] = Customer) -> tuple[Dimension, ...]:  # noqa: N802 -- a part of declarations
    """The dimensions that a customer gives to whatever belongs to it; `path` leads to it from the records.

    `owned` is the noun whose owner counts: the customer, or the records themselves.
    """
    owner = f"{path}owner" if owned is Customer else "owner"
    coded = (
        Dimension(name, KINDS[name].label, asked=f"{path}{name}", needs=(Customer, name), choices=KINDS[name].values)
        for name in STANDINGS
    )
    return (
        *coded,
        Dimension("channel", _("Channel"), asked=f"{path}kind", needs=(Customer, "kind"), choices=Kind.choices),
        Dimension("region", _("Region"), asked=f"{path}region", needs=(Customer, "region"), finer="city"),
        Dimension("city", _("City"), asked=f"{path}city", needs=(Customer, "city")),
        Dimension("team", _("Team"), "key", asked=f"{owner}.team", needs=(owned, "owner"), model=Team, finer="owner"),
        Dimension("owner", _("Owner"), "key", asked=owner, needs=(owned, "owner"), model=Staff, finer="customer"),
    )


declare(
    Cube(
        name="customers",
        label=_("Customers"),
        about=_("Who they are today, how many, and what they are worth."),
        records=Customer,
        key="customer_id",
        sql=with_customer(
            f"f.known_since AS day, {', '.join(f'CAST(b.{name} AS DECIMAL(18, 4)) AS {name}' for name in NUMBERS)}",
            "customers f",
        ),
        facts=("customers",),
        declared=(
            *OF_CUSTOMER(""),
            Dimension("customer", _("Customer"), "key", needs=(Customer, ""), model=Customer),
            *times(),
        ),
        measures=(
            how_many("customers", _("Customers")),
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
