"""The key that signs sessions and links."""

import os
import secrets
import tempfile
from pathlib import Path

from zhike.postgres.cluster import make_data_dir
from zhike.site.environment import EnvironmentProblem


def kept_secret(file: Path) -> str:
    """The signing key of this installation, made once and readable by its owner alone."""
    try:
        if not file.exists():
            make_secret(file)
        return file.read_text()
    except PermissionError as error:
        raise EnvironmentProblem(f"This account may not use {file.parent}; choose another --data-dir.") from error
    except OSError as error:
        raise EnvironmentProblem(
            f"{file.parent} cannot be used ({error.strerror}); choose another --data-dir."
        ) from error


def make_secret(file: Path) -> None:
    """Written aside and put in place whole: whoever comes first decides, and nobody reads half a key."""
    make_data_dir(file.parent)
    descriptor, aside = tempfile.mkstemp(dir=file.parent)
    try:
        os.write(descriptor, secrets.token_urlsafe(50).encode())
        os.link(aside, file)
    except FileExistsError:
        pass  # another process was first
    finally:
        os.close(descriptor)
        os.unlink(aside)
