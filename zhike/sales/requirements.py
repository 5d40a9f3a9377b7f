"""What a stage of a deal may ask of its papers."""

from django.utils.translation import gettext_lazy as _

from zhike.deals.requirements import register
from zhike.sales.models import Contract, Quote
from zhike.sales.models.contracting import ContractStatus
from zhike.sales.models.quoting import QuoteStatus

SENT = (QuoteStatus.SENT, QuoteStatus.ACCEPTED)

register("quote", _("a quote that was sent"), lambda deal: Quote.of_deal(deal, *SENT).exists())
register(
    "accepted_quote",
    _("a quote that the customer accepted"),
    lambda deal: Quote.of_deal(deal, QuoteStatus.ACCEPTED).exists(),
)
register(
    "contract",
    _("a signed contract"),
    lambda deal: Contract.of_deal(deal, ContractStatus.ACTIVE).exists(),
)
