"""What is found wrong or worth saying while one file is read: errors stop it, warnings and notes go with the reading."""

from __future__ import annotations

from msgspec import Struct, field

from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight

MOST_SHOWN = 50


class Collected(Struct):
    """Every error, warning and note of one file so far; `file` is its name as shown."""

    file: str
    errors: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def error(self, message: str, fix: str = "", sheet: str = "", cell: str = "") -> None:
        """Something that stops the file."""
        self.errors.append(self._problem(message, fix, sheet, cell, Weight.ERROR))

    def warn(self, message: str, fix: str = "", sheet: str = "", cell: str = "") -> None:
        """Something a reader of the figures must know."""
        self.notes.append(self._problem(message, fix, sheet, cell, Weight.WARNING))

    def note(self, message: str, fix: str = "", sheet: str = "", cell: str = "") -> None:
        """Something worth recording."""
        self.notes.append(self._problem(message, fix, sheet, cell, Weight.NOTE))

    def _problem(self, message: str, fix: str, sheet: str, cell: str, weight: Weight) -> Problem:
        return Problem(self.file, message, fix, sheet=sheet or None, cell=cell or None, weight=weight)

    def stop_if_wrong(self) -> None:
        """Nothing, or ProblemsFound (exit code 4) with the first fifty errors and a count of the rest."""
        if not self.errors:
            return
        shown = self.errors[:MOST_SHOWN]
        if left := len(self.errors) - len(shown):
            shown = [*shown, Problem(self.file, f"{left:,} more errors of this file are not shown")]
        raise ProblemsFound(shown, ExitCode.RETURNS_WRONG)


def refused(
    file: str,
    message: str,
    fix: str = "",
    *,
    line: int | None = None,
    column: int | None = None,
    sheet: str | None = None,
    cell: str | None = None,
) -> ProblemsFound:
    """One problem that stops a file (exit code 4), with its line and column or its sheet and cell where they are known."""
    return ProblemsFound([Problem(file, message, fix, line, column, sheet, cell)], ExitCode.RETURNS_WRONG)
