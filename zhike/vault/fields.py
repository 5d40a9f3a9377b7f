"""Columns that are sealed, and columns by which their values are found all the same."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn, TypeVar

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import In, IsNull
from django.db.models.query_utils import DeferredAttribute

from zhike.vault.sealing import NUMBER, UNIQUE, mark, marks, seal, unseal

Model = TypeVar("Model", bound=models.Model)
ROW = "uid"  # the column that names a row before the database has numbered it


class Sealed:
    """A value as it came from the database."""

    __slots__ = ("raw",)

    def __init__(self, raw: bytes):
        self.raw = raw

    def __repr__(self) -> str:
        return "<sealed>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.raw == self.raw

    def __hash__(self) -> int:
        return hash(self.raw)


class Opening(DeferredAttribute):
    """Opens a value when it is first asked for."""

    field: "EncryptedField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.open(value, row=getattr(instance, ROW))
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedColumn(Col):
    """The column in a query; by what stands in it nothing can be put in order."""

    def resolve_expression(self, *given: Any, **named: Any) -> NoReturn:
        refuse(self.target, "put in order or computed with")


class EncryptedField(models.CharField):
    """Text that the database holds only sealed, bound to its row by `uid` (a UUIDField of the same model).

    A row tells it in plain. Queries find it by `exact` and `in`, through a `BlindIndex` of it, and by `isnull`; all
    else is refused when the query is built, and `values()` of other models give `Sealed`.
    """

    descriptor_class = Opening

    @property
    def place(self) -> str:
        return f"{self.model._meta.db_table}|{self.column}"

    def seal(self, text: str, *, row: Any) -> bytes:
        """The text as the column holds it."""
        return seal(text, place=self.place, row=row)

    def open(self, sealed: Sealed, *, row: Any) -> str:
        """The text again. Raises Unreadable."""
        return unseal(sealed.raw, place=self.place, row=row)

    def get_internal_type(self) -> str:
        return "BinaryField"

    def get_col(self, alias: str, output_field: Any = None) -> SealedColumn:
        return SealedColumn(alias, self, output_field)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:  # noqa: FBT001
        value = model_instance.__dict__[self.attname]
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(self.seal(value, row=getattr(model_instance, ROW)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        if value is not None and not isinstance(value, Sealed):
            refuse(self, "written without its row")
        return value and value.raw

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        known = {"exact": ByMark, "in": ByMarks, "isnull": Missing}
        return known.get(lookup_name) or refuse(self, f"asked for by “{lookup_name}”")

    def get_transform(self, lookup_name: str) -> NoReturn:
        refuse(self, f"asked for by “{lookup_name}”")

    @property
    def index(self) -> "BlindIndex":
        """The column that finds its values."""
        indexes = [field for field in self.model._meta.concrete_fields if isinstance(field, BlindIndex)]
        found = [index for index in indexes if index.of == self.name and not index.beside]
        return found[0] if found else refuse(self, "found by its value alone")


class BlindIndex(models.BinaryField):
    """Marks of the values of an EncryptedField: equal where their normal forms are equal.

    `normal` gives the normal form; with `beside`, the name of another field, it is given that field's value first.
    While the index key is changed equal values may have marks by either key: no constraint may tell them apart by this.
    """

    def __init__(self, of: str = "", *, normal: Callable[..., str] = str, beside: str = "", **options: Any):
        self.of, self.normal, self.beside = of, normal, beside
        super().__init__(**{"editable": False, "max_length": NUMBER + UNIQUE} | options)

    def mark(self, text: str, *beside: str) -> bytes:
        """The mark of a value, beside the value of another field where the index is of both."""
        return mark(self._normal(text, *beside), place=self.place)

    def marks(self, text: str, *beside: str) -> list[bytes]:
        """The marks that it may have: one for each index key."""
        return marks(self._normal(text, *beside), place=self.place)

    @property
    def place(self) -> str:
        return f"{self.model._meta.db_table}|{self.column}"

    def _normal(self, text: str, *beside: str) -> str:
        return "|".join([*beside, self.normal(*beside, text)])

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:  # noqa: FBT001
        text = getattr(model_instance, self.of)
        beside = [getattr(model_instance, self.beside)] if self.beside else []
        made = None if text is None else self.mark(text, *beside)
        setattr(model_instance, self.attname, made)
        return made


class Missing(IsNull):
    """Whether there is a value at all."""

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> Any:
        return compiler.compile(self.lhs)


class ByMarks(In):
    """One of several, by the column of marks."""

    def __init__(self, lhs: Any, rhs: Iterable[str]):
        index = lhs.output_field.index
        super().__init__(index.get_col(lhs.alias), [mark for one in rhs for mark in index.marks(one)])


class ByMark(ByMarks):
    """Equality, by the column of marks."""

    def __init__(self, lhs: Any, rhs: str):
        super().__init__(lhs, [rhs])


class SealedQuerySet(models.QuerySet[Model]):
    """Rows with sealed columns: their values are asked of rows, one by one, never in bulk."""

    def _values(self, *fields: Any, **expressions: Any) -> Any:
        self._refuse_sealed(fields, "read without its row")
        return super()._values(*fields, **expressions)  # type: ignore[misc]

    def order_by(self, *field_names: Any) -> Any:
        named = [getattr(term, "expression", term) for term in field_names]
        self._refuse_sealed([getattr(term, "name", term) for term in named], "put in order")
        return super().order_by(*field_names)

    def _refuse_sealed(self, names: Iterable[Any], how: str) -> None:
        columns = self.model._meta._forward_fields_map  # type: ignore[attr-defined]
        for name in names:
            if isinstance(name, str) and isinstance(field := columns.get(name.lstrip("-")), EncryptedField):
                refuse(field, how)


def opened(queryset: models.QuerySet, path: str) -> Iterator[tuple[Any, Any]]:
    """The keys of rows with the values at the end of a path of relations, in plain; those not sealed as they are."""
    model: Any = queryset.model
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    field, row = model._meta.get_field(name), "__".join([*relations, ROW])
    if not isinstance(field, EncryptedField):
        yield from queryset.values_list("pk", path).iterator()
        return
    for key, sealed, uid in queryset.values_list("pk", path, row).iterator():
        yield key, sealed and field.open(sealed, row=uid)


def refuse(field: Any, how: str) -> NoReturn:
    """Say that a sealed column cannot be used so."""
    raise FieldError(f"{field} is sealed; it cannot be {how}.")
