"""What administrators do to added fields beside adding and changing them."""

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Staff
from zhike.kit.actions import action
from zhike.kit.custom.checking import formulas_using
from zhike.kit.custom.indexing import settle_index
from zhike.kit.custom.models import CustomField
from zhike.kit.refusal import Refusal

FAST_AT_MOST = 10  # indexes of one noun: each makes every write of its rows a little slower


def _can_be_fast(field: CustomField) -> bool:
    return field.is_live and not field.is_fast and field.kind not in ("formula", "longtext")


@action(
    CustomField,
    title=_("Archive"),
    past=_("archived this field"),
    undo="kit.restore_field",
    offered=lambda field: field.is_live,
)
def archive_field(field: CustomField, *, by: Staff) -> None:
    """Take it away everywhere; its values stay where they are, and are back when it is."""
    if not field.is_live:
        raise Refusal(gettext("This field is archived already."))
    if used := formulas_using(field):
        raise Refusal(gettext("The formula “%(formula)s” uses this field.") % {"formula": used[0].label})
    field.archived_at, was_fast, field.is_fast = timezone.now(), field.is_fast, False
    field.save()
    if was_fast:
        settle_index(field, by=by)


@action(
    CustomField,
    title=_("Restore"),
    past=_("restored this field"),
    undo="kit.archive_field",
    offered=lambda field: not field.is_live,
)
def restore_field(field: CustomField, *, by: Staff) -> None:
    """Have it everywhere again, with the values it had."""
    if field.is_live:
        raise Refusal(gettext("This field is in use already."))
    field.archived_at = None
    field.save()


@action(CustomField, title=_("Make fast"), past=_("made this field fast"), undo="kit.make_slow", offered=_can_be_fast)
def make_fast(field: CustomField, *, by: Staff) -> None:
    """Let the database keep an index of it, so that lists filtered by it stay quick."""
    if not _can_be_fast(field):
        raise Refusal(gettext("This field is fast already, or is of a kind that cannot be."))
    if CustomField.objects.filter(noun=field.noun, is_fast=True).count() >= FAST_AT_MOST:
        raise Refusal(
            gettext("Already %(most)s fields of these records are fast. Make one slow first.") % {"most": FAST_AT_MOST}
        )
    field.is_fast = True
    field.save()
    settle_index(field, by=by)


@action(
    CustomField,
    title=_("Make slow"),
    past=_("made this field slow"),
    undo="kit.make_fast",
    offered=lambda field: field.is_fast,
)
def make_slow(field: CustomField, *, by: Staff) -> None:
    """Do without its index; nothing else changes."""
    if not field.is_fast:
        raise Refusal(gettext("This field has no index."))
    field.is_fast = False
    field.save()
    settle_index(field, by=by)
