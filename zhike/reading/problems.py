"""What can be wrong with a file or a cell, each with a sentence a person can act on."""


def _(sentence: str) -> str:
    """A sentence that has translations; it is put into the language of its reader where it is told."""
    return sentence


FILE_SENTENCES = {
    "missing": _("The file is not there."),
    "empty": _("The file is empty."),
    "no_header": _("The file has no header row."),
    "not_a_table": _("This is neither a CSV, an XLSX nor a Parquet file."),
    "packed": _("The file is packed. Unpack it first, for example with gunzip, then give the file inside."),
    "old_excel": _("This is an old or password-protected Excel file. Save it as .xlsx without a password."),
    "unknown_encoding": _("The character encoding could not be recognised. Choose it yourself."),
    "wrong_encoding": _("The file cannot be read as %(encoding)s. Choose another encoding."),
    "looks_like_utf16": _("The text looks like UTF-16 without its mark. Choose UTF-16 yourself."),
    "damaged": _("The file is damaged and cannot be opened."),
    "too_large_inside": _("The packed file would unfold to more than %(limit)s MB. Save it as CSV."),
    "too_heavy": _("Opening the file takes more memory or time than it is allowed. Save it as CSV, or split it."),
    "too_many_cells": _(
        "The sheet covers %(rows)s rows and %(columns)s columns, more than can be opened."
        " Delete the empty area or save it as CSV."
    ),
    "too_many_columns": _("The file has more than %(limit)s columns."),
    "too_many_rows": _("The file has more than %(limit)s rows. Split it."),
    "no_such_sheet": _("There is no sheet called %(sheet)s."),
    "mapping_unreadable": _("The mapping file cannot be read: %(detail)s"),
    "fields_unknown": _("The mapping names fields that do not exist: %(fields)s"),
    "targets_missing": _("No column was chosen for: %(targets)s"),
    "option_invalid": _("“%(value)s” is not possible for: %(label)s"),
    "columns_missing": _("The file has no column called: %(columns)s"),
}

ROW_SENTENCES = {
    "ragged": _("The row has %(found)s cells instead of %(expected)s."),
    "unclosed_quote": _("A quotation mark is opened and never closed."),
    "nul": _("The row contains NUL characters."),
    "overlong": _("A cell is longer than %(limit)s characters."),
    "undecodable": _("The row contains characters that cannot be read in this encoding (�)."),
    "malformed": _("The row cannot be split into cells."),
}

VALUE_SENTENCES = {
    "missing": _("%(label)s: is empty"),
    "not_a_number": _("%(label)s: “%(raw)s” is not a number"),
    "too_big": _("%(label)s: “%(raw)s” is too large"),
    "too_precise": _("%(label)s: “%(raw)s” has more decimal places than can be kept"),
    "not_a_date": _("%(label)s: “%(raw)s” is not a date"),
    "ambiguous_date": _("%(label)s: in “%(raw)s” it is unclear which is the day; say so in the options"),
    "impossible_date": _("%(label)s: the day “%(raw)s” does not exist"),
    "not_yes_or_no": _("%(label)s: “%(raw)s” is neither yes nor no"),
    "digits_lost": _("%(label)s: “%(raw)s” lost digits in a spreadsheet; export it again as text"),
    "too_long": _("%(label)s: is longer than %(limit)s characters"),
    "not_a_currency": _("%(label)s: “%(raw)s” is no currency"),
    "unprintable": _("%(label)s: contains unprintable characters"),
}


class Problem(Exception):
    """Something that cannot be read: a stable code, its parameters, and a translated sentence."""

    sentences: dict = {}

    def __init__(self, code: str, **parameters):
        if code not in self.sentences:
            raise KeyError(code)
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters

    @property
    def sentence(self) -> str:
        """The problem in the language that is active now."""
        return self.told()

    def told(self, **otherwise: object) -> str:
        """The same, with other parameters than its own."""
        from django.utils.translation import gettext  # noqa: PLC0415 -- who reads apart tells nothing, and starts sooner

        return gettext(self.sentences[self.code]) % {**self.parameters, **otherwise}

    def in_english(self, **otherwise: object) -> str:
        """The same in English, for programs that have no languages set up."""
        return self.sentences[self.code] % {**self.parameters, **otherwise}


class UnreadableFile(Problem):
    """The file as a whole cannot be used."""

    sentences = FILE_SENTENCES


class BadRow(Problem):
    """One row of an otherwise readable file cannot be used."""

    sentences = ROW_SENTENCES


class BadValue(Problem):
    """One cell does not hold what its target column needs. ``column`` names that once it is known."""

    sentences = VALUE_SENTENCES

    def __init__(self, code: str, raw: object = "", **parameters):
        super().__init__(code, raw=str(raw)[:80], **{"label": "", **parameters})
        self.column = ""

    def of(self, column: str, label: object) -> "BadValue":
        """The same problem, said of the target column `column`, which people call `label`."""
        self.column = column
        self.parameters["label"] = label
        return self
