"""Reading a page as a person does."""

from playwright.sync_api import Locator, Page


def figures(page: Page) -> dict[str, str]:
    """The figures of a report, by their words."""
    words = page.locator("dl.kv dt").all_inner_texts()
    return dict(zip(words, page.locator("dl.kv dd").all_inner_texts(), strict=True))


def names(page: Page) -> list[str]:
    """What a list lists, from top to bottom."""
    return page.locator("tbody tr a.title").all_inner_texts()


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def height(part: Locator) -> float:
    """The height of a part of the page in pixels."""
    return part.bounding_box()["height"]


def lower_edge(part: Locator) -> float:
    """How many pixels below the upper edge of the window a part of the page ends."""
    box = part.bounding_box()
    return box["y"] + box["height"]
