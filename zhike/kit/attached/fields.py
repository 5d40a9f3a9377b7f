"""The tags of a row, and whether somebody starred it, as fields of every noun."""

import functools
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from zhike.kit import registry
from zhike.kit.attached.models import Mark, Tag, Tagging
from zhike.kit.fields import Field


class TagsField(Field):
    """Coloured words. Conditions name them by their word."""

    kind = "choice"
    is_single = False
    operators = ("in",)
    label = _("tags")
    shape = list[str]

    def __init__(self, model: type[Model]):
        super().__init__("tags", filter=True, edit=False, sort=False)
        self.noun = model._meta.label_lower

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        return [(tag.word, tag.word) for tag in self.known()]

    def known(self) -> Any:
        """The tags that rows of this noun can have, by their word."""
        return Tag.objects.filter(noun__in=["", self.noun]).order_by("word")

    def attach(self, some: list[Model]) -> None:
        tags: dict[int, list[Tag]] = {row.pk: [] for row in some}
        there = Tagging.objects.filter(noun=self.noun, object_id__in=tags)
        for tagging in there.select_related("tag").order_by("tag__word"):
            tags[tagging.object_id].append(tagging.tag)
        for row in some:
            row.__dict__["attached_tags"] = tags[row.pk]

    def value(self, row: Model) -> list[Tag]:
        """The tags of a row that came with its page."""
        return row.__dict__.get("attached_tags", [])

    def words(self, row: Model) -> str:
        return ", ".join(self.data(row))

    def data(self, row: Model) -> list[str]:
        return [tag.word for tag in self.value(row)]

    def html(self, row: Model) -> SafeString | str:
        return format_html_join(" ", '<span class="tag t-{}">{}</span>', ((t.color, t.word) for t in self.value(row)))

    def condition(self, operator: str, values: list[Any]) -> Q:
        """Any of the words; "none" for rows without any tag."""
        here = Tagging.objects.filter(noun=self.noun, object_id=OuterRef("pk"))
        words = [value for value in values if value is not None]
        found = Q(Exists(here.filter(tag__word__in=words)))
        return found | ~Q(Exists(here)) if None in values else found


class StarField(Field):
    """Whether a row is one of somebody's favourites. Of the stars of others nothing is told."""

    kind = "yesno"
    is_personal = True
    label = _("my favourite")
    shape = bool

    def __init__(self, model: type[Model], *, by: Any = None):
        super().__init__("starred", filter=True, edit=False, sort=False)
        self.model, self.by = model, by

    def of_person(self, by: Any) -> "StarField":
        return StarField(self.model, by=by)

    @property
    def keys(self) -> Any:
        """The numbers of the person's favourites."""
        marks = Mark.objects.filter(noun=self.model._meta.label_lower, kind=Mark.Kind.STAR, by=self.by and self.by.pk)
        return marks.values("object_id")

    def attach(self, some: list[Model]) -> None:
        if self.by and some:
            keys = set(self.keys.filter(object_id__in=[row.pk for row in some]).values_list("object_id", flat=True))
            for row in some:
                row.__dict__["is_starred"] = row.pk in keys

    def value(self, row: Model) -> bool | None:
        """Nothing where nobody in particular asks."""
        return row.__dict__.get("is_starred")

    data = value

    def words(self, row: Model) -> str:
        return "★" if self.value(row) else ""

    html = words

    def condition(self, operator: str, values: list[Any]) -> Q:
        if operator == "empty":
            return Q(pk=None)
        return Q(pk__in=self.keys) if values[0] else ~Q(pk__in=self.keys)


@functools.cache
def star_of(model: type[Model]) -> StarField:
    """The field of one noun."""
    return StarField(model)


@functools.cache
def tags_of(model: type[Model]) -> TagsField:
    """The field of one noun."""
    return TagsField(model)


registry.add_fields(lambda model: [tags_of(model), star_of(model)])
