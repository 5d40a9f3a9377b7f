"""Making a role, saying what it may, and giving it to people: an administrator's work, and traced."""

from collections.abc import Collection, Iterable
from dataclasses import fields as attributes
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.kit import registry
from zhike.kit.access.models import Role, Staff
from zhike.kit.audit import trace
from zhike.kit.entity import Entity
from zhike.kit.refusal import NotAllowed, Refusal
from zhike.rights.fields import HIDDEN, LEVELS, MASKED, coverable, maskable, told_of
from zhike.rights.models import RoleDefinition
from zhike.rights.scopes import SCOPES

RIGHTS = {
    "read": gettext_lazy("see"),
    "create": gettext_lazy("add"),
    "change": gettext_lazy("change"),
    "load": gettext_lazy("import"),
    "export": gettext_lazy("export unmasked"),
    "fulfil": gettext_lazy("deliver, change and take back"),
    "book": gettext_lazy("book money"),
    "credit": gettext_lazy("say for whom it counts"),
    "grant": gettext_lazy("grant credit"),
    "judge": gettext_lazy("publish the rules of judgement"),
    "approve": gettext_lazy("ask for approval, and answer"),
}
TOLD = ("name", "based_on", "row_budget")
Said = dict[str, dict[str, str]]
trace.PLAIN["given"] = gettext_lazy("gave this role")


def require_admin(by: Staff) -> None:
    """Refuse whoever may not decide what others may."""
    if not by.is_at_least(Role.ADMIN) or not by.has_scope("", "admin"):
        raise NotAllowed


def nouns() -> list[Entity]:
    """The nouns of which a role can say something: not what administrators alone set up."""
    open_ones = [entity for entity in registry.entities() if entity.rights.read is not None]
    return [entity for entity in open_ones if entity.rights.change != Role.ADMIN]


def rights_of(entity: Entity) -> dict[str, Any]:
    """What can be said of a noun: its rights, then its verbs under the right each needs, with their words."""
    given = {one.name for one in attributes(entity.rights) if getattr(entity.rights, one.name) is not None}
    verbs = [verb for verb in registry.verbs_of(entity.model) if verb.needs in given]
    return {name: word for name, word in RIGHTS.items() if name in given} | {verb.right: verb.title for verb in verbs}


def scopes_of(entity: Entity, right: str) -> list[tuple[str, Any]]:
    """How far a right to a noun can reach: as far as its owners tell, else yes or no."""
    if getattr(entity.visible_to, "path", "") and right not in ("create", "load", "export", "judge"):
        territory = getattr(entity.visible_to, "territory", "")
        return [(scope, word) for scope, word in SCOPES if scope != "territory" or territory]
    return [("none", gettext_lazy("no")), ("all", gettext_lazy("yes"))]


def levels_of(entity: Entity, field: Any) -> list[tuple[str, Any]]:
    """What can be said of a field."""
    can_cover = field.name in {one.name for one in coverable(entity)}
    usable = {HIDDEN: can_cover, MASKED: can_cover and maskable(field)}
    return [(level, word) for level, word in LEVELS if usable.get(level, True)]


@transaction.atomic
def define(*, by: Staff, name: str, based_on: str) -> RoleDefinition:
    """A new role, which says nothing else yet than the one it is based on."""
    require_admin(by)
    if RoleDefinition.objects.filter(name=name).exists():
        raise Refusal(_("There is a role of this name already."), field="name")
    role = RoleDefinition.objects.create(name=name, based_on=based_on)
    trace.record("create", role, by=by, changes={"name": [None, name], "based_on": [None, based_on]})
    return role


@transaction.atomic
def change(role: RoleDefinition, *, by: Staff, rights: Said, fields: Said, **told: Any) -> RoleDefinition:
    """Say what a role may; whoever holds it may from now on. `told` are its name, base and row budget."""
    require_admin(by)
    role = RoleDefinition.objects.select_for_update().get(pk=role.pk)
    _require_known(rights, lambda entity: {name: dict(scopes_of(entity, name)) for name in rights_of(entity)})
    _require_known(fields, lambda entity: {f.name: dict(levels_of(entity, f)) for f in told_of(entity)})
    if RoleDefinition.objects.filter(name=told.get("name", role.name)).exclude(pk=role.pk).exists():
        raise Refusal(_("There is a role of this name already."), field="name")
    before = _told(role)
    role.rights, role.fields = _tidy(rights), _tidy(fields)
    for name in TOLD:
        setattr(role, name, told.get(name, getattr(role, name)))
    role.save()
    if changes := trace.difference(before, _told(role)):
        trace.record("change", role, by=by, changes=changes)
    if by.grants.get("role") == role.pk and role.based_on != by.role:
        raise Refusal(_("You hold this role yourself; another administrator has to change what it is based on."))
    _copy(role, holders(role))
    return role


@transaction.atomic
def give(role: RoleDefinition, *, by: Staff, to: Collection[int]) -> None:
    """Let exactly these people hold a role. Whoever gives it up keeps the built-in role it was based on."""
    require_admin(by)
    role = RoleDefinition.objects.select_for_update().get(pk=role.pk)
    held = {person.pk: person for person in holders(role).select_for_update()}
    wanted = {person.pk: person for person in Staff.objects.select_for_update().filter(pk__in=to, is_robot=False)}
    if by.pk in held.keys() ^ wanted.keys():
        raise Refusal(_("Nobody changes their own role; ask another administrator."), field="to")
    _copy(role, wanted.values())
    Staff.objects.filter(pk__in=held.keys() - wanted.keys()).update(grants={})
    old, new = _names(held.values()), _names(wanted.values())
    if old != new:
        trace.record("given", role, by=by, changes={"people": [old or None, new or None]})


def holders(role: RoleDefinition) -> QuerySet[Staff]:
    """Who holds a role."""
    return Staff.objects.filter(grants__role=role.pk).order_by("name", "pk")


def _require_known(said: Said, known_of: Any) -> None:
    """Refuse a noun, a right or field, or a word that there is not."""
    by_slug = {entity.slug: entity for entity in nouns()}
    for slug, words in said.items():
        known = known_of(by_slug[slug]) if slug in by_slug else {}
        for name, word in words.items():
            if word not in known.get(name, ()):
                raise Refusal(_("A role cannot say “%(word)s” of that.") % {"word": f"{slug}: {name} {word}"})


def _copy(role: RoleDefinition, people: Iterable[Staff]) -> None:
    """Put on accounts what the role says."""
    keys = [person.pk for person in people]
    Staff.objects.filter(pk__in=keys).update(grants=role.grants, role=role.based_on)


def _tidy(said: Said) -> Said:
    return {slug: words for slug, words in said.items() if words}


def _told(role: RoleDefinition) -> dict[str, Any]:
    """A role as its trace compares it."""
    told = {name: getattr(role, name) for name in TOLD}
    for kind, said in (("right", role.rights), ("field", role.fields)):
        told |= {f"{kind} {slug}.{name}": word for slug, words in said.items() for name, word in words.items()}
    return told


def _names(people: Iterable[Staff]) -> str:
    return ", ".join(sorted(person.name for person in people))
