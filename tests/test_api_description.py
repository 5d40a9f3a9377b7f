"""What the interface does is what its description says: requests that nobody thought of, made from the description."""

import functools
import os
import re

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.config import (
    CoveragePhaseConfig,
    GenerationConfig,
    PhasesConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test

from tests.cast import NOUNS
from zhike.api.rest.routes import api
from zhike.api.tokens.keeping import make
from zhike.kit import registry

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("API_EXAMPLES", 3))  # of each operation; a long run asks for more
IN_FULL = "plants"  # the noun of the tests is asked with every value at an edge, others only in a long run


def every_operation():
    """What there is to ask for, without the shapes: describing those takes every worker two seconds."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            place = re.sub(r"\{\w+:(\w+)\}", r"{\1}", f"/api/v1{prefix}{path}")
            yield from (f"{method} {place}" for operation in view.operations for method in operation.methods)


OPERATIONS = list(every_operation())
NOUN = {entity.slug: entity.model for entity in registry.entities()}
site_itself = WSGIHandler()


def application(environ, start):
    """The site as a web server calls it, which says where a request comes from."""
    return site_itself({**environ, "REMOTE_ADDR": "127.0.0.1"}, start)


@pytest.fixture(scope="module")
def description():
    """The operations as requests are made from them, with or without every value at an edge."""
    described = api.get_openapi_schema()
    return functools.cache(lambda *, at_the_edges: requests_of(described, at_the_edges=at_the_edges))


def requests_of(described, *, at_the_edges):
    generation = GenerationConfig(deterministic=True, max_examples=EXAMPLES)
    phases = PhasesConfig(coverage=CoveragePhaseConfig(enabled=at_the_edges))
    projects = ProjectsConfig(default=ProjectConfig(generation=generation, phases=phases))
    made = schemathesis.openapi.from_dict(described, config=SchemathesisConfig(projects=projects))
    made.app = application
    return made


@pytest.fixture
def site(settings):
    """It works on the connection of the test, and not to the rule."""
    settings.API_REQUESTS_PER_MINUTE = settings.API_RECORDS_PER_HOUR = settings.API_FAILURES_PER_MINUTE = 10**9
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_operation_is_described_and_tried():
    paths = api.get_openapi_schema()["paths"]

    assert sorted(OPERATIONS) == sorted(f"{method.upper()} {path}" for path in paths for method in paths[path])


@pytest.mark.parametrize("label", OPERATIONS)
def test_it_answers_as_described(label, description, site, ada_token, own_row):
    """Its requests are made when it is its turn: collected, those of all operations take every worker 20 seconds."""

    @settings(suppress_health_check=list(HealthCheck), deadline=None)
    def answers_as_described(case):
        if own_row and case.path_parameters and case.meta.generation.mode == GenerationMode.POSITIVE:
            case.path_parameters["pk"] = own_row

        # That a value has the right shape does not make it true: a refusal in words is an expected answer too.
        # And a batch refuses a misshapen row alone, in an answer that tells what became of each.
        headers = {"Authorization": f"Bearer {ada_token}", "Accept-Encoding": "identity"}
        excluded = [positive_data_acceptance, *([negative_data_rejection] if case.path.endswith("/batch") else [])]
        case.call_and_validate("http://localhost", headers=headers, excluded_checks=excluded)

    method, path = label.split()
    made = description(at_the_edges=EXAMPLES > 3 or noun_of(label) == IN_FULL)
    told = {"test_func": answers_as_described, "given_kwargs": {}, "feedback": FeedbackSources()}
    build_operation_test(config=made.config, operation=made[path][method], **told)()


def noun_of(label):
    return label.split("/")[3]


@pytest.fixture
def ada_token(ada):
    return make("fuzz", by=ada, scopes=["*:write", "admin"])[1]


@pytest.fixture
def own_row(request, ada):
    """The number of a row of the noun that the operation is about."""
    model = NOUN.get(noun_of(request.node.callspec.params["label"]))
    return NOUNS[model](owner=ada).pk if model else None
