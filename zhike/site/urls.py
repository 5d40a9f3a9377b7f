"""The addresses of the site. The nouns come last: their first part can be any word."""

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("zhike.kit.surfaces.routes")),
]
