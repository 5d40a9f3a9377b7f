"""A sheet to print for the stand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhike.kit.access.rows import rows
from zhike.leads.addresses import shown
from zhike.leads.models import CaptureForm


def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The name of the fair and the address of its form, large."""
    capture = rows(CaptureForm, by=request.user).get(pk=pk)
    return render(request, "leads/poster.html", {"capture": capture, **shown(capture)})
