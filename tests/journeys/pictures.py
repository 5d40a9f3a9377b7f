"""The pictures of the guide, made by the journeys: `GUIDE_PICTURES=1 python -m pytest tests/journeys`.

Without that word nothing is written.
"""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "docs" / "guide" / "pictures"


def picture(page: Page, name: str) -> None:
    """Keep what the window shows under a name, in as few colours as do."""
    if os.environ.get("GUIDE_PICTURES") != "1":
        return
    page.wait_for_load_state("networkidle")
    taken = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
