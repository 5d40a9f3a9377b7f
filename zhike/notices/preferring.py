"""How people choose what they are told, and how."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhike.kit.access.models import Staff
from zhike.kit.refusal import Refusal
from zhike.notices.kinds import KINDS, Kind
from zhike.notices.models import GroupTool, Mail, Preference


class PreferenceForm(forms.Form):
    """Three answers for each kind that concerns the person, and where their group tool is."""

    url = forms.CharField(
        label=_("Address in the group tool"),
        max_length=500,
        required=False,
    )

    def __init__(self, data: Any, *, by: Staff):
        super().__init__(data)
        self.by = by
        self.kinds = [kind for kind in KINDS.values() if by.is_at_least(kind.least) and not kind.is_always_told]
        self.tool = GroupTool.objects.filter(person=by).first()
        self.fields["url"].initial = self.tool.url if self.tool else ""
        chosen = {one.kind: one for one in Preference.objects.filter(person=by)}
        for kind in self.kinds:
            self._ask(kind, chosen.get(kind.name) or Preference())

    def rows(self) -> Iterator[tuple[Kind, list[forms.BoundField]]]:
        """Each kind with its inputs."""
        for kind in self.kinds:
            yield kind, [self[name] for name in self.fields if name.startswith(f"{kind.name}.")]

    def clean_url(self) -> str:
        """An address the system may speak to, or none."""
        from zhike.notices.tools import understood  # noqa: PLC0415 -- a fifth of a second that only this needs

        url = self.cleaned_data["url"].strip()
        try:
            if url:
                understood(url)
            return url
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    @transaction.atomic
    def save(self) -> None:
        """Keep the answers."""
        for kind in self.kinds:
            named = {name: value for name, value in self.cleaned_data.items() if name.startswith(f"{kind.name}.")}
            answers = {name.partition(".")[2]: value for name, value in named.items()}
            Preference.objects.update_or_create(person=self.by, kind=kind.name, defaults=answers)
        if url := self.cleaned_data["url"]:
            GroupTool.objects.update_or_create(person=self.by, defaults={"url": url})
        else:
            GroupTool.objects.filter(person=self.by).delete()

    def _ask(self, kind: Kind, now: Preference) -> None:
        self.fields[f"{kind.name}.in_app"] = forms.BooleanField(
            label=_("In the app"), initial=now.in_app, required=False
        )
        if settings.EMAIL_HOST:
            self.fields[f"{kind.name}.mail"] = forms.ChoiceField(
                label=_("Mail"), choices=Mail.choices, initial=now.mail, required=False
            )
        self.fields[f"{kind.name}.tool"] = forms.BooleanField(label=_("Group tool"), initial=now.tool, required=False)
