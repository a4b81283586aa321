"""Old binary workbooks whose cells reach too far are told before a parser opens them; containers written here."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from pxcommission.returns.binary_cells import xls_extents, xlsb_extent

END, FAT = 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def number(row: int, column: int) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, 1.0))


def container(stream: bytes) -> bytes:
    """An OLE container with one stream, `Workbook`."""
    stream = stream.ljust(4096, b"\0")
    count = (len(stream) + 511) // 512
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIII", 1, 1, 0, 4096, END) + struct.pack("<III", 0, END, 0)
    header += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    fat = [FAT, END, *range(3, 2 + count), END]
    fat_sector = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    name = "Workbook".encode("utf-16-le")
    entry = (
        name.ljust(64, b"\0")
        + struct.pack("<H", len(name) + 2)
        + bytes(50)
        + struct.pack("<II", 2, len(stream))
        + bytes(4)
    )
    return header + fat_sector + entry.ljust(512, b"\0") + stream.ljust(count * 512, b"\0")


def test_the_extent_of_each_sheet_is_told() -> None:
    begin = record(0x0809, bytes(16))
    many = record(0x00BD, struct.pack("<HH", 8, 2) + bytes(12) + struct.pack("<H", 3))
    assert xls_extents(container(begin + number(4, 1) + begin + number(9, 0) + many))[:3] == [(0, 0), (5, 2), (10, 4)]


def test_a_far_cell_of_an_old_workbook_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    path = tmp_path / "x.xls"
    path.write_bytes(container(record(0x0809, bytes(16)) + number(0, 0) + number(65_535, 9_000)))
    assert "row 65,536 and column 9,001: too large" in refused(path)


@pytest.mark.parametrize(
    "data",
    [
        container(record(0x00FC, struct.pack("<II", 1, 2_000_000_000))),
        container(number(1, 1))[:600],
        container(number(1, 1)).replace(struct.pack("<H", 9), struct.pack("<H", 30), 1),
    ],
)
def test_a_damaged_old_workbook_is_refused(tmp_path: Path, refused: Callable[..., str], data: bytes) -> None:
    path = tmp_path / "x.xls"
    path.write_bytes(data if b"W\0o\0r\0k\0" in data else data + "Workbook".encode("utf-16-le"))
    assert "corrupt" in refused(path)


def test_a_workbook_without_a_sheet_is_refused_in_one_sentence(
    tmp_path: Path, refused: Callable[..., str], capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.xls"
    path.write_bytes(container(record(0x0809, bytes(16)) + number(0, 0)))
    assert refused(path).count("error:") == 1
    assert capfd.readouterr().err == ""


def test_the_extent_of_a_binary_worksheet_is_told() -> None:
    row = bytes([0, 4]) + struct.pack("<I", 16)
    cell = bytes([5, 16]) + struct.pack("<II", 700, 0) + bytes(8)
    blank = bytes([1, 8]) + struct.pack("<II", 16_000, 0)
    assert xlsb_extent(row + cell + blank) == (17, 701)
