"""An answer that a browser saves as a file."""

from django.http import HttpResponse

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "svg": "image/svg+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def to_save(content: bytes, name: str) -> HttpResponse:
    """A file of what its ending says, under a name in plain ASCII; it is saved and never shown."""
    kind = MEDIA[name.rpartition(".")[2]]
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
