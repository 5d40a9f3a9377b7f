"""The cube of objections: what was held against buying, how it was met, and whether that helped."""

from django.utils.translation import gettext_lazy as _

from zhike.catalog.models import Product
from zhike.insight.cubes.customers import CUSTOMER, OF_CUSTOMER, with_customer
from zhike.insight.cubes.declaring import (
    COUNT,
    SHARE,
    SUM,
    Cube,
    Dimension,
    Measure,
    Part,
    declare,
    how_many,
    of_field,
    times,
)
from zhike.kit.access.models import Staff
from zhike.objections.models import Method, Objection, ObjectionKind, Outcome, Tenure, Timing


def _when(*outcomes: str) -> Part:
    listed = ", ".join(f"'{one}'" for one in outcomes)
    return Part(SUM, f"CASE WHEN outcome IN ({listed}) THEN 1 ELSE 0 END")


DECIDED = _when(Outcome.OVERCOME, Outcome.LOST)
declare(
    Cube(
        name="objections",
        label=_("Objections"),
        about=_("Objections by what they were about, how and when they were met, and what became of them."),
        records=Objection,
        key="objection_id",
        sql=with_customer(
            """
            f.objection_id, f.raised_on AS day, f.kind, nullif(f.method, '') AS method, f.timing, f.tenure, f.outcome,
            f.product_id AS product, f.seller_id AS seller
            """,
            "objections f",
        ),
        facts=("objections", "customers"),
        declared=(
            of_field(Objection, "kind", _("Kind of objection"), model=ObjectionKind, match="name", by_number=True),
            of_field(Objection, "method", _("Method"), choices=Method.choices),
            of_field(Objection, "timing", _("Timing"), choices=Timing.choices),
            of_field(Objection, "outcome", _("Outcome"), choices=Outcome.choices),
            Dimension("product", _("Product"), "key", asked="product", needs=(Product, ""), model=Product),
            of_field(Objection, "seller", _("Seller"), type="key", model=Staff),
            of_field(Objection, "tenure", _("Seller with the firm"), choices=Tenure.choices),
            *OF_CUSTOMER("customer."),
            CUSTOMER,
            *times(),
        ),
        measures=(
            how_many("objections", _("Objections")),
            Measure("decided", _("Decided"), {"decided": DECIDED}, unit=COUNT, only="outcome in (overcome, lost)"),
            Measure(
                "overcome",
                _("Objections overcome"),
                {"overcome": _when(Outcome.OVERCOME)},
                unit=COUNT,
                only="outcome in (overcome)",
            ),
            Measure(
                "share_overcome",
                _("Share overcome"),
                {"overcome": _when(Outcome.OVERCOME), "decided": DECIDED},
                "overcome / decided",
                unit=SHARE,
                about=_("Of the objections that were decided; the open ones count nowhere."),
                only="outcome in (overcome, lost)",
            ),
        ),
        owners={"customer": "customer_id"},
        day="day",
        asked_day="raised_on",
        usual={"rows": "kind", "columns": "method", "measure": "objections"},
        order=45,
    )
)
