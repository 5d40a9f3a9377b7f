"""The one place where "not yours" and "no" become answers of the web."""

from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from zhike.kit.refusal import Refusal
from zhike.look.back import page_before

# One address has two sizes, the page and the part htmx asked for; going back must not take one for the other.
SIZES = ("HX-Request", "HX-Target")


class AnswersMiddleware:
    """Not yours is not found; a refusal is a page with its sentence, and a toast where htmx asked."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = _to_the_door(request, self.get_response(request))
        patch_vary_headers(response, SIZES)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ObjectDoesNotExist):
            raise Http404 from error
        if isinstance(error, Refusal):
            return _refused(request, error)
        return None


def page_on_screen(request: HttpRequest) -> SplitResult:
    """The page from which htmx asked, empty where it says none that can be read."""
    try:
        return urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return urlsplit("")


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    # A sentence about a field means the request itself was wrong, any other that it may not be done now.
    status = 400 if refusal.field else 403
    if not request.headers.get("HX-Request"):
        context = {"sentence": str(refusal), "back": page_before(request)}
        return render(request, "kit/refusal.html", context, status=status)
    messages.error(request, str(refusal))
    where = {"HX-Retarget": "#toasts", "HX-Reselect": "[data-toast]", "HX-Reswap": "beforeend"}
    return HttpResponse(render_to_string("kit/parts/toasts.html", request=request), status=status, headers=where)


def _to_the_door(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A part of a page whose session has ended sends the whole page to the door, and back to itself afterwards."""
    if not request.headers.get("HX-Request") or not response.get("Location", "").startswith(settings.LOGIN_URL):
        return response
    page = page_on_screen(request)
    back = urlencode({"next": f"{page.path}?{page.query}" if page.query else page.path or "/"})
    return HttpResponse(headers={"HX-Redirect": f"{settings.LOGIN_URL}?{back}"})
