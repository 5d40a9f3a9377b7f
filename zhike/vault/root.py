"""The root key, which wraps the keys in the database and never lies beside them."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.module_loading import import_string

from zhike.vault.envelope import KEY, close, derive, unclose
from zhike.vault.problem import Unreadable, VaultProblem


class Root(Protocol):
    """What wraps keys: a file, or a key service that never gives its own key away."""

    def wrap(self, key: bytes, *, about: str) -> bytes:
        """A key as it may lie in the database."""

    def unwrap(self, wrapped: bytes, *, about: str) -> bytes:
        """The key again. Raises VaultProblem."""

    def begin(self) -> None:
        """Make ready for a site that has no keys yet."""


class FileRoot:
    """A root key in a file that its owner alone may read."""

    def __init__(self, file: Path | None = None):
        self.file: Path = file or settings.KEY_FILE

    def wrap(self, key: bytes, *, about: str) -> bytes:
        return close(self._cipher(), 0, key, about=about)

    def unwrap(self, wrapped: bytes, *, about: str) -> bytes:
        try:
            return unclose(self._cipher(), wrapped, about=about)
        except Unreadable:
            raise VaultProblem(
                f"{self.file} is not the key this database was sealed with. Put the right key there, or name it in "
                "ZHIKE_KEY_FILE; without it what is sealed stays unreadable."
            ) from None

    def begin(self) -> None:
        """Make the file where there is none: aside first, then in place whole, so that nobody reads half a key."""
        if self.file.exists():
            return
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, aside = tempfile.mkstemp(dir=self.file.parent)
            with open(descriptor, "wb") as out:
                out.write(os.urandom(KEY).hex().encode())
                out.flush()
                os.fsync(descriptor)
            with suppress(FileExistsError):  # another process was first
                os.link(aside, self.file)
            os.unlink(aside)
        except OSError as error:
            raise VaultProblem(
                f"No key file can be made at {self.file} ({error.strerror}); name a place in ZHIKE_KEY_FILE."
            ) from error

    def _cipher(self) -> AESGCM:
        try:
            secret = self.file.read_bytes().strip()
        except OSError as error:
            raise VaultProblem(
                f"The key file {self.file} cannot be read ({error.strerror}). Put it back, or name its place in "
                "ZHIKE_KEY_FILE."
            ) from error
        if len(secret) < KEY:
            raise VaultProblem(f"The key file {self.file} is too short to hold a key.")
        return AESGCM(derive(secret, "root"))


def root() -> Root:
    """Where this site's root key is."""
    made: Root = import_string(settings.KEY_SERVICE)()
    return made
