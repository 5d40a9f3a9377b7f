"""What the interface does is what its description says: requests that nobody thought of, made from the description."""

import os

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig

from tests.cast import NOUNS
from zhike.api.rest.routes import api
from zhike.api.tokens.keeping import make
from zhike.kit import registry

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("API_EXAMPLES", 3))  # of each operation; a long run asks for more
CONFIG = SchemathesisConfig(
    projects=ProjectsConfig(
        default=ProjectConfig(generation=GenerationConfig(deterministic=True, max_examples=EXAMPLES))
    )
)
site_itself = WSGIHandler()


def application(environ, start):
    """The site as a web server calls it, which says where a request comes from."""
    return site_itself({**environ, "REMOTE_ADDR": "127.0.0.1"}, start)


description = schemathesis.openapi.from_dict(api.get_openapi_schema(), config=CONFIG)
description.app = application


@pytest.fixture
def site(settings):
    """It works on the connection of the test, and not to the rule."""
    settings.API_REQUESTS_PER_MINUTE = settings.API_RECORDS_PER_HOUR = settings.API_FAILURES_PER_MINUTE = 10**9
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@description.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_it_answers_as_described(case, site, ada_token, one_of_each):
    slug = case.path.split("/")[3]
    if case.path_parameters and slug in one_of_each and case.meta.generation.mode == GenerationMode.POSITIVE:
        case.path_parameters["pk"] = one_of_each[slug]

    # That a value has the right shape does not make it true: a refusal in words is an expected answer too.
    # And a batch refuses a misshapen row alone, in an answer that tells what became of each.
    headers = {"Authorization": f"Bearer {ada_token}", "Accept-Encoding": "identity"}
    excluded = [positive_data_acceptance, *([negative_data_rejection] if case.path.endswith("/batch") else [])]
    case.call_and_validate("http://localhost", headers=headers, excluded_checks=excluded)


@pytest.fixture
def ada_token(ada):
    return make("fuzz", by=ada, scopes=["*:write", "admin"])[1]


@pytest.fixture
def one_of_each(ada):
    return {entity.slug: NOUNS[entity.model](owner=ada).pk for entity in registry.entities()}
