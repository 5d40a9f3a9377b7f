"""The form of a role: noun by noun what it may, and what it sees of each field."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Role, Staff
from zhike.kit.entity import Entity
from zhike.rights import roles
from zhike.rights.fields import told_of
from zhike.rights.models import RoleDefinition

AS_BASE = [("", _("as the base"))]
EVERYTHING = "write"


@dataclass(frozen=True)
class Row:
    """A noun with its inputs: the plain rights, the verbs, the fields."""

    entity: Entity
    rights: list[Any]
    verbs: list[Any]
    fields: list[Any]


class NewRoleForm(forms.Form):
    """A role that says nothing yet."""

    name = forms.CharField(label=_("Role name"), max_length=60)
    based_on = forms.ChoiceField(label=_("Based on"), choices=Role.choices)


class RoleForm(NewRoleForm):
    """Everything a role says, and who holds it."""

    row_budget = forms.IntegerField(label=_("Rows exported in an hour, at most"), min_value=0, required=False)
    people = forms.ModelMultipleChoiceField(
        Staff.objects.working(),
        label=_("Who holds it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, role: RoleDefinition):
        told = {name: getattr(role, name) for name in roles.TOLD}
        super().__init__(data, initial=told | {"people": [person.pk for person in roles.holders(role)]})
        self.role = role
        self.matrix = [self._row(entity) for entity in roles.nouns()]

    def said(self, kind: str) -> roles.Said:
        """What was said of rights, or of fields, where it is something else than the base has."""
        found: roles.Said = {}
        for name, word in self.cleaned_data.items():
            asked, _colon, rest = name.partition(":")
            if asked == kind and word not in ("", EVERYTHING):
                slug, _colon, what = rest.partition(":")
                found.setdefault(slug, {})[what] = word
        return found

    def _row(self, entity: Entity) -> Row:
        rights = roles.rights_of(entity)
        inputs = {name: self._right(entity, name, word) for name, word in rights.items()}
        return Row(
            entity,
            rights=[inputs.get(name) for name in roles.RIGHTS],
            verbs=[asked for name, asked in inputs.items() if "." in name],
            fields=[self._field(entity, field) for field in told_of(entity)],
        )

    def _right(self, entity: Entity, right: str, word: Any) -> Any:
        said = self.role.rights.get(entity.slug, {}).get(right, "")
        choices = [*AS_BASE, *roles.scopes_of(entity, right)]
        return self._choice(f"right:{entity.slug}:{right}", word, choices, said)

    def _field(self, entity: Entity, field: Any) -> Any:
        said = self.role.fields.get(entity.slug, {}).get(field.name, EVERYTHING)
        return self._choice(f"field:{entity.slug}:{field.name}", field.label, roles.levels_of(entity, field), said)

    def _choice(self, name: str, label: Any, choices: list[tuple[str, Any]], said: str) -> Any:
        self.fields[name] = forms.ChoiceField(label=capfirst(label), choices=choices, initial=said, required=False)
        return self[name]


class TerritoryForm(forms.Form):
    """The regions of each team, in a line each."""

    def __init__(self, data: Any, teams: list[Any]):
        super().__init__(data)
        for team in teams:
            self.fields[f"team-{team.pk}"] = forms.CharField(
                label=team.name,
                required=False,
                initial="、".join(team.regions),
                max_length=1000,
                help_text=_("Regions, separated by commas."),
            )
