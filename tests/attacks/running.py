"""What of a page a browser would run: every place in the markup where a marked payload would spring to life."""

from html.parser import HTMLParser
from typing import Any

from tests.attacks.payloads import MARKED, SUM

LEADS = {"href", "src", "action", "formaction", "data", "xlink:href", "poster", "background", "ping"}
ELSEWHERE = ("javascript:", "vbscript:", "data:text/html", "//127.0.0.1:9/", "http://127.0.0.1:9/")


def sprung(answer: Any, body: bytes) -> list[str]:
    """The payloads of an answer that run, compute or cut through its headers; none where all is only text."""
    found = [f"header {name}" for name, value in answer.headers.items() if "\n" in value or "\r" in value]
    found += [f"cookie {name}" for name in answer.cookies if MARKED in name]
    kind = answer.headers.get("Content-Type", "")
    text = body.decode(errors="replace")
    if SUM in text:
        found.append("a template computed")
    if not kind.startswith(("text/html", "image/svg", "application/xhtml")):
        return found if kind or not body else [*found, "no content type"]
    return found + Page().look(text)


class Page(HTMLParser):
    """Reads a page as a browser does, and notes what would run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside = ""

    def look(self, text: str) -> list[str]:
        self.feed(text)
        self.close()
        return self.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag if tag in ("script", "style") else ""
        if MARKED in tag:
            self.found.append(f"element {tag}")
        for name, value in attrs:
            if MARKED in name or (MARKED in (value or "") and _runs(tag, name, value or "")):
                self.found.append(f"<{tag} {name}={value!r}>"[:120])

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside and MARKED in data:
            self.found.append(f"inside {self.inside}")


def _runs(tag: str, name: str, value: str) -> bool:
    if name.startswith(("on", "hx-on", "hx-vals", "hx-vars")) or name == "srcdoc":
        return True
    if tag == "meta" and name == "content" and value.lower().lstrip("0123456789 ").startswith((";", "url")):
        return True
    plain = "".join(value.split()).lower()
    return (name in LEADS or name.startswith("hx-")) and plain.startswith(ELSEWHERE)
