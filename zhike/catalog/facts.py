"""What the catalogue publishes to the warehouse: keys and classes of what is sold."""

from zhike.catalog.models import Product
from zhike.kit.facts import Column, Fact, publish

publish(
    Fact(
        name="products",
        grain="one product, or a charge such as postage",
        columns=(
            Column("product_id", "int64"),
            Column("product_code", "string"),
            Column("category", "string"),
            Column("is_goods", "bool"),
            Column("is_on_sale", "bool"),
            Column("price", "money"),
            Column("cost", "money"),
        ),
        sql="""
            select id, code, nullif(category, ''), is_goods, active, price, cost {added}
            from catalog_product
        """,
        model=Product,
    )
)


def product_names() -> dict[str, str]:
    """The name of every product by its code: analyses know products by code alone."""
    return dict(Product.objects.values_list("code", "name"))
