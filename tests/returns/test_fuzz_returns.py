"""Whatever a file holds, it is read or refused with problems: no other error escapes the readers.

`make test` runs a sample; the full counts run under `make stress` and, for as long as wanted, with
`pytest -m stress tests/returns/test_fuzz_returns.py`. Good files are cut, changed, repeated and mixed byte by byte.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from written_files import ae_row, ae_workbook, fft_row, fft_workbook

from pxcommission.evidence.observations import Reading
from pxcommission.periods import read_period
from pxcommission.problems import ProblemsFound
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import month_in
from pxcommission.returns.numbers import NotANumber, read_count, read_decimal, read_share
from pxcommission.returns.opening import open_file

SUFFIXES = (".csv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip", ".json", "")
HEADER = "provider_code,period,measure,numerator,denominator,value,submitted_on,comment"
LINE = "RZ1,2025/26 Q1,complaints_answered_in_time,30,100,30,2025-07-20,fine"
TOKENS = [
    b"<!DOCTYPE x [",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"',
    b";;;",
    b"\r",
    b"&#0;",
    b"<c r='XFD9'>",
    b"{" * 90,
]
TOKENS += [b"=1+1", b"9" * 400, b"NaN", b"</row>", b"PK\x03\x04", b"\xc2\xac", b"\xac", b"-", b"1e999", b"[" * 5_000]
FEW, MANY = 40, 4_000


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    """One good file of each kind, as its ending and bytes."""
    folder = tmp_path_factory.mktemp("good")
    book = Workbook()
    assert book.active is not None
    for row in (HEADER.split(","), *[LINE.split(",")] * 3):
        book.active.append(row)
    book.save(folder / "local.xlsx")
    counts = [60, 20, 9, 5, 5, 1]
    sheets = {"Trusts": [fft_row(["QZ1", "RZ1", "Trust One"], counts), fft_row(["QZ1", "RZ2", "Trust Two"], counts)]}
    fft_workbook(folder / "fft.xlsx", "Inpatient Friends and Family Test (FFT) Data - July 2025", sheets)
    ae_workbook(folder / "ae.xlsx", "April 2019", [ae_row("RZ1", "Trust One", 90, 10), ae_row("RZ2", "Two", 50, 50)])
    (folder / "local.csv").write_text("\n".join([HEADER, LINE, LINE.replace("Q1", "Q2")]), encoding="utf-8")
    record = {"locationId": "1-1", "currentRatings": {"overall": {"rating": "Good", "reportDate": "2025-01-31"}}}
    (folder / "record.json").write_text(json.dumps([record, {**record, "odsCode": "RZ101"}]), encoding="utf-8")
    files = [(path.suffix, path.read_bytes()) for path in sorted(folder.iterdir())]
    return [*files, (".zip", zipped({"inner.csv": (folder / "local.csv").read_bytes()}))]


def zipped(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target.getvalue()


def changed(data: bytes, dice: random.Random) -> bytes:
    """The bytes with a few changes: cut, overwritten, put in, taken out, repeated."""
    for _ in range(dice.choice([1, 1, 2, 5, 20])):
        at = dice.randrange(len(data) + 1)
        end = min(len(data), at + dice.choice([1, 2, 8, 100]))
        way = dice.randrange(6)
        if way == 0:
            data = data[:at]
        elif way == 1:
            data = data[:at] + bytes(dice.randrange(256) for _ in range(end - at)) + data[end:]
        elif way == 2:
            data = data[:at] + dice.choice(TOKENS) + data[at:]
        elif way == 3:
            data = data[:at] + data[end:]
        elif way == 4:
            data = data[:end] + data[at:]
        elif at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << dice.randrange(8))]) + data[at + 1 :]
    return data


def changed_inside(data: bytes, dice: random.Random) -> bytes:
    """A package of which one part is changed and then zipped as it should be."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = dice.choice(sorted(parts))
    parts[name] = changed(parts[name], dice)
    if dice.random() < 0.1:
        parts[dice.choice(["xl/vbaProject.bin", "content.xml", "mimetype", "XL/x.xml", "b.csv"])] = b"x"
    return zipped(parts)


def assert_read_or_refused(read: Callable[..., Reading], path: Path) -> None:
    try:
        read(path)
    except ProblemsFound as stopped:
        assert all(problem.message for problem in stopped.problems)


def fuzz(read: Callable[..., Reading], good: list[tuple[str, bytes]], folder: Path, seeds: range) -> None:
    for seed in seeds:
        dice = random.Random(seed)
        suffix, data = dice.choice(good)
        inside = data.startswith(b"PK") and dice.random() < 0.7
        data = changed_inside(data, dice) if inside else changed(data, dice)
        path = folder / f"x{dice.choice(SUFFIXES) if dice.random() < 0.1 else suffix}"
        path.write_bytes(data)
        try:
            assert_read_or_refused(read, path)
        except Exception as escaped:
            escaped.add_note(f"seed {seed}")
            raise


def test_a_changed_file_is_read_or_refused(
    tmp_path: Path, read: Callable[..., Reading], good: list[tuple[str, bytes]]
) -> None:
    fuzz(read, good, tmp_path, range(FEW))


@pytest.mark.stress
def test_thousands_of_changed_files_are_read_or_refused(
    tmp_path: Path, read: Callable[..., Reading], good: list[tuple[str, bytes]]
) -> None:
    fuzz(read, good, tmp_path, range(FEW, FEW + MANY))


CELLS = st.one_of(
    st.sampled_from(
        ["", "RZ1", "2025/26 Q1", "fft_positive", "30", "100", "total", "*", '"', "£", "1,2", "=A1", "\x0b"]
    ),
    st.text(max_size=8),
)
LINES = st.lists(st.lists(CELLS, max_size=9), max_size=7)


@given(
    lines=LINES,
    delimiter=st.sampled_from([",", ";", "\t", "|", "¬"]),
    encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_csv_is_read_or_refused(
    tmp_path: Path, read: Callable[..., Reading], lines: list[list[str]], delimiter: str, encoding: str
) -> None:
    path = tmp_path / "x.csv"
    text = "\n".join([HEADER.replace(",", delimiter), *(delimiter.join(line) for line in lines)])
    path.write_bytes(text.encode(encoding, "ignore"))
    assert_read_or_refused(read, path)


@given(
    data=st.binary(max_size=300),
    start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{", b"\xff\xfe"]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_opened_or_refused(tmp_path: Path, data: bytes, start: bytes) -> None:
    for suffix in (".csv", ".xlsx", ".json", ".zip"):
        path = tmp_path / f"x{suffix}"
        path.write_bytes(start + data)
        try:
            open_file(path, path.name, Collected(path.name))
        except ProblemsFound as stopped:
            assert stopped.problems


@given(
    st.one_of(
        st.text(max_size=30), st.from_regex(r"[0-9]{1,4}[-/ ][A-Za-z0-9]{1,9}([-/ ][0-9Qq]{1,4})?", fullmatch=True)
    )
)
def test_any_text_is_a_period_or_none(text: str) -> None:
    for found in (read_period(text), month_in(text)):
        assert found is None or found.start <= found.end


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.dates()))
def test_any_value_is_a_plain_number_or_refused(value: object) -> None:
    for reader in (read_count, read_share):
        try:
            reader(value)  # type: ignore[arg-type, operator]
        except NotANumber:
            continue
    if isinstance(value, str):
        try:
            assert value.isascii() or not read_decimal(value)
        except NotANumber:
            return
