"""The bytes of a text file, plain or the one member of a zip archive, streamed as often as they are wanted."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TextIO

from msgspec import Struct

PIECE = 1024 * 1024


class TextSource(Struct, frozen=True):
    """Where the text stands: a file, and the member's name where the file is a zip archive."""

    path: Path
    member: str = ""

    @contextlib.contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The stream of its real bytes, unpacked."""
        if not self.member:
            with self.path.open("rb") as stream:
                yield stream
        else:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as inner:
                yield inner

    def pieces(self) -> Iterator[bytes]:
        """Its bytes in pieces of a megabyte."""
        with self.opened() as stream:
            while piece := stream.read(PIECE):
                yield piece

    @contextlib.contextmanager
    def text(self, encoding: str) -> Iterator[TextIO]:
        """Its text, line ends kept as they are."""
        with self.opened() as stream, io.TextIOWrapper(stream, encoding, newline="") as text:
            yield text
