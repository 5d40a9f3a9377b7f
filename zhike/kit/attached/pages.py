"""The addresses of what is attached: one for every act, one for a file, one for the names offered after an @."""

import inspect
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from zhike.kit.access.person import person
from zhike.kit.access.rows import rows
from zhike.kit.attached import mentions
from zhike.kit.attached.actions import ACTS, FOLDER, Act
from zhike.kit.attached.fields import tags_of
from zhike.kit.attached.models import File
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.kit.surfaces.forms import next_page
from zhike.look.toast import toast


@require_POST
def act_page(request: HttpRequest, entity: Entity, pk: int, name: str) -> HttpResponse:
    """Do one act, each upload for itself, and go back to the page of the row."""
    act, row = ACTS.get(name), rows(entity.model, by=person(request)).get(pk=pk)
    if act is None:
        raise Http404
    asked = _asked(act, request)
    try:
        for values in asked:
            act(row, by=person(request), **values)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        if act.undo:
            undo = reverse("kit:attached", args=[entity.slug, pk, act.undo])
            sentence = _("%(past)s: %(title)s") % {"past": capfirst(str(act.past)), "title": row}
            toast(request, sentence, undo=f"{undo}?{urlencode(asked[0])}")
    return redirect(next_page(request, otherwise=reverse("kit:detail", args=[entity.slug, pk])))


@require_GET
def file_page(request: HttpRequest, entity: Entity, pk: int, key: str) -> FileResponse:
    """A file, to be saved and never shown: only to who may read its row."""
    row = rows(entity.model, by=person(request)).get(pk=pk)
    file = File.objects.of(row).present().get(key=key)
    kept = (Path(settings.UPLOADS_DIR) / FOLDER / file.key).open("rb")
    response = FileResponse(kept, as_attachment=True, filename=file.name, content_type=file.type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_GET
def mention_options(request: HttpRequest) -> HttpResponse:
    """The people whose name holds what is typed after an @."""
    return render(request, "kit/attached/people.html", {"people": mentions.offered(request.GET.get("q", ""))})


@require_GET
def tag_options(request: HttpRequest, entity: Entity) -> HttpResponse:
    """The tags that rows of a noun can have, to pick from while typing."""
    return render(request, "kit/attached/words.html", {"tags": tags_of(entity.model).known()})


def _asked(act: Act, request: HttpRequest) -> list[dict[str, Any]]:
    """What to do the act with, from the form or from the address of an undo: once, or once for each upload.

    Raises Http404 for a damaged address.
    """
    given = {**request.GET.dict(), **request.POST.dict()}
    wanted = {p.name: p.annotation for p in inspect.signature(act.function, eval_str=True).parameters.values()}
    takes_uploads = wanted.pop("upload", None)
    try:
        values = {name: wanted[name](given[name]) for name in list(wanted)[2:]}
    except (KeyError, ValueError):
        raise Http404 from None
    return [values | {"upload": one} for one in request.FILES.getlist("upload")] if takes_uploads else [values]
