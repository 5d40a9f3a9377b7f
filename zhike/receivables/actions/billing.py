"""What must stand on a customer's invoices."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.kit.actions import action
from zhike.kit.refusal import Refusal
from zhike.receivables.models import BillingDetails
from zhike.receivables.rules.taxnumbers import is_tax_number, plain_tax_number

LABELS = {
    "title": gettext_lazy("invoice title"),
    "tax_number": gettext_lazy("tax number"),
    "address": gettext_lazy("address"),
    "phone": gettext_lazy("phone"),
    "bank": gettext_lazy("bank"),
    "account": gettext_lazy("bank account"),
}


@action(
    Customer,
    title=gettext_lazy("Billing details"),
    past=gettext_lazy("changed the billing details"),
    offered=lambda customer: not customer.is_related_party,
    labels=LABELS,
    rare=True,
)
def bill_to(
    customer: Customer,
    *,
    by,
    title: str,
    tax_number: str = "",
    address: str = "",
    phone: str = "",
    bank: str = "",
    account: str = "",
) -> dict[str, list[str | None]]:
    """What stands on invoices from now on; those that were issued keep what they said."""
    if not title.strip():
        raise Refusal(_("An invoice needs a title."), field="title")
    if tax_number and not is_tax_number(tax_number):
        raise Refusal(_("This is no tax number: check its characters against the licence."), field="tax_number")
    said = {"title": title.strip()[:120], "tax_number": plain_tax_number(tax_number), "address": address[:120]}
    said |= {"phone": phone[:40], "bank": bank[:80], "account": account[:40]}
    was = current(customer)
    if was and all(getattr(was, name) == value for name, value in said.items()):
        raise Refusal(_("That is what stands on its invoices already."))
    BillingDetails.objects.filter(customer=customer, is_current=True).update(is_current=False)
    BillingDetails.objects.create(customer=customer, **said)
    # The trace is read by more people than the numbers: it names what changed, in plain only the title.
    changed: dict[str, list[str | None]] = {
        name: [None, None] for name, value in said.items() if name != "title" and value
    }
    return {"title": [was.title if was else None, said["title"]], **changed}


def current(customer: Customer) -> BillingDetails | None:
    """What stands on a customer's invoices now."""
    return BillingDetails.objects.filter(customer=customer, is_current=True).first()
