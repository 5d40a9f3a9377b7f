"""The addresses of the site. The nouns come last: their first part can be any word."""

from django.urls import include, path

from zhike.site import rail

rail.lay()

urlpatterns = [
    path("", include("zhike.kit.ui.pages")),
    path("", include("zhike.kit.surfaces.routes")),
]
