"""What ASVS level 1 asks for and no other attack shows, and that `docs/asvs.md` names only tests that exist."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.attacks.canaries import content
from tests.attacks.personas import a_persona
from tests.attacks.routes import routes
from tests.cast import NOUNS, PASSWORD, a_person
from zhike.api.rest.shapes import lines_of
from zhike.kit import registry
from zhike.kit.access.models import Staff

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs/asvs.md").read_text()
SOURCE = [file for file in (ROOT / "zhike").rglob("*.py") if not {"tests", "testing", "migrations"} & set(file.parts)]
RUNS_TEXT = {"eval", "exec", "compile", "__import__"}
WEAK = {"md5", "sha1", "des", "arc4", "blowfish", "ecb", "tripledes", "pkcs1v15", "cbc", "ofb", "cfb"}
ROWS_OF_A_RECORD = {"id", "version", "created_at", "changed_at", "tags", "starred"}


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([\w/.]+\.py::\w+)`", TABLE))))
def test_the_table_names_tests_that_exist(name):
    file, _colons, function = name.partition("::")

    assert re.search(rf"^ *def {function}\(", (ROOT / file).read_text(), re.MULTILINE)


def test_the_table_holds_every_requirement_once():
    numbers = re.findall(r"^\| (\d+\.\d+\.\d+) \|", TABLE, re.MULTILINE)

    assert (len(numbers), len(set(numbers))) == (70, 70)


def test_a_row_that_applies_names_a_test_or_says_that_it_is_not_proved():
    rows = [[cell.strip() for cell in line.split("|")[1:5]] for line in re.findall(r"^\| \d.*$", TABLE, re.MULTILINE)]
    silent = [
        number
        for number, _asked, applies, proof in rows
        if not applies.startswith("no:") and "::" not in proof and not proof.startswith(("not proved", "in part"))
    ]

    assert silent == []


def test_no_program_is_started_through_a_shell():
    shelled = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in SOURCE
        for call in _calls(file)
        if _name(call) in ("system", "popen") or any(word.arg == "shell" for word in call.keywords)
    ]

    assert shelled == []


def test_no_text_is_run_as_code():
    ran = [
        f"{file.relative_to(ROOT)}: {call.func.id}"
        for file in SOURCE
        for call in _calls(file)
        if isinstance(call.func, ast.Name) and call.func.id in RUNS_TEXT
    ]
    loaded = [
        file.name
        for file in SOURCE
        if re.search(r"^(import|from) (pickle|marshal|shelve|yaml)\b", file.read_text(), re.M)
    ]

    assert (ran, loaded) == ([], [])


def test_no_weak_cipher_or_hash_is_used():
    used = [
        f"{file.relative_to(ROOT)}: {_name(call)}"
        for file in SOURCE
        for call in _calls(file)
        if _name(call).lower() in WEAK
    ]

    assert used == []


def test_with_https_cookies_are_bound_to_this_host_and_https_is_kept_to(tmp_path):
    said = "from zhike.site import settings as s; "
    said += "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
    said += " s.CSRF_COOKIE_SECURE, s.LANGUAGE_COOKIE_SECURE, s.SECURE_HSTS_SECONDS >= 365 * 24 * 3600)"
    settings = {"ZHIKE_HTTPS": "1", "ZHIKE_DATA_DIR": str(tmp_path), "ZHIKE_SECRET_KEY": "x" * 50}
    told = subprocess.run(
        [sys.executable, "-c", said],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, **settings},
    ).stdout.split()

    assert [name.startswith("__Host-") for name in told[:3]] == [True] * 3
    assert told[3:] == ["True"] * 4


@pytest.mark.django_db
class TestAnAnswer:
    def test_every_answer_says_what_it_is(self):
        ada, vague = a_persona("ada"), []
        for route in routes():
            if route.parts:
                continue
            answer = ada.ask("GET", route.filled({}))
            kind = answer.headers.get("Content-Type", "")
            is_text = kind.startswith(("text/", "application/xml")) and "event-stream" not in kind  # always UTF-8
            if content(answer) and (not kind or (is_text and "charset" not in kind and "javascript" not in kind)):
                vague.append((route.name, kind))
            if answer.status_code < 300 and answer.headers.get("X-Content-Type-Options") != "nosniff":
                vague.append((route.name, "may be sniffed"))

        assert vague == []

    def test_no_other_site_is_let_in(self):
        ada = a_persona("ada")
        for place in ("/customers/", "/api/v1/customers", "/sign-in/", "/api/v1/openapi.json", "/manifest.webmanifest"):
            for method in ("GET", "OPTIONS"):
                answer = ada.ask(method, place, headers={"Origin": "https://evil.example"})
                assert not [name for name in answer.headers if name.startswith("Access-Control")], place

    def test_nothing_that_was_uploaded_has_an_address(self):
        ada = a_persona("ada")
        for place in (
            ".git/config",
            ".git/HEAD",
            "static/../secret_key",
            "uploads/x",
            "static/%2e%2e/uploads/x",
            ".env",
            "var/",
        ):
            assert ada.ask("GET", f"/{place}").status_code in (301, 404), place

    @pytest.mark.parametrize("entity", registry.entities(), ids=lambda entity: entity.slug)
    def test_a_row_is_told_by_its_declared_fields_alone(self, entity):
        ada = a_persona("ada")
        row = NOUNS[entity.model](owner=ada.person)

        told = ada.ask("GET", f"/api/v1/{entity.slug}/{row.pk}").json()

        declared = {field.name for field in entity.all_fields} | {lines.name for lines in lines_of(entity.model)}
        assert told.keys() - declared - ROWS_OF_A_RECORD == set()
        for lines in lines_of(entity.model):
            columns = {column.name for column in lines.columns}
            assert all(line.keys() <= columns for line in told.get(lines.name, ())), lines.name


@pytest.mark.django_db
class TestAnAccount:
    def test_a_new_site_has_no_account(self):
        assert not Staff.objects.filter(is_robot=False).exists()

    def test_an_account_holds_no_hint_and_no_question(self):
        names = {field.name for field in Staff._meta.get_fields()}

        assert [name for name in names if re.search("hint|question|answer|secret", name)] == []

    @pytest.mark.parametrize("typed", [PASSWORD.upper(), PASSWORD[:-1], f"{PASSWORD} ", f" {PASSWORD}", PASSWORD + "x"])
    def test_a_password_is_compared_as_it_was_typed(self, typed):
        a_person("Ana")
        client = Client()
        client.post("/sign-in/", {"username": "ana", "login": "ana", "password": typed})

        assert client.get("/today/").status_code == 302

    def test_password_inputs_are_masked_and_take_what_is_pasted(self):
        ana, inputs = a_persona("ana"), []
        for place in ("/sign-in/", "/profile/", "/profile/security/", "/settings/tokens/"):
            for client in (ana, a_persona("stranger")):
                page = client.ask("GET", place)
                inputs += re.findall(r"<input[^>]*password[^>]*>", content(page).decode())

        assert inputs != []
        assert [
            one for one in inputs if 'type="password"' not in one or "onpaste" in one or 'autocomplete="off"' in one
        ] == []

    def test_a_password_is_changed_with_the_present_one_alone(self):
        ana = a_persona("ana")
        new = "eleven quiet kettles"
        for place in [route.filled({}) for route in routes() if route.name.endswith("password") and not route.parts]:
            typed = {
                "new_password1": new,
                "new_password2": new,
                "password1": new,
                "password2": new,
                "old_password": "wrong",
            }
            ana.ask("POST", place, typed | {"oldpassword": "wrong"})

        assert Staff.objects.get(pk=ana.person.pk).check_password(PASSWORD)


@pytest.mark.django_db
class TestASession:
    def test_a_session_is_what_the_server_says(self):
        ana = a_persona("ana")
        [key] = [value for name, value in ana.kept.items() if "session" in name]

        assert len(key) >= 32  # of 36 letters: more than 165 bits
        assert Client(headers={"Cookie": f"sessionid={key[::-1]}"}).get("/today/").status_code == 302

    def test_a_session_that_ended_opens_nothing(self):
        ana = a_persona("ana")
        ana.client.post("/sign-out/")

        assert ana.ask("GET", "/today/").status_code == 302
        assert Session.objects.count() == 0

    def test_the_end_of_a_session_clears_what_the_browser_kept(self):
        ana = a_persona("ana")

        assert '"cache"' in ana.ask("POST", "/sign-out/").headers.get("Clear-Site-Data", "")

    @pytest.mark.parametrize(
        "name", ["token", "access_token", "api_key", "key", "authorization", "session", "sessionid"]
    )
    def test_no_key_is_taken_from_an_address(self, name):
        ana, reader = a_persona("ana"), a_persona("reader")
        token = reader.client.defaults["HTTP_AUTHORIZATION"].partition(" ")[2]
        session = next(iter(ana.kept.values()))
        for value in (token, session):
            assert Client().get(f"/api/v1/customers?{name}={value}").status_code == 401
            assert Client().get(f"/customers/?{name}={value}").status_code == 302


def _calls(file: Path) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")
