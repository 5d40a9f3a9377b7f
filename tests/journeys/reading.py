"""Reading a page as a person does."""

from playwright.sync_api import Locator, Page


def figures(page: Page) -> dict[str, str]:
    """The figures of a report, by their words."""
    words = page.locator("dl.kv dt").all_inner_texts()
    return dict(zip(words, page.locator("dl.kv dd").all_inner_texts(), strict=True))


def names(page: Page) -> list[str]:
    """What a list lists, from top to bottom."""
    return page.locator("tbody tr td:first-child a.title").all_inner_texts()


def row_of(page: Page, name: str) -> Locator:
    """The row of a table that begins with a name."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
