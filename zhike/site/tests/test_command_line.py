"""The commands as an operator runs them, each in a process of its own; nothing may be left running after any."""

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from tests.ready_made import own_data_dir
from zhike.postgres.cluster import embedded_address, is_listening, running
from zhike.site.cli.data_dir import choose_data_dir
from zhike.site.tests.processes import alive, read_until, wait_until_none_is_left, zhike

UNKNOWN = f"sessionid={'u' * 32}"  # as long as a real one: a shorter one is not looked up


@pytest.fixture(scope="module")
def made_once(module_path):
    """A data directory whose database was made by two commands at once, of which one did the work."""
    outputs = own_data_dir(module_path / "data")
    assert sorted("Applying kit.0001_initial" in output for output in outputs) == [False, True]
    assert all("/link/" in output for output in outputs)  # by which the first administrator comes in
    return module_path / "data"


@pytest.fixture
def data_dir(made_once):
    yield made_once
    assert alive(made_once) == []


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def say(*arguments, status=0, **options):
    """What a command says before it ends."""
    with zhike(*arguments, **options) as process:
        output, _nothing = process.communicate(timeout=60)
    assert process.returncode == status, output
    return output


def test_a_question_to_a_file_waits_for_no_app():
    asked = "from django.apps import apps; from zhike.site.cli.__main__ import main\n"
    asked += "try: main(['measure', '--list'])\nfinally: print('ready:', apps.ready)"

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("rfm ")
    assert done.stdout.splitlines()[-1] == "ready: False"


def test_help_lists_the_commands_and_starts_nothing(tmp_path):
    output = say("--data-dir", tmp_path / "data", "--help")

    assert [line.split()[0] for line in output.split("Commands:\n")[1].splitlines()] >= ["demo", "serve", "worker"]
    assert not (tmp_path / "data" / "postgres").exists()


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        (["--data-dir", "/tea", "migrate"], "/tea"),
        (["migrate", "--data-dir", "/tea"], "/tea"),
        (["migrate", "--data-dir=/tea"], "/tea"),
        (["migrate", "--data-dir", "tea"], f"{Path.cwd()}/tea"),
        (["shell", "--", "--data-dir", "/tea"], "as before"),
    ],
)
def test_the_data_directory_may_be_named_anywhere(monkeypatch, arguments, chosen):
    monkeypatch.setenv("ZHIKE_DATA_DIR", "as before")

    choose_data_dir(arguments)

    assert os.environ["ZHIKE_DATA_DIR"] == chosen


def test_a_person_is_let_in_once_with_a_password_shown_once(data_dir):
    command = ("createuser", "ana", "--name", "安娜", "--role", "manager", "--data-dir", data_dir)
    output = say(*command)

    assert "ana may sign in now, as manager." in output
    assert "shown only this once" in output
    with running(data_dir), psycopg.connect(embedded_address(data_dir)) as connection:
        rows = connection.execute("SELECT name, role, left(password, 6) FROM kit_staff WHERE username = 'ana'")
        assert rows.fetchall() == [("安娜", "manager", "argon2")]
    assert "Error: " in say(*command, status=1)


def test_a_misspelt_setting_stops_the_command_with_a_sentence(tmp_path):
    output = say("migrate", "--data-dir", tmp_path / "data", status=1, environment={"ZHIKE_DATABSE_URL": "x"})

    assert "Unknown setting ZHIKE_DATABSE_URL. Known: ZHIKE_DATA_DIR" in output
    assert "Traceback" not in output


def test_a_served_site_answers_and_ends_without_a_trace(data_dir, port):
    with zhike("serve", "--port", port, "--with-worker", "--data-dir", data_dir) as process:
        read_until(process, f"Zhike is ready: http://127.0.0.1:{port}/")
        assert answer(port, "/static/vendor/htmx.min.js").status == 200
        assert answers_that_ask_the_database(port) == {302}
        assert answer(port, "/", Host="evil.example").status == 400

        process.terminate()
        process.wait(60)

    assert alive(data_dir) == []


def test_a_request_under_way_is_answered_before_the_site_ends(data_dir, port):
    arguments = ["serve", "--port", port, "--workers", "1", "--data-dir", data_dir]
    with zhike(*arguments) as process, ThreadPoolExecutor(1) as visitor:
        read_until(process, "Zhike is ready")
        with psycopg.connect(embedded_address(data_dir)) as holder:
            holder.execute("lock table django_session in access exclusive mode")
            asked = visitor.submit(answer, port, "/", Cookie=UNKNOWN)
            wait_until(holder, "select count(*) > 0 from pg_locks where not granted")
            process.terminate()
            wait_until(holder, "select pg_sleep(0.05) is not null", times=10)
        assert asked.result(60).status == 302
        process.wait(60)

    assert alive(data_dir) == []


def wait_until(connection, question, *, times=1):
    """Ask until the answer has been yes so many times."""
    last = time.monotonic() + 60
    while times:
        assert time.monotonic() < last, question
        times -= bool(connection.execute(question).fetchone()[0])


def test_ctrl_c_to_the_whole_terminal_is_an_orderly_end(data_dir, port):
    arguments = ["serve", "--port", port, "--with-worker", "--data-dir", data_dir]
    with zhike(*arguments, start_new_session=True) as process:
        read_until(process, "Zhike is ready")
        os.killpg(process.pid, signal.SIGINT)
        rest, _nothing = process.communicate(timeout=60)

    assert "Traceback" not in rest
    assert alive(data_dir) == []


def test_the_children_of_a_killed_server_end_and_the_last_stops_the_database(data_dir, port):
    with zhike("serve", "--port", port, "--with-worker", "--data-dir", data_dir) as process:
        read_until(process, "Zhike is ready")
        process.kill()
        wait_until_none_is_left(data_dir)

    assert not is_listening(data_dir)


def test_a_taken_port_is_told_before_anything_starts(data_dir):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert "choose another --port" in say("serve", "--port", port, "--data-dir", data_dir, status=1)


def answer(port, path, **headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def answers_that_ask_the_database(port):
    """Enough at once to reach every web process: an unknown session is looked up, and sent to sign in."""
    with ThreadPoolExecutor(16) as people:
        return set(people.map(lambda _: answer(port, "/", Cookie=UNKNOWN).status, range(64)))


def test_a_data_directory_that_is_a_file_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "taken").write_text("")

    output = say("migrate", "--data-dir", tmp_path / "taken", status=1)

    assert output == f"{tmp_path / 'taken'} cannot be used (Not a directory); choose another --data-dir.\n"
