"""Style sheets and scripts are kept in parts and sent as one."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import call_command

from zhike.site import bundle
from zhike.site.bundle import PARTS, BundleFinder

ZHIKE = Path("zhike")


def test_the_style_sheet_is_its_parts_one_after_the_other():
    sheet = Path(finders.find("kit/all.css")).read_text()

    assert sheet == "\n".join(Path(finders.find(name)).read_text() for name in PARTS["kit/all.css"])


def test_every_script_keeps_its_names_to_itself():
    script = Path(finders.find("kit/all.js")).read_text()

    assert script.count("\nqueueMicrotask(() => {\n") + 1 == len(PARTS["kit/all.js"])
    assert script.index("Ctrl-K") < script.index("toast leaves")


def test_a_changed_part_is_served_at_once(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    finder = BundleFinder()
    monkeypatch.setattr(bundle, "PARTS", {"kit/all.css": ("kit/tokens.css",)})
    before = Path(finder.find("kit/all.css")).read_text()
    monkeypatch.setattr(bundle, "PARTS", {"kit/all.css": ("kit/frame.css",)})
    after = Path(finder.find("kit/all.css")).read_text()

    assert "--accent" in before
    assert after.startswith("/* The frame of every page")


@pytest.mark.parametrize("name", ["kit/none.css", "kit/tokens.css", "../kit/all.css"])
def test_other_names_are_left_to_other_finders(name):
    assert BundleFinder().find(name) == []


def test_every_style_sheet_and_script_is_sent_to_somebody():
    pages = "".join(path.read_text() for path in ZHIKE.glob("*/templates/**/*.html"))
    loaded = {name for names in PARTS.values() for name in names} | set(re.findall(r'{% static "([^"]+)" %}', pages))
    files = [
        path for kind in ("css", "js") for path in ZHIKE.glob(f"*/static/**/*.{kind}") if "vendor" not in path.parts
    ]

    assert len(files) >= 16
    assert [path for path in files if path.as_posix().split("/static/")[1] not in loaded] == []


def test_the_joined_files_are_collected_under_a_hashed_name(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    storage = ManifestStaticFilesStorage(location=tmp_path)

    assert re.fullmatch(r"kit/all\.[0-9a-f]{12}\.css", storage.stored_name("kit/all.css"))
    assert (tmp_path / storage.stored_name("kit/all.js")).exists()
