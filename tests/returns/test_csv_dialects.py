"""Csv in the encodings and with the delimiters people send: read with a note, or refused where it can't be told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxcommission.problems import ProblemsFound
from pxcommission.returns.collected import Collected
from pxcommission.returns.csv_dialect import DELIMITERS, Dialect, dialect_of
from pxcommission.returns.csv_encoding import decoded, encoding_of
from pxcommission.returns.opening import open_file
from pxcommission.returns.sheets import Book

ROWS = [["provider", "ward", "count"], ["RZ1", "Lavender", "30"], ["RZ2", "St. James’s", "4"]]


def opened(path: Path, data: bytes) -> tuple[Book, list[str]]:
    path.write_bytes(data)
    found = Collected(path.name)
    return open_file(path, path.name, found), [note.message for note in found.notes]


def written(delimiter: str) -> str:
    return "\r\n".join(delimiter.join(row) for row in ROWS) + "\r\n"


@pytest.mark.parametrize("delimiter", list(DELIMITERS))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_delimiter_in_every_encoding_gives_the_same_cells(tmp_path: Path, delimiter: str, encoding: str) -> None:
    book, notes = opened(tmp_path / "x.csv", written(delimiter).encode(encoding))
    assert book.first.rows == ROWS
    assert book.lines == (1, 2, 3)
    assert any("delimiter" in note for note in notes) == (delimiter != ",")
    assert any("Windows-1252" in note for note in notes) == (encoding == "cp1252")
    assert any("UTF-16" in note for note in notes) == (encoding == "utf-16")


def test_a_first_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    book, _ = opened(tmp_path / "x.csv", b"sep=;\r\n" + written(";").encode())
    assert book.first.rows == ROWS
    assert book.lines == (2, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,x;y;z\n2,p;q;r\n",  # semicolons inside a text
        'a,b\n"1;2;3",4\n',
        "Quarterly return; July; 2025\n\na,b\n1,2\n3,4\n",  # a title with semicolons above the table
        "a,b,c\n2019-04:Old | 2022-03:New,1,2\n",
        "a\n1\n2\n",
        "one column; with a semicolon\nand another; here\nand none\n",
    ],
)
def test_a_comma_file_that_holds_other_delimiters_stays_a_comma_file(text: str) -> None:
    found = Collected("x.csv")
    assert dialect_of(text, "x.csv", found) == Dialect(",")
    assert found.notes == []


def test_a_decimal_comma_does_not_make_a_semicolon_file_a_comma_file() -> None:
    assert dialect_of("a;b;c\n1;30,0;2\n2;31,5;4\n", "x", Collected("x")).delimiter == ";"


def test_two_delimiters_that_fit_alike_are_refused() -> None:
    with pytest.raises(ProblemsFound, match="can't be told"):
        dialect_of("a;b|c;d|e\n1;2|3;4|5\n", "x", Collected("x"))


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200), st.integers(1, 7))
def test_an_encoding_told_in_pieces_is_the_one_told_of_the_whole(text: str, size: int) -> None:
    for encoding in ("utf-8", "utf-16", "cp1252"):
        data = text.encode(encoding, "ignore")
        pieces = [data[at : at + size] for at in range(0, len(data), size)] if size < 7 else [data]
        told = []
        for given_in in ([data], pieces):
            try:
                told.append(encoding_of(lambda given_in=given_in: iter(given_in), "x", Collected("x")))  # type: ignore[misc]
            except ProblemsFound as stopped:
                told.append(str(stopped))
        if not data.startswith((b"\xff\xfe", b"\xfe\xff")) or size > 1:
            assert told[0] == told[1]


def test_text_in_utf_8_is_never_taken_for_another_encoding() -> None:
    assert decoded("ward,Mëlanie’s ¬ 病院\n".encode(), "x", Collected("x")) == "ward,Mëlanie’s ¬ 病院\n"
