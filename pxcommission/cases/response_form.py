"""The response form that goes with a letter: a workbook the provider answers in, case by case; writer and reader."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from msgspec import Struct

from pxcommission.cases.incoming import day_of, open_filled
from pxcommission.problems import did_you_mean
from pxcommission.returns.collected import Collected
from pxcommission.returns.forms import LABELS, Column, Form, FormRow, form_rows, form_sheet, write_form

Position = Literal["accepts", "disputes", "partly"]
POSITIONS: tuple[Position, ...] = get_args(Position)
ACTIONS = (1, 2, 3)
FORM = Form(
    "pxcommission response form 1",
    "Response",
    (
        Column("Letter", 24),
        Column("Case", 32),
        Column("Requirement", 34),
        Column("Result", 26),
        Column("We ask", 30),
        Column("Position", 11, "choice"),
        Column("In short", 34, "text"),
        *(
            column
            for number in ACTIONS
            for column in (
                Column(f"Action {number}", 28, "text"),
                Column(f"Lead {number}", 16, "text"),
                Column(f"By {number}", 14, "day"),
            )
        ),
    ),
    told_by="Requirement",
    choices=POSITIONS,
    prompt="accepts, disputes or partly. For disputes and partly, say why in the next cell.",
)
HOW = (
    "Fill the coloured cells only: a position for each row and why; for each action, the office that leads it "
    "(no names of patients) and the day."
)


class ResponseRow(Struct, frozen=True):
    """One case the letter asks about."""

    case: str
    requirement: str
    clause: str
    result: str
    question: str


class ActionOffered(Struct, frozen=True):
    """One action the provider offers: what, who leads it, by when."""

    action: str
    lead: str
    by: date


class CaseAnswer(Struct, frozen=True):
    """What the provider answers about one case, and the cell of its position."""

    case: str
    position: Position
    summary: str
    actions: tuple[ActionOffered, ...]
    cell: str


class Response(Struct, frozen=True):
    """A response form that came back: whose, to which letter (its reference), and the answers. `open`: cases without one."""

    contract: str
    provider: str
    letter: str
    sha256: str
    answers: tuple[CaseAnswer, ...]
    open: tuple[str, ...]


def response_form(
    letter: str, contract: str, provider: tuple[str, str], period: str, reply_by: str, rows: Sequence[ResponseRow]
) -> bytes:
    """The form as a workbook; `provider` is its code and name, `letter` the reference the letter prints."""
    code, name = provider
    labels = {"Contract": contract, "Provider": code, "Name": name, "Period": period}
    labels |= {"How to fill": f"{HOW} Please reply by {reply_by}." if reply_by else HOW}
    texts = [
        {"Letter": letter, "Case": row.case, "Requirement": f"{row.requirement} ({row.clause})", "Result": row.result,
         "We ask": row.question}
        for row in rows
    ]  # fmt: skip
    written = io.BytesIO()
    write_form(FORM, labels, texts, written)
    return written.getvalue()


def response_in(path: Path, shown: str) -> Response:
    """What a response form says; raises ProblemsFound (exit code 4) with every problem and its cell.

    The labels and locked columns must be as they were sent. A row may be left open; a form without any answer is refused.
    """
    found = Collected(shown)
    book = open_filled(path, shown, found)
    sheet = form_sheet(book, FORM)
    if sheet is None:
        found.error("this is no response form", f"give the form that went with the letter ('{FORM.id}' in B1)")
        found.stop_if_wrong()
    assert sheet is not None  # noqa: S101 (refused above)
    rows = form_rows(book, FORM, found)
    labels = {label: sheet.text(number, 2) for number, label in enumerate(LABELS, start=1)}
    answers = [answer for row in rows if (answer := _answer(row, found)) is not None]
    if not answers and not found.errors:
        found.error("no row is answered", "ask for the filled form", FORM.sheet)
    found.stop_if_wrong()
    said = {answer.case for answer in answers}
    return Response(
        contract=labels["Contract"],
        provider=labels["Provider"],
        letter=rows[0].text("Letter"),
        sha256=book.checked.sha256,
        answers=tuple(answers),
        open=tuple(row.text("Case") for row in rows if row.text("Case") not in said),
    )


def _answer(row: FormRow, found: Collected) -> CaseAnswer | None:
    """The answer of a row; None where it is left open or can't be read (the problems go to `found`)."""
    actions = tuple(_actions(row, found))
    word, summary = row.text("Position").lower(), row.text("In short")
    position = next((one for one in POSITIONS if one == word), None)
    if word and position is None:
        message = f"'{row.text('Position')[:40]}' is no position{did_you_mean(word, POSITIONS)}"
        _wrong(row, "Position", message, f"choose one of: {', '.join(POSITIONS)}", found)
    elif position is None and (summary or actions):
        _wrong(row, "Position", "something is answered here, but no position is chosen", "choose a position", found)
    elif position in ("disputes", "partly") and not summary:
        _wrong(row, "In short", f"'{position}' needs a sentence that says why", "write it in short", found)
    if position is None:
        return None
    return CaseAnswer(row.text("Case"), position, summary, actions, row.cell("Position"))


def _actions(row: FormRow, found: Collected) -> Iterator[ActionOffered]:
    for number in ACTIONS:
        action, lead, by = f"Action {number}", f"Lead {number}", f"By {number}"
        day = day_of(row.value(by))
        if not (row.text(action) or row.text(lead) or row.text(by)):
            continue
        if not row.text(action):
            _wrong(
                row, action, "a lead or a day stands here without an action", "write the action, or clear them", found
            )
        elif not row.text(lead):
            _wrong(row, lead, "the action has no lead", "write the office that leads it", found)
        elif day is None:
            said = f"'{row.text(by)[:40]}' is not a day" if row.text(by) else "the action has no day"
            _wrong(row, by, said, "write by when, such as 15/01/2026", found)
        else:
            yield ActionOffered(row.text(action), row.text(lead), day)


def _wrong(row: FormRow, column: str, message: str, fix: str, found: Collected) -> None:
    found.error(message, fix, row.sheet.name, row.cell(column))
