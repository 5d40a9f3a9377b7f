"""The addresses of the interface, made when the site's addresses are read: by then every noun is declared."""

from typing import Any

from ninja import NinjaAPI, Router
from ninja.security import SessionAuth

from zhike.kit import registry
from zhike.kit.actions import Verb
from zhike.kit.entity import Entity
from zhike.kit.surfaces.api import changing, reading, shapes
from zhike.kit.surfaces.api.problems import answer_problems

ROW = "/{int:pk}"


def build() -> NinjaAPI:
    """The interface of every noun that anybody may read. No page of docs: those load their code from elsewhere."""
    api = NinjaAPI(title="Zhike", version="1", urls_namespace="api", docs_url=None, auth=SessionAuth())
    answer_problems(api)
    for entity in registry.entities():
        if entity.rights.read is not None:
            api.add_router(f"/{entity.slug}", _router(entity), tags=[entity.slug])
    return api


def _router(entity: Entity) -> Router:
    """What nobody has a right to has no address."""
    router, rights = Router(), entity.rights
    one, many = shapes.record_of(entity), shapes.page_of(entity)
    filters = {"parameters": reading.parameters(entity)}
    _add(router, entity, "GET", "", "list", reading.list_view(entity), {200: many}, openapi_extra=filters)
    _add(router, entity, "GET", ROW, "one", reading.one_view(entity), {200: one}, url_name=f"{entity.slug}-one")
    if rights.create is not None:
        _add(router, entity, "POST", "", "create", changing.create_view(entity), {201: one})
    if rights.change is not None:
        _add(router, entity, "PATCH", ROW, "change", changing.change_view(entity), {200: one})
    for verb in registry.verbs_of(entity.model):
        if getattr(rights, verb.needs) is not None:
            _add_verb(router, entity, verb, one)
    return router


def _add_verb(router: Router, entity: Entity, verb: Verb, one: Any) -> None:
    name, about = verb.function.__name__, {"description": verb.function.__doc__}
    if verb.creates:
        path, view, answers = f"/{name}", changing.creating_verb_view(entity, verb), {201: one}
    else:
        path, view, answers = f"{ROW}/{name}", changing.verb_view(entity, verb), {200: one}
    _add(router, entity, "POST", path, name, view, answers, **about)


def _add(
    router: Router, entity: Entity, method: str, path: str, name: str, view: reading.View, told: dict, **more: Any
) -> None:
    problems = dict.fromkeys((400, 401, 403, 404, 409, 422), shapes.Problem)
    router.add_api_operation(
        path,
        [method],
        view,
        operation_id=f"{entity.slug}_{name}".replace("-", "_"),
        summary=f"{entity.model.__name__}: {name.replace('_', ' ')}",
        response={**told, **problems},
        **more,
    )


app_name = "api"
urlpatterns: list[Any] = build().urls[0]
for view in (pattern.callback for pattern in urlpatterns):
    if getattr(view, "csrf_exempt", False):
        # The site sends strangers to the sign-in page; here they are answered 401 by the interface itself.
        view.login_required = False
