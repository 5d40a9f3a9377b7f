"""What administrators do to added fields beside adding and changing them."""

import functools
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhike.custom.checking import formulas_using
from zhike.custom.indexing import settle_index
from zhike.custom.models import CustomField
from zhike.kit.access.models import Staff
from zhike.kit.actions import Offered, Verb, action
from zhike.kit.refusal import Refusal

FAST_AT_MOST = 10  # indexes of one noun: each makes every write of its rows a little slower


def _where(offered: Offered, otherwise: Any, **options: Any) -> Callable[[Callable], Verb]:
    """A verb that fits only some fields: offered there, and refused with the sentence `otherwise` elsewhere."""

    def declare(function: Callable) -> Verb:
        @functools.wraps(function)
        def checked(field: CustomField, *, by: Staff) -> None:
            if not offered(field):
                raise Refusal(str(otherwise))
            function(field, by=by)

        return action(CustomField, offered=offered, **options)(checked)

    return declare


def _can_be_fast(field: CustomField) -> bool:
    return field.is_live and not field.is_fast and field.kind not in ("formula", "longtext")


@_where(
    lambda field: field.is_live,
    _("This field is archived already."),
    title=_("Archive"),
    past=_("archived this field"),
    undo="custom.restore_field",
)
def archive_field(field: CustomField, *, by: Staff) -> None:
    """Take it away everywhere; its values stay where they are, and are back when it is."""
    if used := formulas_using(field):
        raise Refusal(gettext("The formula “%(formula)s” uses this field.") % {"formula": used[0].label})
    field.archived_at, was_fast, field.is_fast = timezone.now(), field.is_fast, False
    field.save()
    if was_fast:
        settle_index(field, by=by)


@_where(
    lambda field: not field.is_live,
    _("This field is in use already."),
    title=_("Restore"),
    past=_("restored this field"),
    undo="custom.archive_field",
)
def restore_field(field: CustomField, *, by: Staff) -> None:
    """Have it everywhere again, with the values it had."""
    field.archived_at = None
    field.save()


@_where(
    _can_be_fast,
    _("This field is fast already, or is of a kind that cannot be."),
    title=_("Make fast"),
    past=_("made this field fast"),
    undo="custom.make_slow",
)
def make_fast(field: CustomField, *, by: Staff) -> None:
    """Let the database keep an index of it, so that lists filtered by it stay quick."""
    if CustomField.objects.filter(noun=field.noun, is_fast=True).count() >= FAST_AT_MOST:
        raise Refusal(
            gettext("Already %(most)s fields of these records are fast. Make one slow first.") % {"most": FAST_AT_MOST}
        )
    _turn(field, is_fast=True, by=by)


@_where(
    lambda field: field.is_fast,
    _("This field has no index."),
    title=_("Make slow"),
    past=_("made this field slow"),
    undo="custom.make_fast",
)
def make_slow(field: CustomField, *, by: Staff) -> None:
    """Do without its index; nothing else changes."""
    _turn(field, is_fast=False, by=by)


def _turn(field: CustomField, *, is_fast: bool, by: Staff) -> None:
    field.is_fast = is_fast
    field.save()
    settle_index(field, by=by)
