"""Many rows in one request: made, changed, or whichever it takes, each with its own outcome."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import ValidationError as ShapeError
from pydantic import BaseModel
from pydantic import ValidationError as Misshapen

from zhike.api.rest import shapes
from zhike.api.rest.door import charge_write
from zhike.api.rest.problems import answer_to, problem
from zhike.api.rest.putting import change, create
from zhike.api.rest.reading import View
from zhike.api.rest.values import as_json
from zhike.kit.access.rows import rows
from zhike.kit.entity import Entity
from zhike.kit.refusal import Refusal

NO = (Refusal, ValidationError, ObjectDoesNotExist, ShapeError)


def batch_view(entity: Entity) -> View:
    """Write up to 500 rows; those refused are told why and leave the others alone, unless it is all or nothing."""
    shape, row_shape = shapes.batch_of(entity), shapes.row_of(entity)

    def view(request: HttpRequest, body: shape) -> HttpResponse:  # type: ignore[valid-type]
        writer = Writer(entity, row_shape, body, request)
        charge_write(request, len(body.rows))  # type: ignore[attr-defined]
        with transaction.atomic():
            outcomes = [writer.outcome(index, row) for index, row in enumerate(body.rows)]  # type: ignore[attr-defined]
            refused = sum("problem" in outcome for outcome in outcomes)
            if refused and body.all_or_nothing:  # type: ignore[attr-defined]
                transaction.set_rollback(True)
                sentence = _("%(refused)s rows were refused, so nothing was written.") % {"refused": refused}
                return problem(422, sentence, rows=[outcome for outcome in outcomes if "problem" in outcome])
        return as_json({"done": len(outcomes) - refused, "refused": refused, "rows": outcomes})

    return view


class Writer:
    """Writes the rows of one batch."""

    def __init__(self, entity: Entity, shape: type[BaseModel], asked: Any, request: HttpRequest):
        self.entity, self.shape, self.asked, self.request = entity, shape, asked, request
        offered = {"id", *(field.name for field in entity.seen_by(request.user).editable if field.is_column)}
        for name in asked.match:
            if name not in offered:
                raise Refusal(_("Rows cannot be matched by “%(name)s”.") % {"name": name}, field="match")

    def outcome(self, index: int, sent: Any) -> dict[str, Any]:
        """What became of one row."""
        try:
            word, row = self._write(self._understood(sent))
        except NO as error:
            return {"index": index, "outcome": "refused", "problem": answer_to(self.request, error).told}  # type: ignore[attr-defined]
        return {"index": index, "outcome": word, "id": row.pk}

    def _understood(self, sent: Any) -> BaseModel:
        try:
            return self.shape.model_validate(sent)
        except Misshapen as error:
            faults = [{**fault, "loc": ("body", "body", *fault["loc"])} for fault in error.errors(include_url=False)]
            raise ShapeError(faults) from None

    def _write(self, row: Any) -> tuple[str, Model]:
        found = None if self.asked.mode == "create" else self._found(row)
        if found is not None:
            return "changed", change(self.entity, found, row, by=self.request.user)
        if self.asked.mode == "update" or row.id is not None:
            raise ObjectDoesNotExist
        return "created", create(self.entity, row, by=self.request.user)

    def _found(self, row: Any) -> Model | None:
        wanted = {name: getattr(row, name) for name in self.asked.match}
        if None in wanted.values():
            return None
        found = list(rows(self.entity.model, by=self.request.user).filter(**wanted).order_by("pk")[:2])
        if len(found) > 1:
            raise Refusal(_("More than one row matches."), field=self.asked.match[0])
        return found[0] if found else None
