"""The screens of cubes: the explorer, what is kept, dashboards, reports."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _

from zhike.insight.pages.cubes import boards, explore, kept, lines, reports
from zhike.look import nav
from zhike.look.entry import signed_in


class Kept(StringConverter):
    """What is kept: saved cubes or dashboards."""

    regex = "cubes|dashboards"


register_converter(Kept, "kept")
nav.add(nav.Place("cube", _("Cube explorer"), "insight:cube", 83, under="insight"))
nav.add(nav.Place("dashboards", _("Dashboards"), "insight:dashboards", 84, under="insight"))

urlpatterns = [
    path("insight/cube/", signed_in(explore.page), name="cube"),
    path("insight/cube/xlsx/", signed_in(explore.workbook_file), name="cube-xlsx"),
    path("insight/cube/chart.svg", signed_in(explore.drawing_file), name="cube-svg"),
    path("insight/cube/lines/", signed_in(lines.page), name="cube-lines"),
    path("insight/cube/lines/<slug:kind>/", signed_in(lines.file), name="cube-lines-file"),
    path("insight/cube/save/", signed_in(kept.keep), name="cube-keep"),
    path("insight/cubes/<int:pk>/", signed_in(kept.saved), name="saved-cube"),
    path("insight/dashboards/", signed_in(boards.boards), name="dashboards"),
    path("insight/dashboards/new/", signed_in(boards.new_board), name="dashboard-new"),
    path("insight/dashboards/<int:pk>/", signed_in(boards.board), name="dashboard"),
    path("insight/dashboards/<int:pk>/tiles/<int:tile>/", signed_in(boards.tile), name="tile"),
    path("insight/dashboards/<int:pk>/put/", signed_in(boards.change_tiles), {"act": "put"}, name="tile-put"),
    path("insight/dashboards/<int:pk>/tiles/<int:tile>/<slug:act>/", signed_in(boards.change_tiles), name="tile-act"),
    path("insight/reports/<int:pk>/", signed_in(reports.one), name="report"),
    path("insight/reports/<int:pk>/<slug:name>/", signed_in(reports.act), name="report-act"),
    path("insight/<kept:what>/<int:pk>/settings/", signed_in(kept.settings), name="kept"),
    path("insight/<kept:what>/<int:pk>/report/", signed_in(reports.new), name="report-new"),
    path("insight/<kept:what>/<int:pk>/do/<slug:name>/", signed_in(kept.act), name="kept-act"),
]
