"""A zip archive with one csv file, and JSON documents: opened with their addresses, or refused by name."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from pxcommission.problems import ProblemsFound
from pxcommission.returns.collected import Collected
from pxcommission.returns.opening import open_file
from pxcommission.returns.sheets import Book


def opened(path: Path) -> tuple[Book, Collected]:
    found = Collected(path.name)
    return open_file(path, path.name, found), found


def said_of(path: Path) -> str:
    with pytest.raises(ProblemsFound) as stopped:
        opened(path)
    return str(stopped.value)


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return path


def test_the_one_csv_file_of_an_archive_opens_with_its_own_lines_and_name(tmp_path: Path) -> None:
    text = b'a,b\r\n1,"two\r\nlines"\r\n3,4\r\n'
    beside = {"__MACOSX/._inner.csv": b"x", "folder/": b"", "folder/inner.csv": text, "folder/.DS_Store": b"x"}
    book, found = opened(archive(tmp_path / "x.zip", beside))
    assert (book.shown, found.file, book.is_csv) == (
        "x.zip/folder/inner.csv",
        "x.zip/folder/inner.csv",
        True,
    )
    assert book.first.rows == [["a", "b"], ["1", "two\r\nlines"], ["3", "4"]]
    assert book.lines == (1, 2, 4)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"a.csv": b"x,y\n", "b.csv": b"x,y\n"}, ["2 files", "'a.csv'", "'b.csv'", "unpack"]),
        ({"a.csv": b"x,y\n", "notes.pdf": b"%PDF"}, ["'notes.pdf'"]),
        ({"a.docx": b"x"}, ["'a.docx'", "no csv"]),
        ({}, ["empty"]),
        ({"../a.csv": b"x,y\n"}, ["path"]),
        ({"a.csv": b""}, ["a.csv", "empty"]),
    ],
)
def test_any_other_archive_is_refused_and_what_it_holds_is_named(
    tmp_path: Path, members: dict[str, bytes], words: list[str]
) -> None:
    said = said_of(archive(tmp_path / "x.zip", members))
    assert [word for word in words if word not in said] == [], said


def test_what_really_unpacks_is_counted_and_not_what_the_archive_states(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "x.zip", {"a.csv": b"0" * 3_000_000})
    assert "expand to be too large" in said_of(bomb)
    assert "250 MB unpacked" in said_of(bomb)
    data = bytearray(archive(tmp_path / "y.zip", {"a.csv": b"x,y\n1,2\n" * 500}).read_bytes())
    stated = data.rindex(b"PK\x01\x02") + 24
    data[stated : stated + 4] = (5).to_bytes(4, "little")
    (tmp_path / "y.zip").write_bytes(data)
    assert "corrupt" in said_of(tmp_path / "y.zip")


def test_an_archive_or_document_under_another_name_is_refused(tmp_path: Path) -> None:
    inner = {"a.csv": b"x,y\n1,2\n"}
    assert "zip package" in said_of(archive(tmp_path / "x.csv", inner))
    assert "zip archive with a csv file" in said_of(archive(tmp_path / "x.xlsx", inner))
    (tmp_path / "y.csv").write_text('{"a": 1}', "utf-8")
    assert "JSON document" in said_of(tmp_path / "y.csv")
    (tmp_path / "y.zip").write_text("a,b\n", "utf-8")
    assert "not a zip archive" in said_of(tmp_path / "y.zip")


def test_a_json_document_opens_with_exact_decimals(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('\ufeff{"rating": "Good", "share": 0.1, "n": [1, true, null]}', encoding="utf-8")
    book, _ = opened(path)
    assert book.is_json
    assert book.document == {"rating": "Good", "share": Decimal("0.1"), "n": [1, True, None]}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1, "a": 2}', ["'a'", "duplicate"]),
        ('{"a": NaN}', ["NaN"]),
        ('{"a": 1e400}', ["1e400"]),
        ('{"a": ' + "9" * 5_000 + "}", ["not a number"]),
        ("[" * 60 + "]" * 60, ["nested"]),
        ("[" * 100_000, ["nested"]),
        ("{" + '"a":{' * 5_000, ["nested"]),
        ('{"a": \n "b', ["not whole JSON", "x.json:2"]),
        ("[" + "1," * 1_000_001 + "1]", ["too large", "1,000,000 values"]),
        ('{"a": "' + "x" * 300_000 + '"}', ["too long"]),
        ("not json", ["not whole JSON"]),
    ],
)
def test_a_json_document_that_can_be_read_in_two_ways_or_not_at_all_is_refused(
    tmp_path: Path, text: str, words: list[str]
) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    said = said_of(path)
    assert [word for word in words if word not in said] == [], said


def test_json_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes('{"a":\n "é"}'.encode("cp1252"))
    assert "UTF-8" in said_of(path)
    assert "x.json:2" in said_of(path)
