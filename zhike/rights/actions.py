"""The verbs of every noun that has owners: share a row with somebody, and end that."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit import registry
from zhike.kit.access.models import Staff, Team
from zhike.kit.actions import Verb
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal
from zhike.rights.models import Level, Share
from zhike.rights.shares import shares_of

ABOUT = {
    "to": gettext_lazy("to whom"),
    "team": gettext_lazy("or to which team"),
    "right": gettext_lazy("who may then"),
    "until": gettext_lazy("until (nothing: until it is ended)"),
}


@registry.each_entity
def offer_verbs(entity: Entity) -> None:
    """Give both verbs to every noun whose rows have owners and can be changed."""
    model = entity.model
    offered = any(verb.word == "share" for verb in registry.verbs_of(model))
    if offered or not getattr(entity.visible_to, "path", "") or entity.rights.change is None:
        return
    announced = f"{model._meta.app_label}.{model._meta.model_name}"
    Verb(
        share,
        model,
        title=gettext_lazy("Share…"),
        past=gettext_lazy("shared this"),
        announces=f"{announced}_shared",
        rare=True,
        labels=ABOUT,
        choices={"right": Level.choices},
    )
    Verb(
        unshare,
        model,
        title=gettext_lazy("End sharing…"),
        past=gettext_lazy("ended the sharing of this"),
        announces=f"{announced}_unshared",
        rare=True,
        labels=ABOUT,
    )


def share(
    row: Any,
    *,
    by,
    to: Staff = None,  # type: ignore[assignment]
    team: Team = None,  # type: ignore[assignment]
    right: str = Level.READ,
    until: date = None,  # type: ignore[assignment]  # noqa: RUF013
) -> dict[str, list[str | None]]:
    """Let one person or one team have this record too; sharing again with the same says it anew."""
    if (to is None) == (team is None):
        raise Refusal(_("Name one person or one team."), field="to")
    if (right := right or Level.READ) not in Level.values:
        raise Refusal(_("Say “read” or “change”."), field="right")
    if until is not None and until < timezone.localdate():
        raise Refusal(_("This day is over already."), field="until")
    _end(row, to=to, team=team)
    made = Share.objects.create(
        noun=row._meta.label_lower, object_id=row.pk, staff=to, team=team, right=right, until=until, by=by
    )
    return {"shared": [None, str(made)]}


def unshare(
    row: Any,
    *,
    by,
    to: Staff = None,  # type: ignore[assignment]
    team: Team = None,  # type: ignore[assignment]
) -> dict[str, list[str | None]]:
    """End what is shared with one person or one team, or with all where nobody is named."""
    ended = _end(row, to=to, team=team)
    if not ended:
        raise Refusal(_("This is not shared with them."), field="to")
    return {"shared": [", ".join(ended), None]}


def _end(row: Any, *, to: Staff | None, team: Team | None) -> list[str]:
    found = shares_of(row)
    if to is not None or team is not None:
        found = found.filter(staff=to, team=team)
    told = [str(one) for one in found]
    Share.objects.filter(pk__in=[one.pk for one in found]).update(ended_at=timezone.now())
    return told
