"""Bytes on their way, piece by piece: whatever the size, a few megabytes are in memory."""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

PIECE = 256 * 1024  # bytes
LEVEL = 1  # of gzip: the slower ones save a few hundredths


class Pieces(io.RawIOBase):
    """An iterator of bytes, read as a file. `failure` is what the iterator raised, if it did."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)
        self.left = memoryview(b"")
        self.failure: Exception | None = None

    def readable(self) -> bool:
        """It is only read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill what is asked for from the piece at hand."""
        try:
            while not self.left:
                self.left = memoryview(next(self.pieces))
        except StopIteration:
            return 0
        except Exception as error:
            self.failure = error
            raise
        many = min(len(buffer), len(self.left))
        buffer[:many] = self.left[:many]
        self.left = self.left[many:]
        return many


class Counted:
    """A file that is written, with the size and the SHA-256 of what went into it; `failure` is what it refused with."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.size, self.sha256 = file, 0, hashlib.sha256()
        self.failure: Exception | None = None

    def write(self, piece: bytes) -> int:
        """Write, count and hash."""
        self.size += len(piece)
        self.sha256.update(piece)
        try:
            return self.file.write(piece)
        except OSError as error:
            self.failure = error
            raise

    def flush(self) -> None:
        """What a writer of files is expected to have."""
        self.file.flush()


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file in pieces."""
    while piece := file.read(PIECE):
        yield piece


def zipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces compressed, as gzip reads them."""
    squeeze = zlib.compressobj(LEVEL, wbits=31)
    for piece in pieces:
        if smaller := squeeze.compress(piece):
            yield smaller
    yield squeeze.flush()


def archive(files: Iterable[tuple[str, Path]], *, seen: Callable[[str, int, str], None]) -> Iterator[bytes]:
    """Files under their names as one tar; `seen` is told each name, size and SHA-256.

    A file that is gone by now is left out; one that grows meanwhile is taken as long as it was.
    """
    for name, file in files:
        try:
            content = file.open("rb")
        except FileNotFoundError:
            continue
        with content:
            yield from member(name, content, seen)
    yield bytes(2 * tarfile.BLOCKSIZE)


def member(name: str, content: BinaryIO, seen: Callable[[str, int, str], None]) -> Iterator[bytes]:
    """One file of a tar: its head, its content, and zeros up to the next block."""
    head = tarfile.TarInfo(name)
    head.size = left = content.seek(0, io.SEEK_END)
    head.mode = 0o600
    content.seek(0)
    yield head.tobuf(tarfile.PAX_FORMAT)
    sha256 = hashlib.sha256()
    while left:
        piece = content.read(min(PIECE, left))
        if not piece:
            raise OSError(f"{name} became shorter while it was read")
        sha256.update(piece)
        left -= len(piece)
        yield piece
    yield bytes(-head.size % tarfile.BLOCKSIZE)
    seen(name, head.size, sha256.hexdigest())


def unzipped(stream: BinaryIO) -> BinaryIO:
    """What a compressed stream says."""
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream))


def unpack(stream: BinaryIO, into: Path) -> None:
    """Write the files of a compressed tar below a folder; a name that leads elsewhere is refused."""
    with tarfile.open(fileobj=unzipped(stream), mode="r|") as found:
        found.extractall(into, filter="data")
