"""The definition of a field that people added."""

import re
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Model, Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.custom import cache, checking
from zhike.custom.options import said
from zhike.kit import registry
from zhike.kit.naming import pinyin
from zhike.kit.record import Record

PREFIX = "x_"  # before every key, so that no added field is ever called like a declared one
KEY_LENGTH = 40


class Kind(models.TextChoices):
    """What a field holds."""

    TEXT = "text", _("Text")
    LONGTEXT = "longtext", _("Long text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Amount")
    DATE = "date", _("Day")
    YESNO = "yesno", _("Yes or no")
    CHOICE = "choice", _("One of several")
    CHOICES = "choices", _("Any of several")
    LINK = "link", _("Link to a record")
    FORMULA = "formula", _("Formula")


def nouns() -> list[tuple[str, Any]]:
    """The nouns that fields can be added to, and pointed at."""
    others = [entity for entity in registry.entities() if entity.model is not CustomField]
    return [(entity.model._meta.label_lower, capfirst(entity.noun)) for entity in others]


class CustomField(Record):
    """A field that people added to a noun. Its number and its key never change; its words and limits may."""

    noun = models.CharField(_("added to"), max_length=60, choices=nouns)
    label = models.CharField(_("label"), max_length=40)
    label_en = models.CharField(_("label in English"), max_length=40, blank=True)
    kind = models.CharField(pgettext_lazy("of a field", "kind"), max_length=10, choices=Kind.choices, default=Kind.TEXT)
    key = models.CharField(pgettext_lazy("of a field", "key"), max_length=KEY_LENGTH + 10, editable=False)
    options = models.TextField(
        _("options"),
        max_length=5000,
        blank=True,
        help_text=_("One a line: 金 / Gold. What is left out is kept with “-”."),
    )
    link_to = models.CharField(_("links to"), max_length=60, choices=nouns, blank=True)
    formula = models.TextField(
        _("formula"), max_length=1000, blank=True, help_text=_("Such as round([Amount] / 12, 2), if([Paid], 1, 0)")
    )
    default = models.CharField(
        _("default"), max_length=200, blank=True, help_text=_("What records read as without a value.")
    )
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    help = models.CharField(pgettext_lazy("of a field", "help"), max_length=200, blank=True)
    required = models.BooleanField(_("required"), default=False)
    in_list = models.BooleanField(_("in the list"), default=True)
    in_form = models.BooleanField(_("in the form"), default=True)
    searchable = models.BooleanField(_("searched"), default=False)
    personal = models.BooleanField(
        _("personal data"),
        default=False,
        db_default=False,
        help_text=_("Sealed for good: shown masked, in full only for a reason, found by the whole value alone."),
    )
    order = models.PositiveIntegerField(pgettext_lazy("of fields", "order"), default=100)
    is_fast = models.BooleanField(_("fast"), default=False, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, editable=False)

    objects: ClassVar[models.Manager["CustomField"]] = models.Manager()

    class Meta:
        db_table = "custom_custom_field"
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        indexes = [models.Index(fields=["noun", "order", "id"], condition=Q(archived_at=None), name="custom_of_noun")]
        constraints = [
            models.UniqueConstraint(fields=["noun", "key"], name="one_custom_field_per_key"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="custom_kind_known"),
        ]

    def __str__(self) -> str:
        return said(self.label, self.label_en)

    @classmethod
    def live(cls) -> QuerySet["CustomField"]:
        """The definitions in use, in the order of the fields."""
        return cls.objects.filter(archived_at=None).order_by("order", "pk")

    @classmethod
    def archived(cls, name: str, model: type[Model]) -> "CustomField | None":
        """The definition out of use by which a noun had a field of that name."""
        of_noun = cls.objects.filter(noun=model._meta.label_lower).exclude(archived_at=None)
        return of_noun.filter(key=name.removeprefix(PREFIX)).first() if name.startswith(PREFIX) else None

    @classmethod
    def sealed(cls) -> QuerySet["CustomField"]:
        """The definitions whose values are sealed, those out of use too."""
        return cls.objects.filter(personal=True).order_by("pk")

    @property
    def name(self) -> str:
        """The name of the field in addresses, files and the API."""
        return PREFIX + self.key

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.noun)

    @property
    def is_live(self) -> bool:
        return self.archived_at is None

    def clean(self) -> None:
        before = None if self._state.adding else self.fresh()
        if self.kind in Kind.values and self.noun in dict(nouns()):  # else that is what is told
            checking.check(self, before=before)
        self.key = self.key or self._free_key()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = self.key or self._free_key()
        super().save(*args, **kwargs)
        cache.forget()

    def _free_key(self) -> str:
        """The sound of the label, with a number where an older field of the noun is called so."""
        stem = re.sub("[^a-z0-9]+", "_", pinyin(self.label).casefold())[:KEY_LENGTH].strip("_") or "field"
        taken = set(CustomField.objects.filter(noun=self.noun, key__startswith=stem).values_list("key", flat=True))
        return next(key for key in (stem, *(f"{stem}_{nth}" for nth in range(2, len(taken) + 3))) if key not in taken)
