"""In which encoding a csv file is written: told by a mark at its start, else UTF-8, else Windows-1252 with a note."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator

from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.limits import LONGEST_LINE

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE = "save it again as CSV UTF-8"
_WINDOWS_MARKS = frozenset(
    b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xab\xac\xad\xae\xb0\xb1\xb2\xb3\xb4\xb5\xb7\xbb\xbc\xbd\xbe\xd7\xf7"
)
_NOT_WINDOWS = bytes(byte for byte in range(128, 256) if byte not in _WINDOWS_MARKS)
_ACCENTED = re.compile(rb"[\xc0-\xd6\xd8-\xf6\xf8-\xfe\x8a\x8c\x8e\x9a\x9c\x9e\x9f]+")


def decoded(data: bytes, shown: str, found: Collected) -> str:
    """The text of a file's bytes; raises ProblemsFound when its encoding can't be told."""
    return data.decode(encoding_of(lambda: iter((data,)), shown, found))


def encoding_of(pieces: Callable[[], Iterable[bytes]], shown: str, found: Collected) -> str:
    """The encoding of a text given in pieces, as often as asked: `utf-8-sig`, `utf-16` or `cp1252`; notes go to `found`."""
    first = next(iter(pieces()), b"")
    if first.startswith(_UTF16):
        return _utf16(pieces(), shown, found)
    _refuse_zero_bytes(pieces(), shown)
    line = _first_line_not_utf8(pieces())
    return "utf-8-sig" if line is None else _windows(pieces, line, shown, found)


def _utf16(pieces: Iterable[bytes], shown: str, found: Collected) -> str:
    decoder = codecs.getincrementaldecoder("utf-16")("strict")
    try:
        for piece in pieces:
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise refused(shown, "the encoding is UTF-16, but the text is damaged", "save it as CSV UTF-8") from None
    found.note("the encoding of the file is UTF-16 (Excel's Unicode text)", "CSV UTF-8 is safer")
    return "utf-16"


def _refuse_zero_bytes(pieces: Iterable[bytes], shown: str) -> None:
    line = 1
    for piece in pieces:
        if b"\x00" in piece:
            line += piece.count(b"\n", 0, piece.index(b"\x00"))
            message = "the encoding can't be told: the file holds zero bytes (UTF-16 without its mark, or not text)"
            raise refused(shown, message, "save it as CSV UTF-8", line=line)
        line += piece.count(b"\n")


def _first_line_not_utf8(pieces: Iterable[bytes]) -> int | None:
    """The line with the first bytes that are not UTF-8; None when the whole text is."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    line, held = 1, b""
    for piece in _ended(pieces):
        try:
            decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as wrong:
            before = (held + piece)[: wrong.start]
            return line + before.count(b"\n")
        held = decoder.getstate()[0]
        line += piece.count(b"\n")
    return None


def _ended(pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield from pieces
    yield b""


def _windows(pieces: Callable[[], Iterable[bytes]], line: int, shown: str, found: Collected) -> str:
    verdicts, windows = set[bool](), True
    for block in _blocks(pieces(), shown):
        if not block.isascii():
            verdicts |= _line_verdicts(block)
            windows = windows and _is_windows_text(block)
    if len(verdicts) == 2:
        raise refused(shown, f"the encoding is mixed: line {line} is not UTF-8, other lines are", _SAVE, line=line)
    if not windows:
        message = f"the encoding is neither UTF-8 nor Windows-1252: line {line} holds bytes of no character"
        raise refused(shown, message, _SAVE, line=line)
    found.note(f"the encoding is not UTF-8 (line {line}); the file was read as Windows-1252, as Excel writes csv")
    return "cp1252"


def _blocks(pieces: Iterable[bytes], shown: str) -> Iterator[bytes]:
    """The text in blocks of whole lines."""
    held = b""
    for piece in pieces:
        held += piece
        cut = max(held.rfind(b"\n"), held.rfind(b"\r")) + 1
        if cut:
            yield held[:cut]
            held = held[cut:]
        elif len(held) > LONGEST_LINE:
            raise refused(shown, f"a line is too long: over {LONGEST_LINE:,} bytes", "send the file with its lines")
    yield held


def _line_verdicts(block: bytes) -> set[bool]:
    """Whether lines that are not plain ASCII are UTF-8: one verdict when all agree, two when they are mixed."""
    verdicts = set()
    for line in block.splitlines():
        if not line.isascii():
            try:
                line.decode("utf-8")
                verdicts.add(True)
            except UnicodeDecodeError:
                verdicts.add(False)
    return verdicts


def _is_windows_text(block: bytes) -> bool:
    """Whether every byte beyond ASCII is a mark people type or an accented letter inside a word."""
    words = _ACCENTED.sub(b"", block)
    if len(words.translate(None, _NOT_WINDOWS)) != len(words):
        return False
    return all(
        block[max(0, found.start() - 1) : found.start()].isalpha() or block[found.end() : found.end() + 1].isalpha()
        for found in _ACCENTED.finditer(block)
    )
