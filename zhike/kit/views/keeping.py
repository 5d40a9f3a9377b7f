"""What people do with views: its maker, with shared ones an administrator too. Everything is traced."""

from typing import Any

from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.kit.access.models import Role, Staff, Team
from zhike.kit.access.rows import require
from zhike.kit.atomic import one_act
from zhike.kit.audit import trace
from zhike.kit.entity import Entity
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.kit.views.models import Audience, Opening, View
from zhike.kit.views.reach import changeable, teams, view_of, views
from zhike.kit.views.state import State


def keep(entity: Entity, *, by: Staff, state: State, **settings: Any) -> View:
    """Keep a list under a name; `settings` are name, audience, team and pinned."""
    with one_act():
        require(by, "read", entity.model)
        view = View(noun=entity.model._meta.label_lower, made_by=by, state=state)
        return _saved(view, {}, by=by, verb="create", **_shared(by, **settings))


def change(entity: Entity, pk: int, *, by: Staff, **values: Any) -> View:
    """Say anew what a view shows (`state`), or its name, audience, team and pin."""
    with one_act():
        view = changeable(entity, pk, by=by)
        values = _shared(by, **values) if "audience" in values else values
        return _saved(view, trace.snapshot(view), by=by, **values)


def move_to_front(entity: Entity, pk: int, *, by: Staff) -> View:
    """Let it stand before all other views of its noun."""
    first = views(entity, by=by).aggregate(first=Min("position"))["first"] or 0
    return change(entity, pk, by=by, position=first - 1)


def delete(entity: Entity, pk: int, *, by: Staff) -> View:
    """Take a view away; `restore` brings it back."""
    return change(entity, pk, by=by, deleted_at=timezone.now())


def restore(entity: Entity, pk: int, *, by: Staff) -> View:
    """Bring back a deleted view."""
    return change(entity, pk, by=by, deleted_at=None)


def open_with(entity: Entity, pk: int, *, by: Staff) -> View:
    """Let the list open with this view for one person; asked again, let it open with everything."""
    return _open(entity, pk, by=by, person=by)


def open_with_for_everyone(entity: Entity, pk: int, *, by: Staff) -> View:
    """Let the list open with this view for everyone who chose none; asked again, with everything."""
    if not by.is_at_least(Role.ADMIN):
        raise NotAllowed
    return _open(entity, pk, by=by, person=None)


def _open(entity: Entity, pk: int, *, by: Staff, person: Staff | None) -> View:
    with one_act():
        view = view_of(entity, str(pk), by=by)
        assert view is not None
        if person is None and view.audience != Audience.EVERYONE:
            raise Refusal(_("Share this view with everyone first; a list opens for all with what all may see."))
        before = Opening.objects.select_for_update().filter(noun=view.noun, person=person).first()
        if before:
            before.delete()
        if before is None or before.view_id != view.pk:
            Opening.objects.create(noun=view.noun, person=person, view=view)
        was = str(before.view_id) if before else None
        trace.record("change", view, by=by, changes={"opening": [was, str(view.pk)]})
        return view


def _shared(by: Staff, *, audience: str, team: Team | None = None, **rest: Any) -> dict[str, Any]:
    """Refuse to share further than a person may."""
    if audience == Audience.EVERYONE and not by.is_at_least(Role.MANAGER):
        raise Refusal(_("Managers share views with everyone; share this one with your team."), field="audience")
    if audience == Audience.TEAM and (team is None or not teams(by).filter(pk=team.pk).exists()):
        raise Refusal(_("Choose the team that shall see this view."), field="team")
    return {"audience": audience, "team": team if audience == Audience.TEAM else None, **rest}


def _saved(view: View, before: dict[str, Any], *, by: Staff, verb: str = "change", **values: Any) -> View:
    for name, value in values.items():
        setattr(view, name, value)
    view.full_clean()
    view.save()
    trace.record(verb, view, by=by, changes=trace.difference(before, trace.snapshot(view)))
    return view
