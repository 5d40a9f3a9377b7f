"""What a page says to people, and which of its words are in the wrong language."""

import re
from html.parser import HTMLParser

from zhike.catalog.iso4217 import MINOR_UNITS

SILENT = {"script", "style", "kbd", "code"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SAID_BY = ("title", "placeholder", "aria-label", "alt", "data-label", "label")
TOKEN = re.compile(r"[A-Za-z0-9@._+#/-]*[A-Za-z][A-Za-z0-9@._+#/’'-]*")
CHINESE = re.compile(r"[\u3400-\u9fff\uff01-\uffef\u3001-\u3011]+")

# Words that are the same in both languages; a language is offered under its own name.
INTERNATIONAL = {"RFM", "ABC", "CSV", "XLSX", "Parquet", "API", "VIP", "MB", "CNY", "csv", "A", "B", "C"}
INTERNATIONAL |= {"ics", "Excel", "PDF", "SVG", "PNG", "vCard", "简体中文", "English"}
INTERNATIONAL |= {"NBD", "BG/NBD", "MBG/NBD", "Pareto/NBD", "Gamma-Gamma"}  # models by the names of papers
INTERNATIONAL |= {"Wilson", *MINOR_UNITS, "WIR", "Mvdol"}  # an interval by the name of its author; currencies
INTERNATIONAL |= {"AUC", "Brier", "nDCG", "AIC", "RMSE"}  # how good a forecast is, by the names of papers
INTERNATIONAL |= {"r", "alpha", "s", "beta"}  # parameters of a model, under the names of its paper
INTERNATIONAL |= {"plants", "seeds"}  # nouns of the tests, which have English words only
INTERNATIONAL |= {"Enter", "Esc", "Ctrl", "Shift", "j/k", "c", "e", "m", "x"}  # keys are called what is printed on them


def not_understood(page: str, *, language: str) -> list[str]:
    """What a page says with words its readers do not know, each once.

    In Chinese these are Latin words but codes, addresses and the international ones; in English Chinese characters.
    """
    words = CHINESE if language == "en" else TOKEN
    said = Listener(language).hear(page)
    return list(dict.fromkeys(text for text in said if any(map(_is_foreign, words.findall(text)))))


def _is_foreign(token: str) -> bool:
    bare = token.strip("._+#/-'’")
    return bare not in INTERNATIONAL and not re.search(r"[0-9@]", bare)


class Listener(HTMLParser):
    """Hears the text of a page and the attributes that are read or shown, but not what stands in another language."""

    def __init__(self, language: str):
        super().__init__(convert_charrefs=True)
        self.language, self.said, self.deaf = language, [], []

    def hear(self, page: str) -> list[str]:
        """Everything said, in order, white space aside."""
        self.feed(page)
        self.close()
        return [" ".join(text.split()) for text in self.said]

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        other = given.get("lang", self.language).lower() != self.language
        if not self.deaf and not other:
            self.said += [given[name] for name in SAID_BY if given.get(name)]
            if tag == "input" and given.get("type") in ("submit", "button"):
                self.said.append(given.get("value") or "")
        if tag not in VOID and (self.deaf or other or tag in SILENT):
            self.deaf.append(tag)

    def handle_endtag(self, tag):
        if self.deaf and tag in self.deaf:
            while self.deaf.pop() != tag:
                pass

    def handle_data(self, data):
        if not self.deaf and data.strip():
            self.said.append(data)
