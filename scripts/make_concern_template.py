"""Makes the Word template of the quality-concern letter in rules/letters; a commissioner may restyle it in Word afterwards.

Run from the repository: `python scripts/make_concern_template.py`. The same bytes every time.
"""

from __future__ import annotations

import io
from typing import Any

from make_letter_templates import LETTERS, MADE, RESERVED, blank, lead, loop
from make_process_templates import PORTRAIT, described, embolden, optional, section, table_of

from pxcommission.packs.concern_letter import TEMPLATE, TITLE
from pxcommission.packs.package_bytes import same_bytes


def main() -> None:
    """Write the template."""
    written = io.BytesIO()
    template().save(written)
    (LETTERS / TEMPLATE).write_bytes(same_bytes(written.getvalue(), MADE))


def template() -> Any:
    """The template: the ask and its day first, then what people said, then what happens next and how to correct it."""
    made = blank(TITLE, RESERVED)
    made.add_paragraph("{{ draft }}", "Draft banner")
    made.add_paragraph("{{ commissioner }}", "Sender")
    made.add_paragraph("{{ for_whom }}", "Address last")
    loop(made, "line", "addressee", lambda: made.add_paragraph("{{ line }}", "Address"))
    made.add_paragraph("", "After table")
    details(made)
    made.add_paragraph("What people told us about their experience", "Heading 1")
    made.add_paragraph("Dear colleague")
    made.add_paragraph("What we ask, and by when", "Heading 2")
    made.add_paragraph("{{ ask }}", "Ask")
    made.add_paragraph("{{ ask_note }}")
    loop(made, "one", "asks", lambda: made.add_paragraph("{{ one }}", "Ask numbered"))
    made.add_paragraph("Why we write", "Heading 2")
    made.add_paragraph("{{ opening }}")
    made.add_paragraph("{{ reason }}")
    made.add_paragraph("{{ alleges }}")
    made.add_paragraph("What people told us", "Heading 2")
    made.add_paragraph("{{ heard }}")
    optional(made, "themes", lambda: themes(made))
    section(made, "quotations", "In people’s own words", lambda: quotations(made))
    section(made, "good", "What points the other way", lambda: good(made))
    made.add_paragraph("How to read this", "Heading 2")
    made.add_paragraph("{{ how_heard }}")
    made.add_paragraph("What happens next", "Heading 2")
    loop(made, "step", "follows", lambda: made.add_paragraph("{{ step }}"))
    made.add_paragraph("If something is wrong", "Heading 2")
    made.add_paragraph("{{ correct }}").paragraph_format.keep_with_next = True
    sign_off(made)
    return made


def details(made: Any) -> None:
    """Party, date, reference, contract and what it is about, one to a line."""
    rows = (
        ("To", "{{ provider }}"),
        ("Date", "{{ date }}"),
        ("Our reference", "{{ reference }}"),
        ("Contract", "{{ contract }}"),
        ("About", "{{ about }}"),
        ("Heard in", "{{ span }}"),
    )
    for name, value in rows:
        lead(made, f"{name}:", f"\t{value}", "Details")


def themes(made: Any) -> None:
    """Four columns: each theme with its counts; below it what is hidden."""
    columns = tuple(PORTRAIT * share for share in (0.46, 0.17, 0.17, 0.20))
    names = ("theme", "negative", "positive", "others")
    headings = ("Theme", "Negative", "Positive", "Mixed or neutral")
    table = table_of(made, "row", "themes", headings, columns, [(f"{{{{ row.{name} }}}}",) for name in names])
    described(
        table, "Themes", "Each row is one theme: how many accounts of it are negative, positive, mixed or neutral."
    )
    embolden(table)
    made.add_paragraph("", "After table")
    made.add_paragraph("{{ hidden }}", "Source")


def quotations(made: Any) -> None:
    """Passages people agreed to be quoted with, without a name."""
    made.add_paragraph("Each person agreed to be quoted without a name.").paragraph_format.keep_with_next = True
    loop(made, "one", "quotations", lambda: made.add_paragraph("{{ one.words }} ({{ one.of }})", "List Bullet"))


def good(made: Any) -> None:
    """The sources that point to a good experience of the same."""
    made.add_paragraph(
        "Of the same service and aspect, these sources tell of a good experience:"
    ).paragraph_format.keep_with_next = True
    loop(made, "one", "good", lambda: made.add_paragraph("{{ one }}", "List Bullet"))


def sign_off(made: Any) -> None:
    """Signature, for whom, and copies."""
    made.add_paragraph("Yours sincerely", "Sign-off")
    made.add_paragraph("{{ signatory }}", "Signatory")
    made.add_paragraph("{{ commissioner }}", "Address last").paragraph_format.keep_with_next = True
    made.add_paragraph("{%p if copies %}")
    made.add_paragraph("Copies to:", "Address").paragraph_format.keep_with_next = True
    loop(made, "copy", "copies", lambda: made.add_paragraph("{{ copy }}", "Copy"))
    made.add_paragraph("{%p endif %}")


if __name__ == "__main__":
    main()
