"""The addresses of papers. The forms of some verbs are written by hand and stand where the derived ones would."""

from django.urls import path

from zhike.kit.access.models import Role
from zhike.look import nav
from zhike.look.entry import signed_in
from zhike.rights.entry import least
from zhike.sales.pages import agreeing, choosing, contracts, editing, firm, fulfilling, making, paper, versions

app_name = "sales"
nav.add(nav.Place("quotes", contracts.QUOTES, "kit:list", 33, args=("quotes",), under="sales", letter="q"))
nav.add(nav.Place("contracts", contracts.CONTRACTS, "kit:list", 35, args=("contracts",), under="sales"))
nav.add(nav.Place("firm", firm.TITLE, "sales:firm", 93, under="settings", shown_to=firm.is_admin))
urlpatterns = [
    path("quotes/<int:pk>/do/write_lines/", signed_in(editing.editor), name="lines"),
    path("quotes/<int:pk>/versions/", signed_in(versions.versions), name="versions"),
    path("quotes/<int:pk>/ask/", signed_in(agreeing.ask), name="ask"),
    *(
        path(f"quotes/<int:pk>/do/{word}/", signed_in(making.page("quotes", word)), name=word)
        for word in making.OF_QUOTES
    ),
    *(path(f"quotes/<int:pk>/do/{word}/", signed_in(choosing.page(word)), name=word) for word in choosing.WORDS),
    path("contracts/<int:pk>/do/renew/", signed_in(making.page("contracts", "renew")), name="renew"),
    *(path(f"orders/<int:pk>/do/{word}/", signed_in(fulfilling.page(word)), name=word) for word in fulfilling.WORDS),
    path("settings/firm/", least(Role.ADMIN)(firm.firm), name="firm"),
    path("<slug:slug>/<int:pk>/paper.pdf", signed_in(paper.paper), name="paper"),
    path("contracts/ending/", signed_in(contracts.ending), name="ending"),
]
