"""The screens of cubes: the explorer, what is kept, dashboards, reports."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from zhike.insight.cubes.pages import explore
from zhike.look import nav
from zhike.look.entry import signed_in

nav.add(nav.Place("cube", _("Cube explorer"), "insight:cube", 83, under="insight"))

urlpatterns = [
    path("insight/cube/", signed_in(explore.page), name="cube"),
    path("insight/cube/xlsx/", signed_in(explore.workbook_file), name="cube-xlsx"),
    path("insight/cube/chart.svg", signed_in(explore.drawing_file), name="cube-svg"),
]
