"""The embedded PostgreSQL: shared, stopped by the last one out, and not to be confused by a crash."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress

import psutil
import psycopg
import pytest

from zhike.postgres.cluster import (
    ClusterProblem,
    embedded_address,
    is_listening,
    memory_settings,
    postmaster,
    revive,
    running,
    socket_folder,
)
from zhike.site.tests.processes import alive, python, read_until

USER = """
import sys
from pathlib import Path
from zhike.postgres.cluster import running
with running(Path(sys.argv[1])):
    print("up", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def data_dir(tmp_path):
    yield tmp_path / "data"
    assert alive(tmp_path / "data") == []


def user(data_dir):
    return python("-c", USER, data_dir)


def leave(process):
    process.communicate("\n", timeout=30)
    assert process.returncode == 0


def execute(data_dir, statement):
    with psycopg.connect(embedded_address(data_dir), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def test_a_killed_server_is_started_again_with_what_was_committed(data_dir):
    with running(data_dir):
        execute(data_dir, "create table tea as select 1 as cup")
        killed = postmaster(data_dir / "postgres")
        killed.kill()
        killed.wait(timeout=30)

        assert revived(data_dir)
        assert not revive(data_dir)

        assert execute(data_dir, "select cup from tea") == 1


def revived(data_dir):
    """Its last processes may take a moment to see that it is gone, and until then nothing can be started."""
    while True:
        with suppress(ClusterProblem):
            return revive(data_dir)


def test_the_last_one_out_stops_the_server(data_dir):
    with user(data_dir) as first, user(data_dir) as second:
        read_until(first, "up")
        read_until(second, "up")
        server = postmaster(data_dir / "postgres")

        leave(first)
        assert postmaster(data_dir / "postgres") == server

        leave(second)
        assert not is_listening(data_dir)


def test_one_process_may_use_it_twice(data_dir):
    with running(data_dir):
        with running(data_dir):
            pass
        assert is_listening(data_dir)
    assert not is_listening(data_dir)


def test_a_killed_user_leaves_the_server_to_the_next_who_stops_it(data_dir):
    with user(data_dir) as first:
        read_until(first, "up")
        server = postmaster(data_dir / "postgres")
        first.kill()
        first.wait()
    assert is_listening(data_dir)

    with running(data_dir):
        assert postmaster(data_dir / "postgres") == server
    assert not is_listening(data_dir)


def test_what_was_committed_survives_the_death_of_the_server(data_dir):
    with running(data_dir):
        execute(data_dir, "CREATE TABLE tea AS SELECT '龙井' AS name")
        server = postmaster(data_dir / "postgres")
        family = [server, *server.children()]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family)

    with running(data_dir):
        assert execute(data_dir, "SELECT name FROM tea") == "龙井"


def test_a_process_number_that_now_belongs_to_another_program_is_no_obstacle(data_dir):
    with running(data_dir):
        content = (data_dir / "postgres" / "postmaster.pid").read_text()
    lines = [str(os.getpid()), *content.split("\n")[1:]]
    (data_dir / "postgres" / "postmaster.pid").write_text("\n".join(lines))

    with running(data_dir):
        assert execute(data_dir, "SELECT 1") == 1


def test_a_first_start_that_was_cut_short_is_begun_again(data_dir):
    (data_dir / "postgres.new" / "base").mkdir(parents=True)

    with running(data_dir):
        assert execute(data_dir, "SELECT 1") == 1
    assert not (data_dir / "postgres.new").exists()


@pytest.mark.parametrize("name", ["with space and 'quote'", "知客数据", "long" * 30])
def test_any_folder_name_will_do(tmp_path, name):
    with running(tmp_path / name):
        assert execute(tmp_path / name, "SELECT current_database()") == "zhike"
    assert alive(tmp_path / name) == []
    assert not is_listening(tmp_path / name)


def test_a_long_path_listens_in_a_folder_only_its_owner_may_enter(tmp_path):
    with running(tmp_path / ("long" * 30)):
        folder = socket_folder(tmp_path / ("long" * 30))
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


def test_a_folder_somebody_else_put_in_the_way_is_refused(tmp_path):
    data_dir = tmp_path / ("long" * 30)
    folder = socket_folder(data_dir)
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    try:
        with pytest.raises(ClusterProblem, match="is not ours"), running(data_dir):
            pass
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(("gigabytes", "pages"), [(0.5, "128MB"), (4, "512MB"), (64, "1024MB")])
def test_it_takes_an_eighth_of_the_memory_within_bounds(gigabytes, pages):
    assert memory_settings(int(gigabytes * 2**30))["shared_buffers"] == pages


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("data_checksums", "on"),
        ("fsync", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
        ("synchronous_commit", "on"),
    ],
)
def test_it_runs_with_safe_settings(shared_data_dir, setting, value):
    assert execute(shared_data_dir, f"SHOW {setting}") == value


def test_order_is_by_code_point_and_case_knows_all_letters(shared_data_dir):
    assert execute(shared_data_dir, "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{b,甲,A,é,a}'::text[]) x") == (
        "Aabé甲"
    )
    assert execute(shared_data_dir, "SELECT upper('é')") == "É"


@pytest.fixture(scope="module")
def shared_data_dir(module_path):
    with running(module_path / "data"):
        yield module_path / "data"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as another account")
def test_it_runs_as_a_plain_account_too(tmp_path):
    account = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    if subprocess.run([*account, sys.executable, "-c", "import zhike"], check=False, cwd="/").returncode:
        pytest.skip("this Python lies where plain accounts may not go")
    home = tmp_path / "home"
    home.mkdir()
    shutil.chown(home, "nobody")
    for folder in home.parents:
        if folder.stat().st_uid == os.geteuid() and folder.stat().st_mode & 0o001 == 0:
            folder.chmod(folder.stat().st_mode | 0o001)

    command = [*account, sys.executable, "-c", USER, str(home / "data")]
    done = subprocess.run(command, input="\n", text=True, capture_output=True, check=False, cwd="/")

    assert (done.stdout, done.returncode) == ("up\n", 0), done.stderr
    assert (home / "data").stat().st_mode & 0o777 == 0o700
    assert alive(home / "data") == []


def test_ctrl_c_in_a_terminal_does_not_reach_the_server(data_dir):
    with python("-c", USER, data_dir, start_new_session=True) as process:
        read_until(process, "up")
        server = postmaster(data_dir / "postgres")
        assert os.getpgid(server.pid) != os.getpgid(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)
    assert not is_listening(data_dir)
