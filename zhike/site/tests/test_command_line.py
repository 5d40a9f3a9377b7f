"""The commands as an operator runs them, each in a process of its own; nothing may be left running after any."""

import os
import signal
import socket
from http.client import HTTPConnection

import psycopg
import pytest

from zhike.site.cluster import is_listening, running
from zhike.site.database import embedded_address
from zhike.site.tests.processes import alive, read_until, wait_until_none_is_left, zhike


@pytest.fixture(scope="module")
def made_once(module_path):
    """A data directory whose database is up to date."""
    assert "Applying kit.0001_initial" in say("migrate", "--data-dir", module_path / "data")
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


def test_help_lists_the_commands_and_starts_nothing(tmp_path):
    output = say("--data-dir", tmp_path / "data", "--help")

    assert [line.split()[0] for line in output.split("Commands:\n")[1].splitlines()] >= ["demo", "serve", "worker"]
    assert not (tmp_path / "data" / "postgres").exists()


@pytest.mark.parametrize(
    "arguments", [["--data-dir", "{}", "migrate"], ["migrate", "--data-dir", "{}"], ["migrate", "--data-dir={}"]]
)
def test_the_data_directory_may_be_named_anywhere(data_dir, arguments):
    output = say(*(argument.format(data_dir) for argument in arguments))

    assert "No migrations to apply" in output
    assert not is_listening(data_dir)


def test_a_relative_data_directory_counts_from_where_the_command_is_given(data_dir):
    assert "No migrations to apply" in say("migrate", "--data-dir", data_dir.name, cwd=data_dir.parent)


def test_a_person_is_let_in_with_a_password_shown_once(data_dir):
    output = say("createuser", "ana", "--name", "安娜", "--role", "manager", "--data-dir", data_dir)

    assert "ana may sign in now, as manager." in output
    assert "shown only this once" in output
    with running(data_dir), psycopg.connect(embedded_address(data_dir)) as connection:
        rows = connection.execute("SELECT name, role, left(password, 6) FROM kit_staff WHERE username = 'ana'")
        assert rows.fetchall() == [("安娜", "manager", "argon2")]


def test_nobody_is_let_in_twice(data_dir):
    say("createuser", "bo", "--data-dir", data_dir)

    assert "Error: " in say("createuser", "bo", "--data-dir", data_dir, status=1)


def test_a_misspelt_setting_stops_the_command_with_a_sentence(tmp_path):
    output = say("migrate", "--data-dir", tmp_path / "data", status=1, environment={"ZHIKE_DATABSE_URL": "x"})

    assert "Unknown setting ZHIKE_DATABSE_URL. Known: ZHIKE_DATA_DIR" in output
    assert "Traceback" not in output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_served_site_answers_and_ends_without_a_trace(data_dir, port, number):
    with zhike("serve", "--port", port, "--with-worker", "--data-dir", data_dir) as process:
        read_until(process, f"Zhike is ready: http://127.0.0.1:{port}/")
        assert answer(port, "/static/vendor/htmx.min.js").status == 200

        process.send_signal(number)
        process.wait(10)

    assert alive(data_dir) == []


def test_ctrl_c_to_the_whole_terminal_is_an_orderly_end(data_dir, port):
    arguments = ["serve", "--port", port, "--with-worker", "--data-dir", data_dir]
    with zhike(*arguments, start_new_session=True) as process:
        read_until(process, "Zhike is ready")
        os.killpg(process.pid, signal.SIGINT)
        rest, _nothing = process.communicate(timeout=10)

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


def test_a_stranger_host_name_is_refused(data_dir, port):
    with zhike("serve", "--port", port, "--data-dir", data_dir) as process:
        read_until(process, "Zhike is ready")
        assert answer(port, "/sign-in", host="evil.example").status == 400
        process.terminate()
        process.wait(10)


def answer(port, path, host="127.0.0.1"):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": host})
    return connection.getresponse()
