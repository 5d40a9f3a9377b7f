"""The tags of a row, and whether somebody starred it, as fields of every noun."""

import functools
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Func, Model, OuterRef, Q, TextField, Value
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhike.kit import registry
from zhike.kit.attached.gathering import gathered
from zhike.kit.attached.models import LONGEST_TAG, Mark, Tag, Tagging
from zhike.kit.attached.tagging import called, column_of, split
from zhike.kit.fields import Field
from zhike.kit.refusal import Refusal
from zhike.postgres.among import among


class Held(list):
    """The words that a row holds: put on another row, as a merge does, they come on top."""


class TagsField(Field):
    """Coloured words. Conditions name them by their word; in forms and files they stand apart by commas."""

    kind = "choices"
    is_single = False
    operators = ("in",)
    label = _("tags")
    shape = list[str]

    def __init__(self, model: type[Model]):
        super().__init__("tags", filter=True, sort=False, bulk=True)
        self.noun, self.model_field = model._meta.label_lower, column_of(model)

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        return [(tag.word, tag.word) for tag in self.known()]

    def known(self) -> Any:
        """The tags that rows of this noun can have, by their word."""
        return Tag.objects.filter(noun__in=["", self.noun]).order_by("word")

    def attach(self, some: list[Model]) -> None:
        if len(some) == 1:
            some[0].__dict__["attached_tags"] = gathered(some[0])["tag"]
            return
        tags: dict[int, list[Tag]] = {row.pk: [] for row in some}
        there = Tagging.objects.filter(among("object_id", tags), noun=self.noun)
        for tagging in there.select_related("tag").order_by("tag__word"):
            tags[tagging.object_id].append(tagging.tag)
        for row in some:
            row.__dict__["attached_tags"] = tags[row.pk]

    def value(self, row: Model) -> list[Tag]:
        """The tags of a row, which mostly came with its page."""
        if "attached_tags" not in row.__dict__:
            self.attach([row])
        return row.__dict__["attached_tags"]

    def stored(self, row: Model) -> list[str] | None:
        if "put_tags" in row.__dict__ or row.pk is None:
            return row.__dict__.get("put_tags")
        return Held(sorted(self.data(row))) or None

    def compared(self, row: Model) -> Any:
        """What a trace compares: looked up only where tags were put on the row, which they mostly are not."""
        if {"put_tags", "attached_tags"} & row.__dict__.keys() or row.pk is None:
            return self.stored(row)
        return row.__dict__.setdefault("held_tags", SimpleLazyObject(lambda: sorted(self.data(row)) or None))

    def put(self, row: Model, value: Any) -> None:
        """Set the tags of a row. `{"add": […], "off": […]}` leaves others; those of another row come on top."""
        held = {word.casefold(): word for word in self.stored(row) or ()}
        given = value if isinstance(value, dict) else {"add": value}
        off = {word.casefold() for word in given["off"]} if "off" in given else set()
        stay = held if value is given or isinstance(value, Held) else {}
        add = {word.casefold(): word for word in self.typed(given.get("add") or [])}
        words = {key: held.get(key, word) for key, word in {**stay, **add}.items() if key not in off}
        row.__dict__["put_tags"] = sorted(words.values()) or None

    def keep(self, some: Sequence[Model], *, by: Any) -> None:
        put = {row.pk: row.__dict__["put_tags"] or () for row in some if "put_tags" in row.__dict__}
        if not put:
            return
        there = Tagging.objects.filter(noun=self.noun, object_id__in=put).select_related("tag")
        held = {(one.object_id, one.tag.word.casefold()): one.pk for one in there}
        wanted = {(key, word.casefold()) for key, words in put.items() for word in words}
        Tagging.objects.filter(pk__in=[held[place] for place in held.keys() - wanted]).delete()
        tags = called(self.noun, (word for words in put.values() for word in words))
        new = [Tagging(noun=self.noun, object_id=key, tag=tags[word], by=by) for key, word in wanted - held.keys()]
        Tagging.objects.bulk_create(new, ignore_conflicts=True)
        for row in some:
            row.__dict__.pop("attached_tags", None)

    @property
    def sql(self) -> Any:
        here = Tagging.objects.filter(noun=self.noun, object_id=OuterRef("pk")).order_by("tag__word")
        words = ArraySubquery(here.values("tag__word"))
        return Func(words, Value(","), function="array_to_string", output_field=TextField())

    def many_inputs(self) -> dict[str, Any]:
        """Inputs that change many rows, by what follows the name of the field in a form."""
        add, off = (self.model_field.formfield(label=label) for label in (_("Add tags"), _("Take tags off")))
        add.way, off.way = "add", "off"
        return {"": add, "-off": off}

    def typed(self, value: Any) -> Any:
        words = split(value)
        if any(len(word) > LONGEST_TAG for word in words):
            raise Refusal(gettext("A tag has %s characters at most.") % LONGEST_TAG, field=self.name)
        return words

    def words(self, row: Model) -> str:
        return self.word(self.data(row))

    def word(self, value: Any) -> str:
        return ", ".join(value)

    def data(self, row: Model) -> list[str]:
        return [tag.word for tag in self.value(row)]

    def html(self, row: Model) -> SafeString | str:
        return format_html_join(" ", '<span class="tag t-{}">{}</span>', ((t.color, t.word) for t in self.value(row)))

    def condition(self, operator: str, values: list[Any]) -> Q:
        """Any of the words; "none" for rows without any tag."""
        here = Tagging.objects.filter(noun=self.noun, object_id=OuterRef("pk"))
        words = [word for value in values if value is not None for word in value]
        found = Q(Exists(here.filter(tag__word__in=words)))
        return found | ~Q(Exists(here)) if None in values else found


class StarField(Field):
    """Whether a row is one of somebody's favourites. Of the stars of others nothing is told."""

    kind = "yesno"
    is_personal = True
    label = _("my favourite")

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
        if not self.by:
            return
        if len(some) == 1:  # a page of its own asks for all that is attached to it anyway
            marks = gathered(some[0])["mark"]
            keys = {some[0].pk for mark in marks if (mark.kind, mark.by_id) == (Mark.Kind.STAR, self.by.pk)}
        else:
            keys = set(
                self.keys.filter(among("object_id", [row.pk for row in some])).values_list("object_id", flat=True)
            )
        for row in some:
            row.__dict__["is_starred"] = row.pk in keys

    def value(self, row: Model) -> bool | None:
        """Nothing where nobody in particular asks."""
        return row.__dict__.get("is_starred")

    def words(self, row: Model) -> str:
        return "★" if self.value(row) else ""

    html = words

    def condition(self, operator: str, values: list[Any]) -> Q:
        mine = Q(pk__in=self.keys)
        return mine if values == [True] else ~mine


@functools.cache
def tags_of(model: type[Model]) -> TagsField:
    """The field of one noun."""
    return TagsField(model)


registry.add_fields(functools.cache(lambda model: [tags_of(model), StarField(model)]))
