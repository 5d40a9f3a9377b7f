"""Whether the site works on the database it has: asked after an upgrade, and of a restored backup."""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import Error
from django.db.models import QuerySet
from django.test import Client

from zhike.site.schema import is_behind


def troubles() -> list[str]:
    """What does not work, a sentence each; none when the site can be used."""
    if is_behind():
        return ["The tables are not those of this version."]
    return [*unreadable_tables(), *unanswered_pages()]


def unreadable_tables() -> Iterator[str]:
    """Models that cannot be read with all their columns."""
    for model in apps.get_models():
        try:
            list(QuerySet(model)[:1])
        except Error as error:
            yield f"{model._meta.label} cannot be read: {str(error).strip()}"


def unanswered_pages() -> Iterator[str]:
    """Whether a stranger is let up to the door."""
    call_command("collectstatic", interactive=False, verbosity=0)
    host = settings.ALLOWED_HOSTS[0].removeprefix(".").replace("*", "localhost")
    answer = Client(raise_request_exception=False).get(settings.LOGIN_URL, headers={"host": host})
    if answer.status_code != 200:
        yield f"The sign-in page answers {answer.status_code}."
