"""Makes the Word templates of the General Condition 9 process in rules/letters; a commissioner may restyle them in Word afterwards.

Run from the repository: `python scripts/make_process_templates.py`. The same bytes every time.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from make_letter_templates import MADE, RESERVED, blank, lead, loop
from msgspec import Struct

from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.process_documents import KINDS

LETTERS = Path(__file__).resolve().parent.parent / "rules" / "letters"
PORTRAIT, LANDSCAPE = 17.4, 26.1
BEYOND_ITS_WORDS = "Beyond what it says, this document does not affect any Party’s rights."


class Layout(Struct, frozen=True):
    """How a kind is set out: what its particulars are called, whether it is a letter, and whether it lies on its side."""

    particulars: str
    letter: bool = False
    landscape: bool = False
    opening: str = "What this is"
    ask: str = "What we ask, and by when"


LAYOUTS = {
    "contract-performance-notice": Layout("The notice"),
    "contract-query-notice": Layout("The notice"),
    "withdrawal": Layout("What is withdrawn, and why", letter=True),
    "meeting-note": Layout("The meeting"),
    "joint-investigation-terms": Layout("Terms of reference"),
    "joint-investigation-report": Layout("The investigation"),
    "immediate-action-plan": Layout("The plan", landscape=True),
    "remedial-action-plan": Layout("The plan", landscape=True),
    "joint-notification": Layout("What was not agreed"),
    "plan-breach-notice": Layout("The step that was missed"),
    "exception-report": Layout("The report"),
    "withholding-notice": Layout("The withholding"),
    "release-notice": Layout("The release", letter=True),
    "retention-notice": Layout("The retention"),
    "unjustified-withholding-decision": Layout("The decision", letter=True),
    "information-breach-notice": Layout("The information"),
    "information-request": Layout("The information", letter=True, opening="Why we write"),
    "missing-return": Layout("The return", letter=True, opening="Why we write"),
    "thanks": Layout("What was met", letter=True, opening="What helped", ask="In short"),
    "closure": Layout("What was achieved", letter=True),
}


def main() -> None:
    """Write every template of the process."""
    LETTERS.mkdir(parents=True, exist_ok=True)
    for name in KINDS:
        written = io.BytesIO()
        template(name).save(written)
        (LETTERS / f"{name}.docx").write_bytes(same_bytes(written.getvalue(), MADE))


def template(name: str) -> Any:
    """The template of one kind."""
    layout, title = LAYOUTS[name], KINDS[name].title
    made = blank(title, RESERVED if layout.letter else BEYOND_ITS_WORDS)
    width = landscape(made) if layout.landscape else PORTRAIT
    made.add_paragraph("{{ draft }}", "Draft banner")
    made.add_paragraph("{{ commissioner }}", "Sender")
    made.add_paragraph("{{ for_whom }}", "Address last")
    loop(made, "line", "addressee", lambda: made.add_paragraph("{{ line }}", "Address"))
    made.add_paragraph("", "After table")
    details(made)
    made.add_paragraph(title, "Heading 1")
    if layout.letter:
        made.add_paragraph("Dear colleague")
    made.add_paragraph(layout.ask, "Heading 2")
    made.add_paragraph("{{ ask }}", "Ask")
    made.add_paragraph("{{ ask_note }}")
    optional(made, "asks", lambda: loop(made, "one", "asks", lambda: made.add_paragraph("{{ one }}", "Ask numbered")))
    made.add_paragraph(layout.opening, "Heading 2")
    made.add_paragraph("{{ opening }}")
    section(made, "actions", "The actions", lambda: actions_table(made, width))
    section(made, "particulars", layout.particulars, lambda: particulars_table(made, layout.particulars, width))
    section(made, "sums", "The sums, and how they were worked out", lambda: sums_table(made, width))
    section(made, "facts", "The figures", lambda: facts_table(made, width))
    section(made, "history", "What happened before",
            lambda: loop(made, "event", "history", lambda: made.add_paragraph("{{ event }}", "List Bullet")))  # fmt: skip
    made.add_paragraph("What happens next", "Heading 2")
    loop(made, "step", "follows", lambda: made.add_paragraph("{{ step }}"))
    made.add_paragraph("If you disagree, or a figure is wrong", "Heading 2")
    made.add_paragraph("{{ disagree }}")
    section(made, "clauses", "The clauses this rests on", lambda: clauses_table(made, width))
    sign_off(made, layout)
    return made


def details(made: Any) -> None:
    """Parties, date, service, reference, contract and edition, one to a line."""
    rows = (
        ("To", "{{ provider }}"),
        ("Date", "{{ date }}"),
        ("Sent", "{{ served }}"),
        ("Our reference", "{{ reference }}"),
        ("Contract", "{{ contract }}"),
        ("General conditions", "{{ form }}"),
        ("About", "{{ about }}"),
    )
    for name, value in rows:
        lead(made, f"{name}:", f"\t{value}", "Details")


def sign_off(made: Any, layout: Layout) -> None:
    """A line for each office that signs (a letter ends as letters do), and the copies."""
    if layout.letter:
        made.add_paragraph("Yours sincerely", "Sign-off")
        loop(made, "office", "signatories", lambda: made.add_paragraph("{{ office }}", "Signatory"))
    else:
        made.add_paragraph("Signatures", "Heading 2")
        made.add_paragraph("{%p for office in signatories %}")
        made.add_paragraph("{{ office }}", "Signatory")
        line = made.add_paragraph("Signature and date: ______________________________")
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(22), Pt(16)
        made.add_paragraph("{%p endfor %}")
    made.add_paragraph("", "After table").paragraph_format.keep_with_next = True
    made.add_paragraph("{%p if copies %}")
    made.add_paragraph("Copies to:", "Address").paragraph_format.keep_with_next = True
    loop(made, "copy", "copies", lambda: kept(made.add_paragraph("{{ copy }}", "Copy")))
    made.add_paragraph("{%p endif %}")


def kept(paragraph: Any) -> Any:
    """A paragraph that stays on the page of the next, so that no page holds only copies."""
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def particulars_table(made: Any, caption: str, width: float) -> None:
    """Two columns: what is asked for, and the answer or a place for it."""
    columns = (4.6, width - 4.6)
    table = table_of(
        made, "one", "particulars", ("Item", "Details"), columns, (("{{ one.label }}",), ("{{ one.text }}",))
    )
    described(table, caption, "Each row is one item and what is known of it, or a place to fill it in.")
    embolden(table)


def facts_table(made: Any, width: float) -> None:
    """Four columns: each figure beside its level; below the table, where each figure stands."""
    columns = tuple(width * share for share in (0.40, 0.22, 0.20, 0.18))
    headings = ("Requirement and clause", "Where and when", "Result", "Agreed level")
    names = ("requirement", "where", "result", "level")
    table = table_of(made, "fact", "facts", headings, columns, [(f"{{{{ fact.{name} }}}}",) for name in names])
    described(
        table,
        "The figures",
        "Each row is one figure: the requirement, where, the result and the agreed level.",
    )
    where = lead(made, "Where the figures stand:", "", "Copy").paragraph_format
    where.space_before, where.space_after, where.keep_with_next = Pt(8), Pt(4), True
    loop(made, "fact", "facts", lambda: made.add_paragraph("{{ fact.where }}: {{ fact.source }}", "List Bullet"))


def actions_table(made: Any, width: float) -> None:
    """Five columns of labelled lines: the action, who and when, how it shows, what must be kept, and how it stands."""
    columns = tuple(width * share for share in (0.27, 0.17, 0.22, 0.17, 0.17))
    headings = ("Action and cause", "Who, and by when", "How it will show", "Reached and kept", "If missed; status")
    cells = (
        ("{{ row.number }}. {{ row.action }}", "Root cause: {{ row.cause }}"),
        ("{{ row.owner }}", "Start: {{ row.start }}", "Due: {{ row.due }}"),
        (
            "Measured by: {{ row.metric }}",
            "Now: {{ row.baseline }}",
            "Target: {{ row.target }}",
            "Evidence: {{ row.evidence }}",
        ),
        ("Reach by: {{ row.achieve_by }}", "Keep until: {{ row.maintain_until }}"),
        ("Sanction: {{ row.sanction }}", "Status: {{ row.status }}"),
    )
    table = table_of(made, "row", "actions", headings, columns, cells)
    described(
        table,
        "The actions",
        "Each row is one action: cause, owner, dates, measure, target, how long it is kept, status.",
    )


def sums_table(made: Any, width: float) -> None:
    """Four columns: each sum with its formula."""
    columns = (2.9, 2.2, 3.1, width - 8.2)
    names = ("month", "what", "amount", "formula")
    headings = ("Month", "What", "Amount", "How it was worked out")
    table = table_of(made, "sum", "sums", headings, columns, [(f"{{{{ sum.{name} }}}}",) for name in names])
    described(
        table,
        "The sums",
        "Each row is one sum: its month, what is done with it, the amount, and how it was worked out.",
    )


def clauses_table(made: Any, width: float) -> None:
    """Three columns: each clause, what it provides, and whether it was checked."""
    columns = (width * 0.22, width * 0.39, width * 0.39)
    names = ("clause", "provides", "standing")
    headings = ("Clause", "What it provides", "Checked?")
    table = table_of(made, "line", "clauses", headings, columns, [(f"{{{{ line.{name} }}}}",) for name in names])
    described(
        table,
        "The clauses",
        "Each row is one clause: what it provides, and whether it was checked against the contract.",
    )


def table_of(
    made: Any, item: str, name: str, headings: Sequence[str], columns: Sequence[float], cells: Sequence[Sequence[str]]
) -> Any:
    """A table with a row for each item of a list; its header row repeats."""
    table = made.add_table(rows=4, cols=len(headings), style="Letter table")
    table.autofit = False
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        cell.paragraphs[0].text = text
    table.rows[1].cells[0].paragraphs[0].text = f"{{%tr for {item} in {name} %}}"
    for cell, lines in zip(table.rows[2].cells, cells, strict=True):
        cell.paragraphs[0].text = lines[0]
        for line in lines[1:]:
            cell.add_paragraph(line)
    table.rows[3].cells[0].paragraphs[0].text = "{%tr endfor %}"
    for number, row in enumerate(table.rows):
        for cell, width in zip(row.cells, columns, strict=True):
            cell.width = Cm(width)
            for paragraph in cell.paragraphs:
                paragraph.style = made.styles["Table text" if number else "Table heading"]
    for column, width in zip(table.columns, columns, strict=True):
        column.width = Cm(width)
    return table


def embolden(table: Any) -> None:
    """The labels of the first column in bold."""
    for run in table.rows[2].cells[0].paragraphs[0].runs:
        run.bold = True


def described(table: Any, caption: str, text: str) -> None:
    """A caption and a description for those who hear the table."""
    for tag, value in (("w:tblCaption", caption), ("w:tblDescription", text)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        table._tbl.tblPr.append(element)


def section(made: Any, name: str, heading: str, body: Any) -> None:
    """A heading with what belongs to it, left out together when there is nothing.

    Nothing stands between a table and the next heading: LibreOffice leaves a heading behind on its page after an empty line.
    """

    def written() -> None:
        made.add_paragraph(heading, "Heading 2")
        body()

    optional(made, name, written)


def optional(made: Any, name: str, body: Any) -> None:
    """What is left out when a list is empty."""
    made.add_paragraph(f"{{%p if {name} %}}")
    body()
    made.add_paragraph("{%p endif %}")


def landscape(made: Any) -> float:
    """The page on its side; the width of its text in centimetres."""
    page = made.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21)
    foot = page.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(Cm(LANDSCAPE), WD_TAB_ALIGNMENT.RIGHT)
    return LANDSCAPE


if __name__ == "__main__":
    main()
