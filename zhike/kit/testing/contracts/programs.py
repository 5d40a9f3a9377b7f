"""What every noun promises programs: scopes hold, a request sent twice is done once, and no selection shows more."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhike.api.rest.shapes import lines_of
from zhike.api.tokens.keeping import make as make_token
from zhike.kit import registry
from zhike.kit.audit.models import Trace
from zhike.kit.entity import Entity
from zhike.kit.testing.acting import Program, as_sent, at_the_screen
from zhike.kit.testing.contracts.cases import ABSENT, is_scoped
from zhike.kit.testing.observing import digest, trace


def test_a_token_reads_only_with_the_scope_to_read(entity, make, ada):
    row, other = make(entity.model, owner=ada), next(o for o in registry.entities() if o is not entity)

    for path in (f"/{entity.slug}", f"/{entity.slug}/{row.pk}"):
        assert with_token(ada, f"{entity.slug}:read").get(path).status_code == 200
        assert with_token(ada, f"{entity.slug}:write").get(path).status_code == 200
        answer = with_token(ada, f"{other.slug}:write", "export", "admin").get(path)
        assert (answer.status_code, entity.slug in answer.json()["detail"]) == (403, True)


def test_a_token_that_reads_writes_nothing(entity, make, ada):
    row = make(entity.model, owner=ada)
    program, before = with_token(ada, f"{entity.slug}:read"), digest()

    answers = [program.post(f"/{entity.slug}", as_sent(entity, row)), program.patch(f"/{entity.slug}/{row.pk}", {})]
    answers += [program.post(f"/{entity.slug}/{row.pk}/{v.word}") for v in registry.verbs_of(entity.model)]

    # A verb that needs values is told so first; one that nobody may do has no address.
    assert {answer.status_code for answer in answers} <= {403, 404, 405, 422}
    assert digest() == before


def test_a_token_gives_its_owner_no_right_they_lack(entity, make, ana, bo):
    theirs = make(entity.model, owner=bo)

    answer = with_token(ana, "*:write", "export", "admin").get(f"/{entity.slug}/{theirs.pk}")

    assert answer.status_code == (404 if is_scoped(entity, ana) else 200)


def test_the_same_request_is_done_once(entity, make, ada):
    if entity.rights.create is None:
        return
    sent, program = as_another(entity, make, ada), Program(ada)

    first = program.post(f"/{entity.slug}", sent, idempotency_key="k1")
    again = program.post(f"/{entity.slug}", sent, idempotency_key="k1")
    before = digest()
    other = program.post(f"/{entity.slug}", {**sent, "nonsense": 1}, idempotency_key="k1")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.content == again.content
    assert (again.headers["Idempotency-Replayed"], again.headers["ETag"]) == ("true", first.headers["ETag"])
    assert digest() == before


def test_what_a_program_did_is_told_with_the_name_of_its_token(entity, make, ada):
    if entity.rights.create is None:
        return
    sent = as_another(entity, make, ada)

    made = with_token(ada, "*:write", "admin").post(f"/{entity.slug}", sent).json()

    told = at_the_screen(ada).get(reverse("kit:timeline", args=[entity.slug, made["id"]]), {"kind": "change"}).text
    entries = Trace.objects.filter(noun=entity.model._meta.label_lower, object_id=made["id"])
    assert list(entries.values_list("verb", "door", "program")) == [("create", "api", "a test")]
    assert "through the API · a test" in told


def test_a_batch_tells_what_became_of_each_row(entity, make, ada):
    if entity.rights.create is None or entity.rights.change is None:
        return
    mine, program = make(entity.model, owner=ada), Program(ada)
    rows = [as_another(entity, make, ada), {"id": mine.pk, "version": 99}, {"id": ABSENT}, {"nonsense": 1}, 7]

    answer = program.post(f"/{entity.slug}/batch", {"mode": "upsert", "rows": rows}).json()

    assert (answer["done"], answer["refused"]) == (1, 4)
    assert [row["outcome"] for row in answer["rows"]] == ["created", *["refused"] * 4]
    assert [row["problem"]["status"] for row in answer["rows"][1:]] == [409, 404, 422, 422]
    assert trace(entity.model._base_manager.get(pk=answer["rows"][0]["id"])) == ["Ada created this"]


def test_all_or_nothing_is_nothing_where_one_row_is_refused(entity, make, ada):
    if entity.rights.create is None or entity.rights.change is None:
        return
    rows, before = [as_another(entity, make, ada), {"nonsense": 1}], digest()

    asked = {"mode": "create", "all_or_nothing": True, "rows": rows}
    answer = Program(ada).post(f"/{entity.slug}/batch", asked)

    assert (answer.status_code, [row["index"] for row in answer.json()["rows"]]) == (422, [1])
    assert digest() == before


def test_a_selection_holds_what_was_asked_for(entity, make, ada):
    row, program = make(entity.model, owner=ada), Program(ada)
    name = entity.shown[0].name

    assert set(program.get(f"/{entity.slug}/{row.pk}", fields=name).json()) == {"id", name}
    assert [set(item) for item in program.get(f"/{entity.slug}", fields=name).json()["items"]] == [{"id", name}]
    assert program.get(f"/{entity.slug}", fields="password").json()["field"] == "fields"
    assert (
        program.get(f"/{entity.slug}", expand=name if entity.field(name).kind != "relation" else "x").status_code == 400
    )


def test_what_is_expanded_is_what_its_reader_may_see(entity, make, ana, bo):
    for field in [field for field in entity.editable if field.kind == "relation" and entity.rights.change]:
        if not registry.is_entity(field.related) or not is_scoped(registry.entity_of(field.related), ana):
            continue
        mine, hidden, seen = (
            make(entity.model, owner=ana),
            make(field.related, owner=bo),
            make(field.related, owner=ana),
        )
        for row, shown in ((hidden, None), (seen, Program(ana).get(f"/{slug(field)}/{seen.pk}").json())):
            entity.model._base_manager.filter(pk=mine.pk).update(**{field.name: row})
            told = Program(ana).get(f"/{entity.slug}/{mine.pk}", expand=field.name).json()[field.name]
            assert told == {"id": row.pk, "title": shown and str(row), "row": shown}

        if registry.entity_of(field.related) is not entity:
            narrow = with_token(ana, f"{entity.slug}:read").get(f"/{entity.slug}/{mine.pk}", expand=field.name)
            assert narrow.json()[field.name] == {"id": seen.pk, "title": None, "row": None}


def test_lines_come_in_as_many_queries_for_one_row_as_for_many(entity, make, ada):
    for lines in lines_of(entity.model):
        some, taken = [make(entity.model, owner=ada) for _nth in range(4)], []
        for few in (some[:1], some):
            with CaptureQueriesContext(connection) as made:
                lines.told(few, by=ada)
            taken.append(len(made))

        assert taken[0] == taken[1], lines.name


def with_token(by: Any, *scopes: str) -> Program:
    """A program with a new token of a person."""
    return Program(token=make_token("a test", by=by, scopes=scopes)[1])


def as_another(entity: Entity, make: Any, by: Any) -> dict[str, Any]:
    """What a program would send to make one more row."""
    row = make(entity.model, owner=by)
    sent = as_sent(entity, row)
    row.delete()
    return sent


def slug(field: Any) -> str:
    """The noun a relation leads to, in addresses."""
    return registry.entity_of(field.related).slug
