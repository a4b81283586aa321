"""How far the cells of the two binary formats reach (xls, xlsb), walked record by record before any parser opens them.

A parser lays a sheet out from its first to its last cell; one stray cell at row 65,536 or column 16,384 would make it
ask for more memory than there is, which ends the program. Damage raises ValueError.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_FREE = 0xFFFFFFFA
_ROW_COLUMN = {0x0203, 0x00FD, 0x027E, 0x0204, 0x0006, 0x0205, 0x00D6, 0x0406, 0x0206}
_MANY_NUMBERS, _BEGIN, _STRINGS = 0x00BD, 0x0809, 0x00FC


def xls_extents(data: bytes) -> list[tuple[int, int]]:
    """The last row and last column (from 1) that hold a value, for each sheet of an old Excel workbook."""
    try:
        return list(_extents(_workbook_stream(data)))
    except (struct.error, IndexError):
        raise ValueError("its records end too early") from None


def _extents(stream: bytes) -> Iterator[tuple[int, int]]:
    place, row, column = 0, 0, 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        body = stream[place + 4 : place + 4 + length]
        if kind == _BEGIN:
            yield row, column
            row = column = 0
        elif kind in _ROW_COLUMN and len(body) >= 4:
            at_row, at_column = struct.unpack_from("<HH", body)
            row, column = max(row, at_row + 1), max(column, at_column + 1)
        elif kind == _MANY_NUMBERS and len(body) >= 6:
            at_row, last = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, len(body) - 2)[0]
            first = struct.unpack_from("<H", body, 2)[0]
            row, column = max(row, at_row + 1), max(column, first + 1, last + 1)
        elif kind == _STRINGS and len(body) >= 8 and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise ValueError("it states more texts than it can hold")
        place += 4 + length
    yield row, column


def _workbook_stream(data: bytes) -> bytes:
    """The stream `Workbook` (or `Book`) of an OLE container."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise ValueError("its container has an impossible sector size")
    size = 1 << shift
    sectors = [data[start : start + size] for start in range(size if shift == 12 else 512, len(data), size)]
    fat = _table(data, sectors, size)
    directory = _chained(sectors, fat, struct.unpack_from("<I", data, 48)[0])
    for start in range(0, len(directory) - 127, 128):
        entry = directory[start : start + 128]
        name = entry[: max(0, min(64, struct.unpack_from("<H", entry, 64)[0]) - 2)].decode("utf-16-le", "replace")
        if name.casefold() in ("workbook", "book"):
            first, length = struct.unpack_from("<II", entry, 116)
            if length < struct.unpack_from("<I", data, 56)[0]:
                return _small_stream(data, sectors, fat, directory, first)[:length]
            return _chained(sectors, fat, first)[:length]
    raise ValueError("it holds no workbook")


def _table(data: bytes, sectors: list[bytes], size: int) -> list[int]:
    """The allocation table: which sector follows which."""
    places = list(struct.unpack_from("<109I", data, 76))
    following, left = struct.unpack_from("<II", data, 68)
    while following < _FREE and left and following < len(sectors):
        numbers = struct.unpack(f"<{size // 4}I", sectors[following])
        places += numbers[:-1]
        following, left = numbers[-1], left - 1
    fat: list[int] = []
    for place in places:
        if place < len(sectors) and len(sectors[place]) == size:
            fat += struct.unpack(f"<{size // 4}I", sectors[place])
    return fat


def _chained(sectors: list[bytes], fat: list[int], first: int) -> bytes:
    pieces: list[bytes] = []
    place = first
    while place < _FREE:
        if place >= len(sectors) or place >= len(fat) or len(pieces) > len(sectors):
            raise ValueError("its sectors lead nowhere")
        pieces.append(sectors[place])
        place = fat[place]
    return b"".join(pieces)


def _small_stream(data: bytes, sectors: list[bytes], fat: list[int], directory: bytes, first: int) -> bytes:
    """A stream below the size kept in whole sectors."""
    whole = _chained(sectors, fat, struct.unpack_from("<I", directory, 116)[0])
    table = _chained(sectors, fat, struct.unpack_from("<I", data, 60)[0])
    small_fat = list(struct.unpack(f"<{len(table) // 4}I", table))
    return _chained([whole[start : start + 64] for start in range(0, len(whole), 64)], small_fat, first)


def xlsb_extent(part: bytes) -> tuple[int, int]:
    """The last row and last column (from 1) that hold a value, in a worksheet part of a binary workbook."""
    place = row = column = at_row = 0
    while place < len(part):
        kind, place = _variable(part, place, 2)
        length, place = _variable(part, place, 4)
        body = part[place : place + length]
        if kind == 0 and length >= 4:
            at_row = struct.unpack_from("<I", body)[0]
        elif 2 <= kind <= 11 and length >= 4:
            row, column = max(row, at_row + 1), max(column, struct.unpack_from("<I", body)[0] + 1)
        place += length
    return row, column


def _variable(part: bytes, place: int, most: int) -> tuple[int, int]:
    number = 0
    for index in range(most):
        if place >= len(part):
            return number, place
        byte = part[place]
        place += 1
        number |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            break
    return number, place
