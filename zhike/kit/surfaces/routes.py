"""The addresses of every noun."""

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from zhike.kit import registry
from zhike.kit.attached import pages as attached
from zhike.kit.bulk import cells
from zhike.kit.bulk import pages as bulk
from zhike.kit.filters import builder
from zhike.kit.surfaces import board, calendar, detail, finding, forms, listing, moving, related, verbs
from zhike.kit.views import pages as views
from zhike.look.entry import signed_in

app_name = "kit"
Page = Callable[..., HttpResponseBase]


def of_entity(page: Page) -> Page:
    """Turn the noun in the address into its declaration; a noun nobody declared is not found."""

    def view(request: HttpRequest, slug: str, **rest) -> HttpResponseBase:
        entity = registry.entity_named(slug)
        if entity is None:
            raise Http404
        return page(request, entity.seen_by(request.user), **rest)

    return signed_in(view)


urlpatterns = [
    path("mention/", signed_in(attached.mention_options), name="mention"),
    path("search/", signed_in(finding.search_page), name="search"),
    path("batches/<int:pk>/undo/", signed_in(bulk.undo), name="undo"),
    path("<slug:slug>/", of_entity(listing.list_page), name="list"),
    path("<slug:slug>/filter/", of_entity(builder.builder), name="build"),
    path("<slug:slug>/filter/<slug:name>/", of_entity(listing.filter_form), name="filter"),
    path("<slug:slug>/board/", of_entity(board.board_page), name="board"),
    path("<slug:slug>/calendar/", of_entity(calendar.calendar_page), name="calendar"),
    path("<slug:slug>/menu/<slug:name>/", of_entity(listing.menu), name="menu"),
    path("<slug:slug>/count/", of_entity(listing.exact_count), name="count"),
    path("<slug:slug>/views/", of_entity(views.keep_page), name="views"),
    path("<slug:slug>/views/<int:pk>/", of_entity(views.settings_page), name="view"),
    path("<slug:slug>/views/<int:pk>/save/", of_entity(views.save_changes), name="view-save"),
    path("<slug:slug>/views/<int:pk>/<slug:name>/", of_entity(views.act), name="view-act"),
    path("<slug:slug>/pick/", of_entity(forms.pick_options), name="pick"),
    path("<slug:slug>/new/beside/", of_entity(forms.beside_page), name="beside"),
    path("<slug:slug>/warnings/", of_entity(forms.warnings_part), name="warnings"),
    path("<slug:slug>/new/", of_entity(forms.new_page), name="new"),
    path("<slug:slug>/<int:pk>/", of_entity(detail.detail_page), name="detail"),
    path("<slug:slug>/<int:pk>/move/", of_entity(moving.move_page), name="move"),
    path("<slug:slug>/<int:pk>/edit/", of_entity(forms.edit_page), name="edit"),
    path("<slug:slug>/<int:pk>/panels/", of_entity(detail.late_part), name="panels"),
    path("<slug:slug>/<int:pk>/timeline/", of_entity(detail.timeline_part), name="timeline"),
    path("<slug:slug>/tags/", of_entity(attached.tag_options), name="tags"),
    path("<slug:slug>/<int:pk>/related/", of_entity(related.related_part), name="related"),
    path("<slug:slug>/<int:pk>/attached/<slug:name>/", of_entity(attached.act_page), name="attached"),
    path("<slug:slug>/<int:pk>/files/<slug:key>/", of_entity(attached.file_page), name="file"),
    path("<slug:slug>/<int:pk>/do/<slug:name>/", of_entity(verbs.verb_page), name="verb"),
    path("<slug:slug>/<int:pk>/cell/<slug:name>/", of_entity(cells.cell_part), name="cell"),
    path("<slug:slug>/bulk/edit/", of_entity(bulk.edit_part), name="bulk-edit"),
    path("<slug:slug>/bulk/do/<slug:name>/", of_entity(bulk.verb_part), name="bulk-verb"),
]
