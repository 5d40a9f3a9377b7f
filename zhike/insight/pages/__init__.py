"""The screens of insight: the ladder, the pyramid, the grid, the stages, the rules and what was computed."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from zhike.insight.pages import cubes
from zhike.insight.pages.comparing import compared, compared_customers
from zhike.insight.pages.drafts import discard, draft, publish, try_again, version
from zhike.insight.pages.explaining import explained
from zhike.insight.pages.flows import ladder, lifecycle, moves
from zhike.insight.pages.home import home, recompute_now, runs
from zhike.insight.pages.market import market
from zhike.insight.pages.pictures import customers, picture, pictures, workbook_file
from zhike.insight.pages.pyramid import pyramid
from zhike.insight.pages.rfm import rfm
from zhike.insight.pages.rules import back, rules
from zhike.insight.pages.signals import check_signal, reopen_signal
from zhike.insight.pages.targets import targets
from zhike.look import nav
from zhike.look.entry import signed_in

app_name = "insight"

nav.add(nav.Place("loyalty", _("Loyalty"), "insight:ladder", 60, letter="l"))
nav.add(nav.Place("pyramid", _("Value pyramid"), "insight:pyramid", 61, under="loyalty"))
nav.add(nav.Place("lifecycle", _("Stages of life"), "insight:lifecycle", 62, under="loyalty"))
nav.add(nav.Place("insight", _("Insight"), "insight:home", 80, letter="i"))
nav.add(nav.Place("rfm", _("RFM grid"), "insight:rfm", 81, under="insight"))
nav.add(nav.Place("pictures", _("Pictures"), "insight:pictures", 82, under="insight"))
nav.add(nav.Place("rules", _("Rules"), "insight:rules", 85, under="insight"))

urlpatterns = [
    *cubes.urlpatterns,
    path("loyalty/", signed_in(ladder), name="ladder"),
    path("loyalty/pyramid/", signed_in(pyramid), name="pyramid"),
    path("loyalty/lifecycle/", signed_in(lifecycle), name="lifecycle"),
    path("loyalty/moves/<slug:kind>/", signed_in(moves), name="moves"),
    path("insight/", signed_in(home), name="home"),
    path("insight/runs/", signed_in(runs), name="runs"),
    path("insight/compare/<slug:measure>/", signed_in(compared), name="compare"),
    path("insight/compare/<slug:measure>/customers/", signed_in(compared_customers), name="compare-customers"),
    path("insight/recompute/", signed_in(recompute_now), name="recompute"),
    path("insight/rfm/", signed_in(rfm), name="rfm"),
    path("insight/pictures/", signed_in(pictures), name="pictures"),
    path("insight/pictures/loyalty/targets/", signed_in(targets), name="targets"),
    path("insight/pictures/churn/market/", signed_in(market), name="market"),
    path("insight/pictures/signals/check/", signed_in(check_signal), name="signal-check"),
    path("insight/pictures/signals/reopen/", signed_in(reopen_signal), name="signal-reopen"),
    path("insight/pictures/<slug:name>/", signed_in(picture), name="picture"),
    path("insight/pictures/<slug:name>/customers/", signed_in(customers), name="picture-customers"),
    path("insight/pictures/<slug:name>/xlsx/", signed_in(workbook_file), name="picture-xlsx"),
    path("insight/rules/", signed_in(rules), {"measure": "ladder"}, name="rules"),
    path("insight/rules/<slug:measure>/", signed_in(rules), name="rules"),
    path("insight/rules/<slug:measure>/v<int:version>/", signed_in(version), name="version"),
    path("insight/rules/<slug:measure>/v<int:version>/back/", signed_in(back), name="back"),
    path("insight/drafts/<int:pk>/", signed_in(draft), name="draft"),
    path("insight/drafts/<int:pk>/try/", signed_in(try_again), name="try"),
    path("insight/drafts/<int:pk>/discard/", signed_in(discard), name="discard"),
    path("insight/drafts/<int:pk>/publish/", signed_in(publish), name="publish"),
    path("insight/explain/<int:customer>/<slug:kind>/", signed_in(explained), name="explain"),
]
