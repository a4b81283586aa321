"""Makes the Word templates of the meeting paper and the board's page in rules/letters; a commissioner may restyle them in Word.

Run from the repository: `python scripts/make_meeting_templates.py`. The same bytes every time.
"""

from __future__ import annotations

import io
from typing import Any

from docx.shared import Cm, Pt
from make_letter_templates import LETTERS, MADE, blank, lead, loop
from make_process_templates import PORTRAIT, described, embolden, optional, table_of

from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.rendering import BOARD, MEETING_PAPER

TEXT_STYLES = ("Normal", "List Bullet", "Ask numbered", "Question numbered", "Details")


def main() -> None:
    """Write both templates."""
    for name, made in ((MEETING_PAPER, meeting_paper()), (BOARD, board())):
        written = io.BytesIO()
        made.save(written)
        (LETTERS / name).write_bytes(same_bytes(written.getvalue(), MADE))


def meeting_paper() -> Any:
    """The template of the meeting paper: what is to be decided first, then what it rests on."""
    made = dense(blank("Paper for the review meeting", "This paper does not affect any Party’s rights."))
    made.add_paragraph("{{ draft }}", "Draft banner")
    made.add_paragraph("Patient experience: paper for the review meeting", "Heading 1")
    made.add_paragraph("{{ meeting }}", "Ask")
    rows = (("From", "{{ commissioner }}"), ("With", "{{ provider }}"), ("Contract", "{{ contract }}"))
    details(made, (*rows, ("Period", "{{ period }}"), ("Date", "{{ date }} (draft)")))
    part(made, "decisions", "Decisions sought", lambda: each(made, "decision", "decisions", "Ask numbered"))
    made.add_paragraph("In short", "Heading 2")
    made.add_paragraph("{{ summary }} {{ met }}")
    part(made, "exceptions", "What was not met", lambda: exceptions(made))
    part(made, "questions", "Questions", lambda: questions(made))
    part(made, "actions", "Actions since the last meeting", lambda: actions(made))
    made.add_paragraph("If a figure is wrong", "Heading 2")
    made.add_paragraph("{{ correct }}")
    return made


def board() -> Any:
    """The template of the board's page: where we are, what changed, what we asked, what improved."""
    made = dense(blank("Patient experience: the board's page", "For the board."))
    made.add_paragraph("{{ draft }}", "Draft banner")
    made.add_paragraph("{{ title }}", "Heading 1")
    made.add_paragraph("{{ provider }}. {{ period }}. As known on {{ date }}.")
    made.add_paragraph("Where we are", "Heading 2")
    made.add_paragraph("{{ sentence }}")
    optional(made, "rows", lambda: not_met(made))
    for name in ("none_not_met", "more", "hidden"):
        optional(made, name, lambda name=name: made.add_paragraph(f"{{{{ {name} }}}}", "Source"))
    made.add_paragraph("What changed", "Heading 2")
    each(made, "line", "changed", "List Bullet")
    made.add_paragraph("What we asked", "Heading 2")
    each(made, "line", "asked", "List Bullet")
    made.add_paragraph("What improved", "Heading 2")
    each(made, "line", "improved", "List Bullet")
    made.add_paragraph("Next", "Heading 2")
    made.add_paragraph("{{ next_meeting }} {{ proposed }}")
    return made


def part(made: Any, name: str, heading: str, body: Any) -> None:
    """A heading with what belongs to it, left out together when there is nothing."""

    def written() -> None:
        made.add_paragraph(heading, "Heading 2")
        body()

    optional(made, name, written)


def dense(made: Any) -> Any:
    """The styles drawn closer, so that a page holds a page: 11 points, narrow margins; headings as they are."""
    page = made.sections[0]
    page.top_margin, page.bottom_margin = Cm(1.7), Cm(1.5)
    for name in TEXT_STYLES:
        made.styles[name].font.size = Pt(11)
        made.styles[name].paragraph_format.space_after = Pt(2)
        made.styles[name].paragraph_format.line_spacing = 1.0
    for name, before, after in (("Heading 1", 2, 3), ("Heading 2", 6, 2), ("Draft banner", 0, 6), ("Ask", 2, 5)):
        made.styles[name].paragraph_format.space_before = Pt(before)
        made.styles[name].paragraph_format.space_after = Pt(after)
    made.styles["Heading 1"].font.size = Pt(15)
    made.styles["Ask"].font.size = made.styles["Heading 2"].font.size = Pt(12.5)
    made.styles["Draft banner"].font.size = Pt(11)
    for name in ("Table text", "Table heading"):
        made.styles[name].font.size = Pt(10)
        made.styles[name].paragraph_format.space_before = made.styles[name].paragraph_format.space_after = Pt(1)
    made.styles["After table"].font.size = Pt(2)
    return made


def details(made: Any, rows: tuple[tuple[str, str], ...]) -> None:
    """A name and what it is, one to a line."""
    for name, value in rows:
        lead(made, f"{name}:", f"\t{value}", "Details")


def each(made: Any, item: str, name: str, style: str) -> None:
    """A paragraph for each text of a list."""
    loop(made, item, name, lambda: made.add_paragraph(f"{{{{ {item} }}}}", style))


def exceptions(made: Any) -> None:
    """Five columns: what was not met, where, the figure beside its level, for how long and how it is taken up."""
    headings = ("Requirement", "Where", "Result", "Agreed level", "Not met for; where taken up")
    names = ("what", "where", "result", "level", "taken_up")
    rows_of(made, "exceptions", headings, names, (0.25, 0.27, 0.17, 0.13, 0.18), "What was not met")
    optional(made, "exceptions_more", lambda: made.add_paragraph("{{ exceptions_more }}", "Source"))


def questions(made: Any) -> None:
    """Each question with what it is about."""
    loop(made, "one", "questions", lambda: lead(made, "{{ one.question }}", " {{ one.about }}", "Question numbered"))
    optional(made, "questions_more", lambda: made.add_paragraph("{{ questions_more }}", "Source"))


def actions(made: Any) -> None:
    """Four columns: the action, who leads it, since when, and what came of it."""
    headings, names = ("Action", "Led by", "Asked or begun", "What came of it"), ("action", "owner", "begun", "outcome")
    rows_of(made, "actions", headings, names, (0.46, 0.18, 0.16, 0.20), "Actions")
    optional(made, "actions_more", lambda: made.add_paragraph("{{ actions_more }}", "Source"))


def not_met(made: Any) -> None:
    """Five columns of what was not met, in figures that anyone may have."""
    headings = ("What fell short", "Service", "Result", "Agreed level", "Not met for")
    rows_of(made, "rows", headings, ("what", "service", "result", "level", "running"), (0.38, 0.25, 0.11, 0.13, 0.13),
            "What fell short")  # fmt: skip


def rows_of(
    made: Any, name: str, headings: tuple[str, ...], fields: tuple[str, ...], shares: tuple[float, ...], caption: str
) -> None:
    """A table with a row for each item of a list."""
    columns = tuple(PORTRAIT * share for share in shares)
    table = table_of(made, "row", name, headings, columns, [(f"{{{{ row.{field} }}}}",) for field in fields])
    told = ", ".join(heading[:1].lower() + heading[1:] for heading in headings)
    described(table, caption, f"Each row is one of: {caption.lower()}. The columns are: {told}.")
    if len(fields) > 4:
        embolden(table)
    made.add_paragraph("", "After table")


if __name__ == "__main__":
    main()
