"""Where a page leads back to."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def page_before(request: HttpRequest) -> str:
    """The page of ours that led here, empty where there is none but this address itself."""
    page = request.headers.get("Referer", "")
    leads_here = request.method == "GET" and page == request.build_absolute_uri()
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours and not leads_here else ""
