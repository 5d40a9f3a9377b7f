"""Which database, and how patient with it."""

from pathlib import Path

import psycopg
import pytest
from django.db import connection as django_connection

from zhike.postgres.cluster import THROWAWAY, embedded_address, running
from zhike.site.database import connection
from zhike.site.environment import EnvironmentProblem, apart, check_names, flag, folder


def test_an_external_address_becomes_a_connection():
    described = connection("postgresql://mei:p%40ss@db.example:6543/tea?sslmode=require", process="web")

    assert {name: described[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "tea",
        "USER": "mei",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6543",
    }
    assert described["OPTIONS"]["sslmode"] == "require"
    assert described["OPTIONS"]["tcp_user_timeout"] == 5000


def test_web_processes_pool_their_connections_and_others_do_not():
    assert "pool" in connection("dbname=tea", process="web")["OPTIONS"]
    assert "pool" not in connection("dbname=tea", process="command")["OPTIONS"]


@pytest.mark.parametrize(
    ("process", "limits"),
    [("web", ["15s", "3s", "30s", "on", "0"]), ("command", ["5min", "3s", "10min", "on", "2"])],
)
def test_the_server_keeps_the_limits(process, limits, tmp_path):
    with running(tmp_path / "data", settings=THROWAWAY):
        options = connection(embedded_address(tmp_path / "data"), process=process)["OPTIONS"]["options"]
        with psycopg.connect(embedded_address(tmp_path / "data"), options=options) as connected:
            names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "synchronous_commit"]
            names += ["max_parallel_workers_per_gather"]
            assert [connected.execute(f"SHOW {name}").fetchone()[0] for name in names] == limits


@pytest.mark.django_db
def test_the_tests_run_on_a_supported_server_in_utf8():
    assert django_connection.pg_version >= 150000
    with django_connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        assert cursor.fetchone() == ("UTF8",)


@pytest.mark.parametrize(("address", "complaint"), [("db.example", "cannot be read"), ("host=db", "names no database")])
def test_an_address_that_cannot_work_is_refused_with_a_sentence(address, complaint):
    with pytest.raises(EnvironmentProblem, match=complaint):
        connection(address, process="web")


def test_a_misspelt_setting_is_refused(monkeypatch):
    monkeypatch.setenv("ZHIKE_DATADIR", "x")

    with pytest.raises(EnvironmentProblem, match="Unknown setting ZHIKE_DATADIR"):
        check_names()


def test_a_flag_is_1_or_0(monkeypatch):
    monkeypatch.setenv("ZHIKE_HTTPS", "1")
    assert flag("ZHIKE_HTTPS") is True
    monkeypatch.setenv("ZHIKE_HTTPS", "")
    assert flag("ZHIKE_HTTPS") is False
    monkeypatch.setenv("ZHIKE_HTTPS", "yes")
    with pytest.raises(EnvironmentProblem, match="must be 1 or 0"):
        flag("ZHIKE_HTTPS")


def test_a_folder_counts_from_where_the_command_was_given(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZHIKE_DATA_DIR", "tea")

    assert folder("ZHIKE_DATA_DIR", Path("/elsewhere")) == tmp_path / "tea"


@pytest.mark.parametrize("place", ["data/root", "data/uploads/attached/root", "disk/backups/keys/root"])
def test_a_root_key_beside_what_it_opens_stops_the_start(tmp_path, place):
    folders = [tmp_path / "data", tmp_path / "data/uploads", tmp_path / "disk/backups"]

    with pytest.raises(EnvironmentProblem) as complaint:
        apart(tmp_path / place, folders=folders)

    assert f"such as {tmp_path}/data-keys/root, and name that place in ZHIKE_KEY_FILE" in str(complaint.value)
    assert apart(tmp_path / "data-keys/root", folders=folders) == tmp_path / "data-keys/root"
