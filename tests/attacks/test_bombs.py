"""A file that is small until it is opened is refused with a sentence, in bounded memory and time."""

import json
import subprocess
import sys

import pytest

from tests.attacks.bombs import BOMBS
from tests.attacks.size import IS_LONG
from tests.cast import a_person
from zhike.kit.access.models import Role
from zhike.kit.testing.acting import at_the_screen

MOST_MB, MOST_SECONDS = 256, 5.0
QUICK = ("two_far_corners", "entities_of_entities", "a_zip_in_a_zip", "a_part_that_lies_about_its_size", "a_folded_csv")
OPEN = """
import json, re, sys, time
from pathlib import Path
from zhike.reading.problems import UnreadableFile
from zhike.reading.sources import open_source
begun, said, rows = time.process_time(), "", 0
try:
    for row in open_source(Path(sys.argv[1])).rows():
        rows += 1
        if rows > 1000:
            break
except UnreadableFile as problem:
    said = type(problem).__name__
seconds = time.process_time() - begun
# Not getrusage: that begins with the memory of the process that forked this one.
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
print(json.dumps([said, rows, seconds, peak / 1024]))
"""


@pytest.mark.parametrize("name", BOMBS if IS_LONG else QUICK)
def test_a_bomb_does_not_go_off(name, tmp_path, record_property):
    file = tmp_path / "bomb"
    BOMBS[name](file)

    done = subprocess.run(
        [sys.executable, "-c", OPEN, str(file)], capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stderr[-2000:]
    said, rows, seconds, megabytes = json.loads(done.stdout)
    record_property("Bombs|files", 1)
    record_property("Bombs|most MB", round(megabytes))
    record_property("Bombs|most seconds", round(seconds, 1))
    assert (megabytes < MOST_MB, seconds < MOST_SECONDS) == (True, True), (megabytes, seconds, said, rows)


@pytest.mark.django_db
def test_a_bomb_in_the_wizard_is_answered_with_a_sentence(tmp_path):
    file = tmp_path / "bomb.xlsx"
    BOMBS["two_far_corners"](file)
    ada = at_the_screen(a_person("Ada", role=Role.ADMIN, team=None))
    with file.open("rb") as upload:
        page = ada.post("/import/plants/", {"file": upload}, follow=True)

    assert (page.status_code, "Traceback" in page.text) == (422, False)
