"""A noun, said once. Every surface is derived from the declaration."""

from typing import Any, ClassVar

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.functional import cached_property

from zhike.kit import registry
from zhike.kit.access.rows import Rights
from zhike.kit.access.scopes import Scope, everyone
from zhike.kit.board import Board
from zhike.kit.fields import Field


class Entity:
    """The declaration of a noun; subclassing with a `model` declares it.

    model       the Django model: types, labels, choices and limits come from there
    title       the field a person recognises a row by
    named_by    further fields that the words for a row are made of
    fields      what people see and may touch, in the order of forms and pages
    visible_to  the row scope
    rights      the least role for each verb
    sort        the order of a list nobody sorted, such as "-changed_at"; by title where nothing is said
    match       unique fields by which an import recognises a row
    merges      two rows may turn out to be one
    about       one sentence for the list that is still empty
    board       how its board begins, and which verbs move cards; every choice field has a plain board anyway
    reader      whose fields these are, see `seen_by`; of the declaration itself nobody's, who has them all
    """

    model: ClassVar[type[Model]]
    title: ClassVar[str] = "name"
    named_by: ClassVar[tuple[str, ...]] = ()
    fields: ClassVar[tuple[Field, ...]] = ()
    visible_to: ClassVar[Scope] = staticmethod(everyone)
    rights: ClassVar[Rights] = Rights()
    sort: ClassVar[str] = ""
    match: ClassVar[tuple[str, ...]] = ()
    merges: ClassVar[bool] = True
    about: ClassVar[Any] = ""
    board: ClassVar[Board | None] = None

    def __init__(self, reader: Any = None):
        self.reader = reader

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        cls.visible_to = staticmethod(cls.visible_to)
        cls.sort = cls.sort or cls.title
        entity = cls()
        for field in cls.fields:
            field.bind(cls.model)
        if cls.title not in {f.name for f in cls.model._meta.get_fields()}:
            raise ImproperlyConfigured(f"{cls.__name__}.title names no field of {cls.model.__name__}: {cls.title!r}")
        registry.add_entity(entity)

    @cached_property
    def slug(self) -> str:
        """The noun in addresses and in the API: the name of its table, in the plural."""
        return str(self.model._meta.db_table.split("_", 1)[1]).replace("_", "-") + "s"

    @property
    def noun(self):
        return self.model._meta.verbose_name

    @property
    def nouns(self):
        return self.model._meta.verbose_name_plural

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The declared fields and those that people added to this noun, as its reader has them."""
        return registry.gates[-1].fields(self.reader, self, (*self.fields, *registry.added_fields(self.model)))

    def seen_by(self, by: Any) -> "Entity":
        """The noun as one person has it: every surface takes its fields from there."""
        return type(self)(by)

    def field(self, name: str) -> Field:
        """One field. Raises KeyError."""
        return {field.name: field for field in self.all_fields}[name]

    @property
    def shown(self) -> list[Field]:
        """Columns of the list."""
        return [field for field in self.all_fields if field.show]

    @property
    def lanes(self) -> tuple[Field, ...]:
        """Fields that are nothing but columns of its board, each with the verbs that move cards as its `drop`."""
        return ()

    @property
    def filters(self) -> list[Field]:
        return [field for field in self.all_fields if field.filter]

    @property
    def found_by(self) -> list[Field]:
        """Fields whose words the search finds."""
        return [field for field in self.all_fields if field.find]

    @property
    def editable(self) -> list[Field]:
        """Fields of the form, the import and the writing API."""
        return [field for field in self.all_fields if field.edit]
