"""Every text a person may see is translated, in the package that says it.

`python -m checks.translations` lists what is missing, empty, fuzzy or no longer said; with `--write` it adds
the missing texts to the catalogues, empty, ready to be translated, and takes out what is no longer said.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LOCALE = "zh_Hans"
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy", "one_or_several"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
Text = str | tuple[str, ...]
Key = tuple[str | None, Text]
# Without dates and names of makers: git knows those, and two branches would never agree on them.
HEADER = b"""# Zhike in Chinese (Simplified).
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def main(arguments: list[str]) -> int:
    """Print every gap; 1 if there is one."""
    settings.configure(USE_I18N=False)  # templates are read without the site
    packages = sorted(folder.parent for folder in Path("zhike").glob("*/__init__.py"))
    if "--write" in arguments:
        for package in packages:
            write(package)
    gaps = [*(gap for package in packages for gap in gaps_of(package)), *clashes(packages)]
    print(*gaps, sep="\n", end="\n" if gaps else "")
    return int(bool(gaps))


def gaps_of(package: Path) -> list[str]:
    """What is wrong with the translation of one package, a line each."""
    said, catalogue = texts(package), read(package)
    file = catalogue_file(package)
    missing = [f"{said[key]}: not in {file}: {key[1]!r}" for key in said if key not in keys(catalogue)]
    unsaid = [f"{file}: said nowhere any more: {key[1]!r}" for key in keys(catalogue) if key not in said]
    unfinished = [
        f"{file}:{message.lineno}: {'fuzzy' if message.fuzzy else 'empty'}: {message.id!r}"
        for message in catalogue
        if message.id and (message.fuzzy or not all(strings(message.string)))
    ]
    return missing + unsaid + unfinished


def clashes(packages: list[Path]) -> list[str]:
    """Texts that two packages translate differently: Django mixes all catalogues, so only one is ever shown."""
    found: dict[Key, dict[str, Path]] = {}
    for package in packages:
        for message in read(package):
            if message.id:
                words = " / ".join(strings(message.string))
                found.setdefault((message.context, key_text(message.id)), {}).setdefault(words, package)
    return [
        f"{key[1]!r} is " + ", ".join(f"{words} in {package}" for words, package in words_of.items())
        for key, words_of in found.items()
        if len(words_of) > 1
    ]


def texts(package: Path) -> dict[Key, str]:
    """Each translatable text of a package's Python files and templates, with the place of its first use."""
    found: dict[Key, str] = {}
    for file in sorted(
        [*package.rglob("*.py"), *package.glob("templates/**/*.*"), *package.glob("*/templates/**/*.*")]
    ):
        if "tests" in file.parts or "migrations" in file.parts:
            continue
        for line, message, _comments, context in extract("python", source(file), keywords=KEYWORDS):
            found.setdefault((context, message), f"{file}:{line}")
    return found


def source(file: Path) -> io.BytesIO:
    """A file as Python: Django turns a template's translatable parts into calls and the rest into filling."""
    text = file.read_text()
    if file.suffix != ".py":
        text = "\n".join(line.strip() for line in templatize(text, origin=str(file)).split("\n"))
    return io.BytesIO(text.encode())


def read(package: Path) -> Catalog:
    """The catalogue of a package; an empty one where there is none."""
    file = catalogue_file(package)
    if not file.exists():
        return Catalog(locale=LOCALE)
    with file.open("rb") as content:
        return read_po(content, locale=LOCALE)


def catalogue_file(package: Path) -> Path:
    """Where the translations of a package are kept."""
    return package / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def keys(catalogue: Catalog) -> list[Key]:
    """What a catalogue translates."""
    return [(message.context, key_text(message.id)) for message in catalogue if message.id]


def key_text(text: Text | list[str]) -> Text:
    """One text, or singular and plural."""
    return text if isinstance(text, str) else tuple(text)


def strings(translation: Text | list[str] | None) -> tuple[str, ...]:
    """The forms of a translation."""
    return (translation,) if isinstance(translation, str) else tuple(translation or [""])


def write(package: Path) -> None:
    """Bring a catalogue's list of texts up to date; translations stay as they are."""
    said, old = texts(package), read(package)
    if not said:
        return
    new = Catalog(locale=LOCALE, project="Zhike", charset="utf-8", fuzzy=False)
    for context, text in said:
        message = old.get(text if isinstance(text, str) else text[0], context)
        if message:
            new.add(text, message.string, context=context, flags=message.flags, user_comments=message.user_comments)
        else:
            new.add(text, context=context)
    file = catalogue_file(package)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as content:
        content.write(HEADER)
        write_po(content, new, omit_header=True, width=110)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
