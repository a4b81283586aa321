"""What fits the screen is written as rich would write it, character by character."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.table import Table
from rich.text import Text

from pxcommission.cli.options import Options
from pxcommission.cli.screen import WIDTH, Screen, console_for

OPTIONS = Options(Path(), date(2026, 6, 30), "text", True, False, "")
CELL = st.text("abc xyz0-9,;(%)é—", max_size=24)
LINE = st.text("ab c-é\n", max_size=2 * WIDTH)
HEADINGS = ("Requirement", "Where", "Result")
ROWS = st.lists(st.tuples(CELL, CELL, st.one_of(CELL, st.text("ab c", max_size=WIDTH))), max_size=5)


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def _screen(what: list[str] | None = None, rows: list[tuple[str, str, str]] | None = None) -> str:
    with redirect_stdout(io.StringIO()) as written:
        screen = Screen(OPTIONS)
        for line in what or ():
            screen.line(line, "bold")
        if rows is not None:
            screen.table("Not met (3)", HEADINGS, rows, 2)
        screen.end()
    return written.getvalue()


@given(st.lists(LINE, max_size=4))
@settings(max_examples=60, deadline=None)
def test_lines_are_those_of_rich(lines: list[str]) -> None:
    with redirect_stdout(io.StringIO()) as wanted:
        for line in lines:
            console_for(OPTIONS).print(Text(line, style="bold"))
    assert _screen(lines) == wanted.getvalue()


@given(ROWS)
@settings(max_examples=60, deadline=None)
def test_a_table_is_that_of_rich(rows: list[tuple[str, str, str]]) -> None:
    table = Table(title="\nNot met (3)", title_justify="left", box=None, pad_edge=False)
    for number, heading in enumerate(HEADINGS):
        table.add_column(heading, overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*map(Text, row))
    with redirect_stdout(io.StringIO()) as wanted:
        console_for(OPTIONS).print(table)
    assert _screen(rows=rows) == wanted.getvalue()


def test_what_is_wrapped_stands_between_what_is_not() -> None:
    long = "word " * 40
    assert _screen(["first", long, "last"]).splitlines()[0] == "first"
    assert _screen(["first", long, "last"]).splitlines()[-1] == "last"


def test_where_colour_is_forced_rich_writes_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert _screen(["strong"]) == "\x1b[1mstrong\x1b[0m\n"
