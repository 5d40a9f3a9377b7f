"""The cube of objections: what was held against buying, how it was met, and whether that helped."""

from django.utils.translation import gettext_lazy as _

from zhike.catalog.models import Product
from zhike.insight.cubes.customers import CUSTOMER, OF_CUSTOMER, with_customer
from zhike.insight.cubes.declaring import COUNT, SHARE, SUM, Cube, Dimension, Measure, Part, declare, times
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
            Dimension(
                "kind",
                _("Kind of objection"),
                asked="kind",
                needs=(Objection, "kind"),
                model=ObjectionKind,
                match="name",
                by_number=True,
            ),
            Dimension("method", _("Method"), asked="method", needs=(Objection, "method"), choices=Method.choices),
            Dimension("timing", _("Timing"), asked="timing", needs=(Objection, "timing"), choices=Timing.choices),
            Dimension("outcome", _("Outcome"), asked="outcome", needs=(Objection, "outcome"), choices=Outcome.choices),
            Dimension("product", _("Product"), "key", asked="product", needs=(Product, ""), model=Product),
            Dimension("seller", _("Seller"), "key", asked="seller", needs=(Objection, "seller"), model=Staff),
            Dimension(
                "tenure", _("Seller with the firm"), asked="tenure", needs=(Objection, "tenure"), choices=Tenure.choices
            ),
            *OF_CUSTOMER("customer."),
            CUSTOMER,
            *times(),
        ),
        measures=(
            Measure("objections", _("Objections"), {"objections": Part(SUM, "1")}, unit=COUNT),
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
