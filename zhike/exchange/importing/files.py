"""The files of imports: opened only to be read as tables, never served."""

from pathlib import Path

from django.conf import settings

from zhike.exchange.importing.models import ImportRun
from zhike.reading.confined import ConfinedSource
from zhike.reading.source import Source

LONGEST_FILE = 512 * 1024 * 1024  # bytes


def path_of(run: ImportRun) -> Path:
    """Where the run's file lies: in the uploads folder, or where the command line named it."""
    return Path(settings.UPLOADS_DIR) / run.file


def source_of(run: ImportRun) -> Source:
    """The run's file as a table, read apart the way its options say. Raises UnreadableFile."""
    options = run.options
    return ConfinedSource(
        path_of(run),
        encoding=options.get("encoding"),
        delimiter=options.get("delimiter"),
        sheet=options.get("sheet"),
    )
