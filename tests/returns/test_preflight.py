"""Files that must not be opened, and what is said of each; written here byte by byte."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

HEADER = ["provider_code", "period", "measure", "numerator", "denominator", "value"]
ROW = ["RZ1", "2025/26 Q1", "complaints_answered_in_time", 30, 100, 30]


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.xlsx"
    workbook = Workbook()
    workbook.active.append([*HEADER, "submitted_on"])
    workbook.active.append([*ROW, "2025-07-20"])
    workbook.save(path)
    return path


def changed(path: Path, target: Path, part: str, old: str, new: str) -> Path:
    """A copy of a package with one part's text changed."""
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert old.encode() in data
                data = data.replace(old.encode(), new.encode(), 1)
            copy.writestr(name, data)
    return target


def added(path: Path, target: Path, name: str, data: bytes) -> Path:
    """A copy of a package with a part more."""
    target.write_bytes(path.read_bytes())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as copy:
        copy.writestr(name, data)
    return target


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<worksheet", '<!DOCTYPE x [<!ENTITY a "b">]><worksheet', ["DTD", "entity"]),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>', ["merged"]),
        ("<sheetData>", '<cols><col min="1" max="2147483647"/></cols><sheetData>', ["column"]),
        ("</sheetData>", '<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>', ["XFD9", "large"]),
        ("</sheetData>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>', ["A1048576", "large"]),
        ("</sheetData>", '<row r="150000"><c r="IV150000"><v>1</v></c></row></sheetData>', ["spans", "large"]),
        ("</sheetData>", f'</sheetData><conditionalFormatting sqref="{"A1 " * 30_000}"/>', ["tag", "large"]),
        ("</sheetData>", '<row r="9"><c r="A9"><f>DDE("cmd";"/C calc")</f><v>1</v></c></row></sheetData>', ["DDE"]),
        ("</sheetData>", "</sheetDat", ["XML"]),
    ],
)
def test_a_hostile_or_broken_sheet_is_refused_before_it_is_opened(
    tmp_path: Path, good: Path, refused: Callable[..., str], old: str, new: str, words: list[str]
) -> None:
    said = refused(changed(good, tmp_path / "x.xlsx", SHEET, old, new))
    assert all(word in said for word in words), said


def test_formatted_cells_without_a_value_far_out_do_no_harm(
    tmp_path: Path, good: Path, read: Callable[..., object]
) -> None:
    far = '<row r="900000"><c r="BFE900000" s="0"/></row></sheetData>'
    read(changed(good, tmp_path / "x.xlsx", SHEET, "</sheetData>", far))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../../evil", ["path"]),
        ("/etc/x", ["path"]),
        ("XL/Workbook.xml", ["duplicate"]),
        ("xl/vbaProject.bin", ["macros"]),
    ],
)
def test_a_package_with_a_wrong_part_is_refused(
    tmp_path: Path, good: Path, refused: Callable[..., str], name: str, words: list[str]
) -> None:
    said = refused(added(good, tmp_path / "x.xlsx", name, b"x"))
    assert all(word in said for word in words), said


def test_a_part_that_unpacks_to_very_much_is_stopped(tmp_path: Path, good: Path, refused: Callable[..., str]) -> None:
    assert "expand to be too large" in refused(added(good, tmp_path / "x.xlsx", "xl/media/a.png", b"\0" * 30_000_000))


def test_too_many_parts_and_sheets_are_refused(tmp_path: Path, good: Path, refused: Callable[..., str]) -> None:
    many, sheets = tmp_path / "many.xlsx", tmp_path / "sheets.xlsx"
    for path, count, name in ((many, 2_100, "xl/media/{}.png"), (sheets, 70, "xl/worksheets/s{}.xml")):
        path.write_bytes(good.read_bytes())
        with zipfile.ZipFile(path, "a") as package:
            for number in range(count):
                package.writestr(name.format(number), b"<x/>")
    assert "too many parts" in refused(many)
    assert "sheets" in refused(sheets)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.xlsx", b"", ["empty"]),
        ("x.xlsx", b"P", ["zip"]),
        ("x.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", ["HTML"]),
        ("x.xlsx", b"provider_code,period\n", ["csv"]),
        ("x.xlsx", b"%PDF-1.7", ["PDF"]),
        ("x.xlsx", b"PK\x03\x04garbage", ["corrupt"]),
        ("x.csv", b"PK\x03\x04garbage", ["xlsx", "csv"]),
        (
            "x.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            ["encrypted", "password"],
        ),
        ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), ["Word"]),
        ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), ["renamed", ".xls"]),
        ("x.csv", b"\x00\x01\x02\x03" * 200, ["encoding"]),
    ],
)
def test_a_file_that_is_something_else_is_named_for_what_it_is(
    tmp_path: Path, refused: Callable[..., str], name: str, data: bytes, words: list[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    said = refused(path)
    assert all(word in said for word in words), said


def test_a_word_document_and_a_plain_zip_are_named(tmp_path: Path, refused: Callable[..., str]) -> None:
    for part, word in (("word/document.xml", "Word"), ("data/a.csv", "zip archive")):
        path = tmp_path / "x.xlsx"
        with zipfile.ZipFile(path, "w") as package:
            package.writestr(part, "<x/>")
        assert word in refused(path)


def test_a_file_that_is_not_there_is_said_plainly(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "can't be read" in refused(tmp_path / "gone.xlsx")


def test_links_and_hidden_sheets_are_pointed_out(tmp_path: Path, good: Path, read: Callable[..., object]) -> None:
    import openpyxl

    workbook = openpyxl.load_workbook(good)
    hidden = workbook.create_sheet("Real")
    hidden["A1"] = 1
    hidden.sheet_state = "veryHidden"
    workbook.save(tmp_path / "h.xlsx")
    connected = added(tmp_path / "h.xlsx", tmp_path / "c.xlsx", "xl/connections.xml", b"<connections/>")
    said = "".join(note.text for note in read(connected).notes)  # type: ignore[attr-defined]
    assert "hidden sheet 'Real'" in said and "data connection" in said


def test_each_limit_of_csv_is_said_with_its_line(tmp_path: Path, refused: Callable[..., str]) -> None:
    cases = {
        "a,b\n" + "x" * 33_000 + ",1\n": ["long", ":2"],
        ",".join(["same"] * 300) + "\n": ["column", "duplicate"],
        'a,b\n1,"x\n2,3\n': ["quote", "line 2"],
        "\n \n": ["empty"],
    }
    for text, words in cases.items():
        path = tmp_path / "x.csv"
        path.write_text(text, encoding="utf-8")
        said = refused(path)
        assert all(word in said for word in words), said


def test_a_file_cut_at_an_old_limit_is_pointed_out(tmp_path: Path, read: Callable[..., object]) -> None:
    path = tmp_path / "x.csv"
    rows = [",".join(map(str, ["RZ1", "2025/26 Q1", "complaints_answered_in_time", 30, 100, 30, "2025-07-20"]))]
    path.write_text("\n".join([",".join([*HEADER, "submitted_on"]), *rows * 65_535]) + "\n", encoding="utf-8")
    from pxcommission.returns.collected import Collected
    from pxcommission.returns.csv_text import open_csv
    from pxcommission.returns.preflight import check_file

    found = Collected("x.csv")
    open_csv(path, "x.csv", check_file(path, "x.csv", found), found)
    assert "may have been cut off" in found.notes[0].message


def test_one_long_text_that_many_cells_share_is_refused(
    tmp_path: Path, good: Path, refused: Callable[..., str]
) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(9, 5_009)) + "</sheetData>"
    many = changed(good, tmp_path / "many.xlsx", SHEET, "</sheetData>", rows)
    texts = f"<sst><si><t>{'x' * 32_000}</t></si></sst>".encode()
    path = added(many, tmp_path / "x.xlsx", "xl/sharedStrings.xml", texts)
    assert "shared texts" in refused(path)


def test_the_heavy_libraries_are_not_loaded_with_the_readers() -> None:
    import subprocess
    import sys

    code = "import sys, pxcommission.returns.recognise as r; print({'openpyxl', 'python_calamine', 'lxml', 'polars'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
