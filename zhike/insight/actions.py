"""The verbs of insight."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhike.insight.books import BOOKS, in_force, looked_at
from zhike.insight.models import RuleBook
from zhike.kit.audit import trace
from zhike.kit.events import announce
from zhike.kit.models import Role
from zhike.kit.refusal import Refusal


def amend(measure: str, settings: dict[str, Any], *, by, note: str, version: int) -> RuleBook:
    """Put new settings of a measure in force as the next version.

    `version` is the one they were made from; if somebody saved another meanwhile, this is refused. Raises
    MeasureRefused for settings that make no sense. Versions are never changed, so the trace holds what is new.
    """
    if not by.is_at_least(Role.MANAGER):
        raise Refusal(_("Only managers and administrators change rules."))
    BOOKS[measure].build(settings)
    before = looked_at(measure)
    if version != before.version:
        raise Refusal(
            _("Somebody saved version %(version)s meanwhile. Reload to see it.") % {"version": before.version}
        )
    if settings == before.settings:
        raise Refusal(_("These are the rules in force already; nothing was changed."))
    return _next_version(in_force(measure), settings, by=by, note=note)


def _next_version(before: RuleBook, settings: dict[str, Any], *, by, note: str) -> RuleBook:
    try:
        with transaction.atomic():
            book = RuleBook.objects.create(
                measure=before.measure, version=before.version + 1, settings=settings, made_by=by, note=note
            )
            changes = trace.difference(_flat(before.settings), _flat(settings))
            trace.record("insight.amend", book, by=by, changes=changes)
            announce("insight.rules_amended", measure=book.measure, version=book.version, by=by.pk)
    except IntegrityError:
        raise Refusal(_("Somebody saved a version at this very moment. Reload to see it.")) from None
    return book


def _flat(settings: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if not isinstance(value, list) else ", ".join(map(str, value)) for name, value in settings.items()
    }
