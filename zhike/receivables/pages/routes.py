"""The addresses of receivables, and their places on the rail."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role
from zhike.look import nav
from zhike.look.entry import signed_in
from zhike.receivables.pages import ageing, bank, booking, papers, posted, reddening, rules
from zhike.rights.entry import least

app_name = "receivables"
nav.add(nav.Place("invoices", _("Invoices"), "kit:list", 41, args=("invoices",), under="receivables"))
nav.add(nav.Place("receipts", _("Receipts"), "kit:list", 42, args=("receipts",), under="receivables"))
nav.add(nav.Place("instalments", _("Instalments"), "kit:list", 43, args=("instalments",), under="receivables"))
nav.add(nav.Place("receivables", _("Money owed"), "receivables:ageing", 40, letter="r", holds=("creditlimits",)))
nav.add(
    nav.Place(
        "reminders",
        _("Payment reminders"),
        "kit:list",
        44,
        args=("reminders",),
        under="receivables",
        query="state=draft",
    )
)
urlpatterns = [
    path("receivables/", signed_in(ageing.ageing_page), name="ageing"),
    path("receivables/open/", signed_in(ageing.open_page), name="open"),
    path("receivables/posted/", signed_in(posted.posted_page), name="posted"),
    path("receivables/rules/", least(Role.MANAGER)(rules.rules_page), name="rules"),
    path("receivables/do/<slug:word>/", signed_in(booking.do_page), name="do"),
    path("receivables/bank/", least(Role.MANAGER)(bank.files_page), name="bank-files"),
    path("receivables/bank/<int:pk>/", signed_in(bank.review_page), name="bank"),
    path("receivables/bank/<int:pk>/confirm/", signed_in(bank.confirm), name="bank-confirm"),
    path("receivables/bank/<int:pk>/undo/", signed_in(bank.undo), name="bank-undo"),
    path("receivables/bank/<int:pk>/lines/<int:line>/", signed_in(bank.line), name="bank-line"),
    path("orders/<int:pk>/invoice/", signed_in(booking.invoice_page), name="invoice"),
    path("invoices/<int:pk>/do/red_letter/", signed_in(reddening.red_letter_page), name="red-letter"),
    path("customers/<int:pk>/statement/", signed_in(papers.statement_page), name="statement"),
    path("customers/<int:pk>/statement.pdf", signed_in(papers.statement_file), name="statement-file"),
    path("reminders/<int:pk>/letter.pdf", signed_in(papers.letter_file), name="letter"),
]
