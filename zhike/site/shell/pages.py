"""The addresses a browser asks for before it offers to install the site.

Only what every visitor may have is kept on the device: style sheets, scripts, icons and the page that says there is
no network. No record ever is, because the next person at the device may be another.
"""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhike.look.entry import open_to_strangers

app_name = "shell"
KEPT = ("kit/all.css", "kit/all.js", "kit/mark.svg", "kit/icons.svg", "vendor/htmx.min.js")
ICONS = (("192", "any"), ("512", "any"), ("512", "maskable"))


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """The card of the application (W3C Web Application Manifest)."""
    icons = [
        {"src": static(f"shell/{use}-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": use}
        for size, use in ICONS
    ]
    shortcuts = [
        {"name": _("Today"), "url": "/today/"},
        {"name": _("Customers"), "url": "/customers/"},
        {"name": _("New task"), "url": "/tasks/new/"},
    ]
    card = {
        "id": "/",
        "name": f"{_('Zhike')} · {settings.FIRM_NAME}" if settings.FIRM_NAME else _("Zhike"),
        "short_name": _("Zhike"),
        "lang": request.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f7f8",
        "theme_color": "#2e7d6b",
        "icons": icons,
        "shortcuts": shortcuts,
    }
    return JsonResponse(card, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script between the application and the network; a new version of anything kept is a new script."""
    kept = [*(static(name) for name in KEPT), reverse("shell:offline")]
    version = hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:12]
    context = {"kept": json.dumps(kept), "version": version, "offline": reverse("shell:offline")}
    response = render(request, "shell/service-worker.js", context, content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown where a page cannot be fetched."""
    return render(request, "shell/offline.html")


urlpatterns = [
    path("manifest.webmanifest", open_to_strangers(manifest), name="manifest"),
    path("service-worker.js", open_to_strangers(service_worker), name="service-worker"),
    path("offline/", open_to_strangers(offline), name="offline"),
]
