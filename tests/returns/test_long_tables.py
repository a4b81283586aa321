"""Csv files larger than a return may be: opened by their head, streamed strictly, refused where no reader takes them."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from pxcommission.problems import ProblemsFound
from pxcommission.returns.collected import Collected
from pxcommission.returns.csv_table import CsvTable
from pxcommission.returns.limits import RETURN_CSV
from pxcommission.returns.opening import open_file
from pxcommission.returns.sheets import Book


def opened(path: Path) -> tuple[Book, Collected]:
    found = Collected(path.name)
    return open_file(path, path.name, found), found


def table_of(book: Book) -> CsvTable:
    assert book.table is not None
    return book.table


def test_a_larger_file_opens_with_its_head_and_gives_every_row(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    rows = RETURN_CSV.rows + 500
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("x.csv", "code,count\n" + "".join(f"RZ{n % 9},{n}\n" for n in range(rows)))
    book, found = opened(path)
    assert book.beyond is not None
    assert "more than 200,000 rows" in book.beyond.message
    assert "Limits of a csv file a provider sends" in book.beyond.fix
    assert book.first.rows[0] == ["code", "count"]
    assert len(book.first.rows) == 60
    frames = list(table_of(book).frames(1, (2,)))
    assert [frame.columns for frame in frames[:1]] == [["row", "line", "B"]]
    assert sum(frame.height for frame in frames) == rows
    assert frames[-1].row(-1) == (rows + 1, rows + 1, str(rows - 1))
    assert found.notes == []


def test_a_small_file_is_read_by_the_same_table(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('a,b\n1,"two\nlines"\n\n3,4\n')
    book, _ = opened(path)
    (frame,) = table_of(book).frames(1, (1, 2))
    assert frame.rows() == [(2, 2, "1", "two\nlines"), (4, 5, "3", "4")]
    streamed = replace(table_of(book), kept=None)
    assert list(streamed.rows()) == list(table_of(book).rows())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("1,2,3\n", ["x.csv:3", "3 columns"]),
        ('1,"2\n', ["quote", "line 3"]),
        ("1," + "9" * 40_000 + "\n", ["too long"]),
    ],
)
def test_a_fault_anywhere_in_a_streamed_file_stops_it_at_its_line(tmp_path: Path, line: str, words: list[str]) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n" + line + "5,6\n")
    source = tmp_path / "good.csv"
    source.write_text("a,b\n")
    table = replace(table_of(opened(source)[0]), kept=None, shown="x.csv", found=Collected("x.csv"))
    table = replace(table, source=replace(table.source, path=path))
    with pytest.raises(ProblemsFound) as stopped:
        list(table.frames(1, (1,)))
    assert [word for word in words if word not in str(stopped.value)] == [], str(stopped.value)


def test_a_streamed_file_cut_at_an_old_limit_is_pointed_out(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" + "1,2\n" * 65_535)
    book, found = opened(path)
    found.notes.clear()
    list(replace(table_of(book), kept=None).frames(1, (1,)))
    assert "may have been cut off" in found.notes[0].message


def test_a_large_file_that_no_reader_of_large_files_knows_is_refused_with_the_limit(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    path = tmp_path / "x.csv"
    header = "provider_code,period,measure,numerator,denominator,value"
    path.write_text(header + "\n" + "RZ1,2025/26 Q1,complaints_answered_in_time,30,100,30\n" * (RETURN_CSV.rows + 1))
    said = refused(path)
    assert "more than 200,000 rows" in said
    assert "20 MB as sent" in said
