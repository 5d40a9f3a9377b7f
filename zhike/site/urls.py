"""The addresses of the site. The nouns come last: their first part can be any word."""

from django.urls import include, path
from django.views.generic import RedirectView

from zhike.look.entry import signed_in
from zhike.site import rail

rail.lay()

handler500 = "zhike.site.trouble.handler500"

urlpatterns = [
    path("", signed_in(RedirectView.as_view(pattern_name="work:today"))),
    path("", include("zhike.site.account.pages")),
    path("", include("zhike.site.shell.pages")),
    path("", include("zhike.notices.pages")),
    path("", include("zhike.backup.pages")),
    path("", include("zhike.work.pages")),
    path("", include("zhike.approvals.pages")),
    path("", include("zhike.catalog.pages")),
    path("", include("zhike.customers.pages")),
    path("", include("zhike.insight.pages")),
    path("", include("zhike.targets.pages")),
    path("", include("zhike.objections.pages")),
    path("", include("zhike.deals.pages")),
    path("", include("zhike.telesales.pages")),
    path("", include("zhike.planning.pages")),
    path("", include("zhike.leads.pages")),
    path("", include("zhike.pool.pages")),
    path("", include("zhike.exchange.importing.pages")),
    path("", include("zhike.exchange.exporting.pages")),
    path("", include("zhike.api.tokens.pages")),
    path("", include("zhike.api.webhooks.pages")),
    path("", include("zhike.rights.pages")),
    path("", include("zhike.witness.pages")),
    path("", include("zhike.receivables.pages.routes")),
    path("", include("zhike.sales.pages.offer")),
    path("", include("zhike.sales.pages.routes")),
    path("", include("zhike.kit.batches.pages")),
    path("api/v1/", include("zhike.api.rest.routes")),
    path("", include("zhike.merging.pages")),
    path("", include("zhike.custom.pages")),
    path("", include("zhike.kit.surfaces.routes")),
]
