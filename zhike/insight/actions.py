"""The verbs of insight: rules are drafted, tried on history, published by who holds the right, and brought back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.customers.models import Customer
from zhike.insight.books import BOOKS, in_force, newest, version_of
from zhike.insight.conditions import check
from zhike.insight.jobs import PREVIEW, look_deeper_soon, request
from zhike.insight.market import BOOK as MARKET
from zhike.insight.models import Draft, RuleBook, Trial
from zhike.insight.questions.times import latest
from zhike.insight.words import SETTLED
from zhike.kit import batches
from zhike.kit.access.rows import may, require
from zhike.kit.audit import trace
from zhike.kit.events import announce
from zhike.kit.models import Role, Staff
from zhike.kit.refusal import NotAllowed, Refusal

JUDGE = "judge"  # the right to decide by which rules customers are judged
Conditions = Sequence[dict[str, Any]]
trace.PLAIN |= {
    "insight.publish": gettext_lazy("published these rules"),
    "insight.publish_draft": gettext_lazy("published this draft"),
    "insight.discard": gettext_lazy("discarded these rules"),
}


def may_draft(by: Staff) -> bool:
    """Whether a person may think of other rules and try them: managers, and who may publish."""
    return by.is_at_least(Role.MANAGER) or may(by, JUDGE, Customer)


def draft(
    measure: str,
    settings: dict[str, Any],
    *,
    by,
    conditions: Conditions = (),
    note: str = "",
    version: int | None = None,
) -> Draft:
    """Keep other rules without putting them in force. Raises MeasureRefused for settings that make no sense.

    `version` is the one they were made from, the newest where none is said; a draft of an older one is not published.
    """
    _require_drafting(by)
    kept = _checked(measure, settings, conditions, by=by)
    last = newest(measure).version
    return Draft.objects.create(
        measure=measure,
        version=last if version is None else min(version, last),
        settings=settings,
        conditions=kept,
        note=note,
        made_by=by,
    )


@transaction.atomic
def redraft(
    row: Draft, settings: dict[str, Any], *, by, conditions: Conditions = (), note: str = "", edition: str = ""
) -> Draft:
    """Change a draft; what it was tried with before is forgotten. `edition` is the one that was looked at."""
    _require_drafting(by)
    row = _locked(row, edition)
    row.conditions = _checked(row.measure, settings, conditions, by=by)
    row.settings, row.note, row.batch, row.version = settings, note, None, newest(row.measure).version
    row.save()
    Trial.objects.filter(draft=row).delete()
    return row


@transaction.atomic
def preview(row: Draft, *, by) -> Any:
    """Try a draft on history in the background; returns the batch that tells how far it is."""
    _require_drafting(by)
    row = Draft.objects.select_for_update().get(pk=row.pk)
    batch = batches.start(PREVIEW, by=by, title=_("Try rules on history"), draft=row.pk)
    row.batch = batch.pk
    row.save(update_fields=["batch"])
    return batch


@transaction.atomic
def discard(row: Draft, *, by) -> None:
    """Let a draft go, with what it was tried with."""
    _require_drafting(by)
    row = Draft.objects.select_for_update().get(pk=row.pk)
    trace.record("insight.discard", row, by=by, changes={"measure": [None, row.measure]})
    row.delete()


@transaction.atomic
def publish_draft(row: Draft, *, by, note: str, effective_from: date | None = None, edition: str = "") -> RuleBook:
    """Put a draft in force from a day; the draft is gone then. `edition` is the one that was looked at.

    Of measures for which nobody tells later who moved, the trial of the draft stays with the version.
    """
    row = _locked(row, edition)
    book = publish(
        row.measure,
        row.settings,
        by=by,
        conditions=row.conditions,
        note=note,
        version=row.version,
        effective_from=effective_from,
    )
    if row.measure not in SETTLED:
        Trial.objects.filter(draft=row).update(draft=None, book=book)
    became = {"measure": [None, row.measure], "version": [None, str(book.version)]}
    trace.record("insight.publish_draft", row, by=by, changes=became)
    row.delete()
    return book


@transaction.atomic
def go_back(measure: str, label: str, *, by) -> RuleBook:
    """Put the rules of an earlier version in force again, as a new version."""
    earlier = version_of(measure, label)
    if earlier is None:
        raise Refusal(_("There is no such version."))
    return publish(
        measure,
        earlier.settings,
        by=by,
        conditions=earlier.conditions,
        note=_("Back to %(version)s") % {"version": earlier.label},
        version=newest(measure).version,
        back_to=earlier.version,
    )


@transaction.atomic
def publish(
    measure: str,
    settings: dict[str, Any],
    *,
    by,
    note: str,
    version: int,
    conditions: Conditions = (),
    effective_from: date | None = None,
    back_to: int | None = None,
) -> RuleBook:
    """Put rules in force from a day, by default the one everybody is judged as of, as the next version.

    `version` is the one they were made from; if somebody published another meanwhile, this is refused. Everybody is
    judged again in the background. Raises MeasureRefused for settings that make no sense.
    """
    require(by, JUDGE, Customer)
    kept = _checked(measure, settings, conditions, by=by)
    in_force(measure)
    before = newest(measure)
    if version != before.version:
        raise Refusal(
            _("Somebody saved version %(version)s meanwhile. Reload to see it.") % {"version": before.version}
        )
    if settings == before.settings and kept == before.conditions:
        raise Refusal(_("These are the rules in force already; nothing was changed."))
    day = _day(effective_from)
    book = _next_version(before, by=by, settings=settings, conditions=kept, note=note, day=day, back_to=back_to)
    if day <= first_day():
        request(first_day(), by=Staff.objects.robot("insight"))
    return book


@transaction.atomic
def aim(targets: dict[str, float], *, by, version: int) -> RuleBook:
    """Set what the figures of loyalty shall reach, by their names; figures left out have no target.

    `version` is the one these were made from. Raises MeasureRefused for a figure that does not exist.
    """
    _require_drafting(by)
    BOOKS["loyalty"].build(targets)
    return _told_anew("loyalty", targets, by=by, version=version)


@transaction.atomic
def know_market(known: dict[str, float], *, by, version: int) -> RuleBook:
    """Say what the market and its largest rival sold, by quarter; churn is computed with it in the background.

    `version` is the one these were made from.
    """
    _require_drafting(by)
    book = _told_anew(MARKET, known, by=by, version=version)
    look_deeper_soon()
    return book


def _told_anew(measure: str, settings: dict[str, float], *, by, version: int) -> RuleBook:
    before = newest(measure)
    if version != before.version:
        raise Refusal(
            _("Somebody saved version %(version)s meanwhile. Reload to see it.") % {"version": before.version}
        )
    if settings == before.settings:
        raise Refusal(_("These are the figures already; nothing was changed."))
    in_force(measure)
    return _next_version(before, by=by, day=timezone.localdate(), settings=settings)


def first_day() -> date:
    """The first day from which rules can hold: that as of which everybody is judged, as nothing before it is retold."""
    run = latest("figures")
    return run.as_of if run else timezone.localdate()


def _locked(row: Draft, edition: str) -> Draft:
    """The draft as it is, to be changed by nobody else; refused where it says something else than was looked at."""
    row = Draft.objects.select_for_update().get(pk=row.pk)
    if edition not in ("", row.edition):
        raise Refusal(_("Somebody changed this draft meanwhile. Reload to see it."))
    return row


def _day(asked: date | None) -> date:
    if asked is not None and asked < first_day():
        sentence = _("Everybody is judged as of %(day)s already. Choose that day or a later one.")
        raise Refusal(sentence % {"day": first_day().isoformat()}, field="effective_from")
    return asked or first_day()


def _checked(measure: str, settings: dict[str, Any], conditions: Conditions, *, by) -> list[dict[str, str]]:
    BOOKS[measure].build(settings)
    return check(measure, conditions, by=by)


def _require_drafting(by: Staff) -> None:
    if not may_draft(by):
        raise NotAllowed


def _next_version(before: RuleBook, *, by, day: date, **told: Any) -> RuleBook:
    try:
        with transaction.atomic():
            book = RuleBook.objects.create(
                measure=before.measure, version=before.version + 1, made_by=by, effective_from=day, **told
            )
    except IntegrityError:
        raise Refusal(_("Somebody saved a version at this very moment. Reload to see it.")) from None
    changes = trace.difference(_flat(before), _flat(book))
    trace.record("insight.publish", book, by=by, changes=changes, why=book.note)
    announce("insight.rules_published", measure=book.measure, version=book.version, by=by.pk)
    return book


def _flat(book: RuleBook) -> dict[str, Any]:
    said = [f"{one['does']} {one['code']}: {one['filter']}" for one in book.conditions]
    settings = {name: _joined(value) for name, value in book.settings.items()}
    return settings | {"conditions": "; ".join(said)}


def _joined(value: Any) -> Any:
    return ", ".join(map(str, value)) if isinstance(value, list) else value
