"""The addresses of the interface, made when the site's addresses are read: by then every noun is declared."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Router
from ninja.security import SessionAuth

from zhike.api.rest import batch, changing, merges, reading, shapes, webhooks
from zhike.api.rest.describing import Described
from zhike.api.rest.door import Bearer, guarded, scoped
from zhike.api.rest.problems import answer_problems
from zhike.api.rest.reading import View
from zhike.kit import registry
from zhike.kit.actions import Verb
from zhike.kit.entity import Entity

ROW = "/{int:pk}"
ABOUT = (
    "Every noun is a collection, every verb a POST. Nothing is deleted: DELETE answers 405 and says what is allowed."
)


def build() -> NinjaAPI:
    """The interface of every noun that anybody may read. No page of docs: those load their code from elsewhere."""
    api = Described(
        title="Zhike",
        version="1",
        description=ABOUT,
        urls_namespace="api",
        docs_url=None,
        docs_decorator=require_safe,
        auth=[Bearer(), SessionAuth()],
    )
    answer_problems(api)
    api.add_router("/webhooks", webhooks.router(), tags=["webhooks"])
    api.add_router("/merges", merges.router(), tags=["merges"])
    for entity in registry.entities():
        if entity.rights.read is not None:
            api.add_router(f"/{entity.slug}", _router(entity), tags=[entity.slug])
    return api


def _router(entity: Entity) -> Router:
    """What nobody has a right to has no address."""
    router, rights = Router(), entity.rights
    one, many = shapes.record_of(entity), shapes.page_of(entity)
    filters, selecting = {"parameters": reading.parameters(entity)}, {"parameters": reading.selecting(entity)}
    add = functools.partial(_add, router, entity)
    add("GET", "", "list", "read", reading.list_view(entity), {200: many}, openapi_extra=filters)
    name = f"{entity.slug}-one"
    add("GET", ROW, "one", "read", reading.one_view(entity), {200: one}, url_name=name, openapi_extra=selecting)
    if rights.create is not None:
        add("POST", "", "create", "create", changing.create_view(entity), {201: one})
    if rights.change is not None:
        add("PATCH", ROW, "change", "change", changing.change_view(entity), {200: one})
    if rights.create is not None and rights.change is not None:
        add("POST", "/batch", "batch", "change", batch.batch_view(entity), {200: shapes.Outcomes})
    for verb in registry.verbs_of(entity.model):
        if getattr(rights, verb.needs) is not None:
            _add_verb(add, entity, verb, one)
    return router


def _add_verb(add: Callable[..., None], entity: Entity, verb: Verb, one: Any) -> None:
    word, about = verb.word, {"description": verb.function.__doc__}
    if verb.creates:
        add("POST", f"/{word}", word, verb.needs, changing.creating_verb_view(entity, verb), {201: one}, **about)
    else:
        told = {200: one} | ({204: None} if verb.lets_go else {})
        add("POST", f"{ROW}/{word}", word, verb.needs, changing.verb_view(entity, verb), told, **about)


def _add(
    router: Router, entity: Entity, method: str, path: str, name: str, to: str, view: View, told: dict, **more: Any
) -> None:
    router.add_api_operation(
        path,
        [method],
        scoped(view, entity, to),
        operation_id=f"{entity.slug}_{name}".replace("-", "_"),
        summary=f"{entity.model.__name__}: {name.replace('_', ' ')}",
        response=told,
        **more,
    )


def _nothing(request: HttpRequest, rest: str) -> HttpResponse:
    raise Http404


app_name = "api"
api = build()
urlpatterns: list[Any] = [*api.urls[0], path("<path:rest>", _nothing, name="nothing")]
for pattern in urlpatterns:
    pattern.callback = guarded(pattern.callback)
