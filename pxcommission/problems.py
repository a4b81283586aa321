"""Problems found in files people edit or send: where, what, how to mend it; and the exit codes."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from enum import IntEnum, StrEnum

from msgspec import Struct
from msgspec.structs import replace


class ExitCode(IntEnum):
    """What the command line answers with; findings are not failures unless asked for."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    RULES_WRONG = 3
    RETURNS_WRONG = 4
    ENVIRONMENT = 5
    REFUSED = 6
    AUDIT_BROKEN = 7


class Weight(StrEnum):
    """How much a problem matters: an error stops the work, a warning or note does not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Mend(Struct, frozen=True):
    """A safe change of a text file that ends a problem: at this line and column (from 1) `old` becomes `new`.

    `old` is empty for an insertion; neither holds a line break unless whole lines are inserted.
    """

    line: int
    column: int
    old: str
    new: str


class Problem(Struct, frozen=True):
    """One thing wrong, with its code, its place (line and column from 1, or sheet and cell) and how to mend it.

    `mend` is there where the program can mend it safely by itself (`rules lint --fix`).
    """

    file: str
    message: str
    fix: str = ""
    line: int | None = None
    column: int | None = None
    sheet: str | None = None
    cell: str | None = None
    weight: Weight = Weight.ERROR
    code: str = ""
    mend: Mend | None = None

    @property
    def place(self) -> str:
        """The address: `file:line:column` for text, `file!sheet!cell` for a workbook."""
        if self.sheet is not None or self.cell is not None:
            return "!".join(part for part in (self.file, self.sheet, self.cell) if part)
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    @property
    def text(self) -> str:
        """`place: error[PX011]: message`, followed by the way to mend it on a line of its own."""
        code = f"[{self.code}]" if self.code else ""
        first = f"{self.place}: {self.weight}{code}: {printable(self.message)}"
        return f"{first}\n  fix: {printable(self.fix)}" if self.fix else first

    def at(self, line: int, column: int) -> Problem:
        """The same problem at another line and column."""
        return replace(self, line=line, column=column)


class ProblemsFound(Exception):
    """Work stopped because of problems; every one of them, and the exit code they call for."""

    def __init__(self, problems: Iterable[Problem], exit_code: ExitCode) -> None:
        self.problems = tuple(problems)
        self.exit_code = exit_code
        super().__init__("\n".join(problem.text for problem in self.problems))


def in_file_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems once each, by file, then by place."""
    return tuple(
        sorted(
            dict.fromkeys(problems),
            key=lambda p: (p.file, p.line or 0, p.column or 0, p.sheet or "", p.cell or "", p.message),
        )
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'days_late'?` for a misspelt word, or nothing when none is near."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""


def shortened(text: str, most: int = 60) -> str:
    """The text on one line, cut to `most` characters, control characters shown."""
    shown = printable(text)
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def printable(text: str) -> str:
    """The text with control and direction-changing characters shown as escapes, so that it can't act on a terminal."""
    if text.isprintable():
        return text
    return "".join(
        char if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") else f"\\u{ord(char):04x}"
        for char in text
    )
