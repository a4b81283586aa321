"""Makes the Word template of the page "You said, we did" in rules/letters; a commissioner may restyle it in Word afterwards.

Run from the repository: `python scripts/make_you_said_template.py`. The same bytes every time.
"""

from __future__ import annotations

import io
from typing import Any

from make_letter_templates import LETTERS, MADE, blank, lead, loop
from make_process_templates import PORTRAIT, described, optional, section, table_of

from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.you_said import RESULT_HEADINGS, SAID_HEADINGS, TEMPLATE, TITLE

FOOTER = "What people said, what was done, and what happened since."


def main() -> None:
    """Write the template."""
    written = io.BytesIO()
    template().save(written)
    (LETTERS / TEMPLATE).write_bytes(same_bytes(written.getvalue(), MADE))


def template() -> Any:
    """The template: what people said, then each answer with what happened since, then what has none yet."""
    made = blank(TITLE, FOOTER)
    made.sections[0].header.paragraphs[0].text = "{{ title }} · {{ reference }}"
    optional(made, "draft", lambda: made.add_paragraph("{{ draft }}", "Draft banner"))
    made.add_paragraph("{{ title }}", "Heading 1")
    made.add_paragraph("{{ provider }}. {{ period }}.")
    made.add_paragraph("What people said", "Heading 2")
    made.add_paragraph("{{ heard }}")
    optional(made, "themes", lambda: themes(made))
    optional(made, "hidden", lambda: made.add_paragraph("{{ hidden }}", "Source"))
    optional(made, "quotations", lambda: quotations(made))
    made.add_paragraph("What was done, and what happened since", "Heading 2")
    optional(made, "none_answered", lambda: made.add_paragraph("{{ none_answered }}"))
    loop(made, "one", "story", lambda: answer(made))
    optional(made, "provider_did", lambda: provider_did(made))
    optional(made, "results", lambda: results(made))
    section(made, "unanswered", "What has no answer yet", lambda: made.add_paragraph("{{ unanswered }}"))
    made.add_paragraph("How to read this page", "Heading 2")
    loop(made, "line", "how_to_read", lambda: made.add_paragraph("{{ line }}", "List Bullet"))
    made.add_paragraph("{{ known }} Reference: {{ reference }}.", "Source")
    return made


def themes(made: Any) -> None:
    """Four columns: what it was about, and how many accounts say what of it."""
    columns = tuple(PORTRAIT * share for share in (0.46, 0.18, 0.15, 0.21))
    names = ("theme", "negative", "positive", "others")
    table = table_of(made, "row", "themes", SAID_HEADINGS, columns, [(f"{{{{ row.{name} }}}}",) for name in names])
    told = "Each row is one theme: how many accounts say that it could be better, that it was good, or both or neither."
    described(table, "What people said", told)
    made.add_paragraph("", "After table")


def quotations(made: Any) -> None:
    """Passages people agreed to be quoted with, without a name."""
    made.add_paragraph("In people’s own words", "Heading 3")
    made.add_paragraph("Each person agreed to be quoted without a name.").paragraph_format.keep_with_next = True
    loop(made, "one", "quotations", lambda: made.add_paragraph("{{ one.words }} ({{ one.of }})", "List Bullet"))


def answer(made: Any) -> None:
    """What was said, what was done and what happened since, under what it was about."""
    optional(made, "one.about", lambda: made.add_paragraph("{{ one.about }}", "Heading 3"))
    optional(made, "one.said", lambda: lead(made, "You said: ", "{{ one.said }}", "List Bullet"))
    optional(made, "one.done", lambda: lead(made, "We did: ", "{{ one.done }}", "List Bullet"))
    optional(made, "one.since", lambda: lead(made, "What happened since: ", "{{ one.since }}", "List Bullet"))


def provider_did(made: Any) -> None:
    """What the provider noted as done about an account."""
    made.add_paragraph("What the provider noted that it did", "Heading 3")
    loop(made, "line", "provider_did", lambda: made.add_paragraph("{{ line }}", "List Bullet"))


def results(made: Any) -> None:
    """Three columns: an action, since when, and its result so far."""
    made.add_paragraph("Other actions and their results", "Heading 3")
    columns = tuple(PORTRAIT * share for share in (0.42, 0.18, 0.40))
    names = ("what", "since", "result")
    table = table_of(made, "row", "results", RESULT_HEADINGS, columns, [(f"{{{{ row.{name} }}}}",) for name in names])
    described(table, "Other actions", "Each row is one action: what is done, since when, and its result so far.")
    made.add_paragraph("", "After table")


if __name__ == "__main__":
    main()
