"""The pictures of the guide, made by the journeys: `GUIDE_PICTURES=1 python -m pytest tests/journeys`.

Each is taken in both languages, where its page speaks that of its reader. Without that word nothing is written.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image
from playwright.sync_api import Page

from zhike.kit.access.models import Staff

FOLDER = Path(__file__).parents[2] / "docs" / "guide" / "pictures"
TYPED = "[...document.querySelectorAll('main input, main textarea')].map(one => [one.value, one.checked])"
TYPE_AGAIN = """typed => document.querySelectorAll('main input, main textarea').forEach((one, nth) => {
  if (one.type !== 'hidden' && one.type !== 'file') [one.value, one.checked] = typed[nth]
})"""


def picture(page: Page, name: str) -> None:
    """Keep what the window shows under a name, in Chinese and in English."""
    if os.environ.get("GUIDE_PICTURES") != "1":
        return
    _keep(page, name)
    typed, down = page.evaluate(TYPED), page.evaluate("scrollY")
    with _everybody_reads_english(page):
        other = page.context.new_page()
        other.set_viewport_size(page.viewport_size or {"width": 1280, "height": 720})
        other.goto(page.url, wait_until="networkidle")
        other.evaluate(TYPE_AGAIN, typed)
        other.evaluate("down => scrollTo(0, down)", down)
        if other.locator("html").get_attribute("lang") == "en":  # a paper speaks its customer's language to everybody
            _keep(other, f"{name}.en")
        other.close()


def _keep(page: Page, name: str) -> None:
    """In as few colours as do."""
    page.wait_for_load_state("networkidle")
    taken = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


@contextmanager
def _everybody_reads_english(page: Page) -> Iterator[None]:
    """Those who work here, and the stranger in this browser."""
    readers = list(Staff.objects.filter(language="zh-hans").values_list("pk", flat=True))
    Staff.objects.filter(pk__in=readers).update(language="en")
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": page.url}])
    yield
    page.context.clear_cookies(name=settings.LANGUAGE_COOKIE_NAME)
    Staff.objects.filter(pk__in=readers).update(language="zh-hans")
