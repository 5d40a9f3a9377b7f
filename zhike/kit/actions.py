"""A verb is one plain function; the decorator adds lock, right, trace and event.

The same object is the button, `POST /api/v1/…`, the job step and what a test calls.
"""

import functools
import inspect
from collections.abc import Callable
from types import UnionType
from typing import Any

from django.db.models import Model

from zhike.kit import registry, search
from zhike.kit.access.fresh import require_fresh
from zhike.kit.access.rows import require, require_in_reach, require_in_sight, rows
from zhike.kit.atomic import one_act
from zhike.kit.attached import following
from zhike.kit.audit import trace
from zhike.kit.events import announce

Offered = Callable[[Any], bool]


class Verb:
    """A write that means something to the business.

    `needs` is the right asked for; `announces` the event after commit; `title` the button; `past` completes the
    trace's sentence ("Ana *solved the ticket*"); `offered` says for which rows the button is shown;
    `undo` names the verb that takes it back; `labels` and `choices` are the words of its inputs; `bulk` lets it be done
    to many rows at once; a `rare` one waits in the menu; `fresh` asks the person again who they are; one that `lets_go`
    may put the row out of the actor's sight.
    Calling it opens the transaction, locks the row through the actor's own scope, runs the function, writes the trace
    from the difference and refuses (with nothing changed) where the row would leave that sight. A verb whose
    change lies in rows below its own returns it for the trace, as `{name: [old, new]}`.
    """

    do_not_call_in_templates = True

    def __init__(
        self,
        function: Callable,
        model: type[Model],
        *,
        title: Any,
        past: Any,
        needs: str = "change",
        announces: str | None = None,
        offered: Offered = lambda row: True,
        undo: str | None = None,
        bulk: bool = False,
        fresh: bool = False,
        rare: bool = False,
        lets_go: bool = False,
        labels: dict[str, Any] | None = None,
        choices: dict[str, Any] | None = None,
    ):
        functools.update_wrapper(self, function)
        self.function, self.model, self.title, self.past = function, model, title, past
        self.needs, self.announces, self.undo, self._offered, self.bulk = needs, announces, undo, offered, bulk
        self.labels, self.choices, self.fresh, self.rare = labels or {}, choices or {}, fresh, rare
        self.lets_go = lets_go
        self.word = function.__name__
        self.name, self.right = f"{model._meta.app_label}.{self.word}", f"{needs}.{self.word}"
        parameters = list(inspect.signature(function, eval_str=True).parameters.values())
        self.creates = parameters[0].kind is inspect.Parameter.KEYWORD_ONLY
        asked = [p for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY and p.name != "by"]
        # What may be left out is asked for by its kind: of `date | None` a date.
        self.parameters = [p.replace(annotation=_kind(p.annotation)) for p in asked]
        registry.add_verb(self)

    def __call__(self, *subject: Model, by, **values: Any) -> Model:
        if self.fresh:
            require_fresh(by)
        with one_act():
            require(by, self.right, self.model)
            return self._create(by, values) if self.creates else self._change(subject[0], by, values)

    def offered_for(self, row: Model) -> bool:
        return not self.creates and self._offered(row)

    def _create(self, by, values: dict[str, Any]) -> Model:
        row = self.function(by=by, **values)
        self._tell(row, by, trace.difference({}, trace.snapshot(row)))
        return row

    def _change(self, subject: Model, by, values: dict[str, Any]) -> Model:
        row = rows(self.model, by=by, to=self.right).select_for_update(of=("self",)).get(pk=subject.pk)
        before = trace.snapshot(row)
        below = self.function(row, by=by, **values) or {}
        self._tell(row, by, trace.difference(before, trace.snapshot(row)) | below, why=below.get("reason", ("", ""))[1])
        return row

    def _tell(self, row: Model, by, changes: dict, *, why: str = "") -> None:
        require_in_reach(row, changes, by=by)
        if not self.lets_go:
            require_in_sight(row, by=by)
        search.index_changed(row, changes)
        trace.record(self.name, row, by=by, changes=changes, why=why)
        following.tell(row, self.name, by=by)
        if self.announces:
            announce(self.announces, **{row._meta.model_name or "row": row.pk, "by": by.pk})


def _kind(annotation: Any) -> Any:
    first = annotation.__args__[0] if isinstance(annotation, UnionType) else annotation
    return first if isinstance(first, type) else annotation


def action(model: type[Model], **options: Any) -> Callable[[Callable], Verb]:
    """Declare a verb of `model`, with the options of `Verb`. Without a subject (`*, by, …`) it creates its row."""
    return lambda function: Verb(function, model, **options)
