"""The one place where "not yours" and "no" become answers of the web."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from zhike.kit.refusal import Refusal

# One address has two sizes, the page and the part htmx asked for; going back must not take one for the other.
SIZES = ("HX-Request", "HX-Target")


class AnswersMiddleware:
    """Not yours is not found; a refusal is a page with its sentence."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, SIZES)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ObjectDoesNotExist):
            raise Http404 from error
        if isinstance(error, Refusal):
            # A sentence about a field means the request itself was wrong, any other that it may not be done now.
            return render(request, "kit/refusal.html", {"sentence": str(error)}, status=400 if error.field else 403)
        return None
