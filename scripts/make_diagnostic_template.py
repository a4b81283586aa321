"""Makes the Word template of the board paper of a self-assessment in rules/letters; it may be restyled in Word afterwards.

Run from the repository: `python scripts/make_diagnostic_template.py`. The same bytes every time.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from make_letter_templates import LETTERS, MADE, blank, loop
from make_process_templates import PORTRAIT, described, optional, table_of

from pxcommission.packs.diagnostic_paper import (
    ACTION_HEADINGS,
    COUNT_HEADINGS,
    DIFFERS_HEADINGS,
    EVIDENCE_HEADINGS,
    GAP_HEADINGS,
    MOVED_HEADINGS,
    TEMPLATE,
    TITLE,
)
from pxcommission.packs.package_bytes import same_bytes

FOOTER = "Ratings are for learning. No rating is an obligation of any contract."


def main() -> None:
    """Write the template."""
    written = io.BytesIO()
    template().save(written)
    (LETTERS / TEMPLATE).write_bytes(same_bytes(written.getvalue(), MADE))


def template() -> Any:
    """The template: text first, then the pictures by area, the evidence, the actions, and what was not assessed."""
    made = blank(TITLE, FOOTER)
    made.sections[0].header.paragraphs[0].text = "{{ title }} · {{ reference }}"
    made.add_paragraph("{{ title }}", "Heading 1")
    made.add_paragraph("{{ organisation }}. {{ framework }}.")
    made.add_paragraph("What was assessed, and by whom", "Heading 2")
    loop(made, "line", "assessed", lambda: made.add_paragraph("{{ line }}", "List Bullet"))
    optional(made, "presented", lambda: made.add_paragraph("{{ presented }}"))
    made.add_paragraph("What moved since the round before", "Heading 2")
    loop(made, "line", "moved_told", lambda: made.add_paragraph("{{ line }}", "List Bullet"))
    made.add_paragraph("Where raters differ", "Heading 2")
    made.add_paragraph("{{ differs_told }}")
    made.add_paragraph("Questions for the board", "Heading 2")
    made.add_paragraph("{{ questions_told }}")
    loop(made, "one", "questions", lambda: made.add_paragraph("{{ one }}", "Ask numbered"))
    pictures(made)
    part(made, "What the contract’s own evidence says", "evidence", lambda: evidence(made))
    part(made, "Actions, and what became of them", "actions", lambda: actions(made))
    part(made, "What was not assessed", "gaps", lambda: gaps(made))
    made.add_paragraph("How to read this paper", "Heading 2")
    loop(made, "line", "notes", lambda: made.add_paragraph("{{ line }}", "List Bullet"))
    made.add_paragraph("Tables", "Heading 2")
    optional(made, "moved", lambda: moved(made))
    optional(made, "differs", lambda: differs(made))
    counts(made)
    made.add_paragraph("{{ known }} Reference: {{ reference }}.", "Source")
    return made


def part(made: Any, heading: str, name: str, table: Any) -> None:
    """A heading, what is to be said of it in a sentence, and its table where it has rows."""
    made.add_paragraph(heading, "Heading 2")
    made.add_paragraph(f"{{{{ {name}_told }}}}")
    optional(made, name, table)


def pictures(made: Any) -> None:
    """The areas two by two, each row a picture."""
    made.add_paragraph("Ratings by area", "Heading 2")
    made.add_paragraph("{{ picture_told }}")
    made.add_paragraph("{%p for one in places %}")
    made.add_paragraph("{{ one.picture }}", "Chart").paragraph_format.keep_with_next = False
    made.add_paragraph("{%p endfor %}")


def counts(made: Any) -> None:
    """Three columns: the area, the round and rater, and how many indicators have which rating."""
    made.add_paragraph("Indicators by rating", "Heading 3")
    told = "Each row is one rater in one round: how many indicators of the area have each rating."
    rows(made, "counts", "Indicators by rating", COUNT_HEADINGS, ("area", "who", "ratings"), (0.25, 0.25, 0.5), told)


def moved(made: Any) -> None:
    """Four columns: the indicator, who rated, the rating before and now, and the evidence named."""
    made.add_paragraph("Ratings that moved", "Heading 3")
    names, told = ("indicator", "rater", "rating", "evidence"), "Each row is one rating that is another one now."
    rows(made, "moved", "Ratings that moved", MOVED_HEADINGS, names, (0.34, 0.14, 0.2, 0.32), told)


def differs(made: Any) -> None:
    """Three columns: the indicator, what each rater says, and the steps between."""
    made.add_paragraph("Where raters differ, furthest apart first", "Heading 3")
    told = "Each row is one indicator on which raters differ."
    rows(made, "differs", "Where raters differ", DIFFERS_HEADINGS, ("indicator", "ratings", "apart"), (0.5, 0.37, 0.13), told)  # fmt: skip


def evidence(made: Any) -> None:
    """Three columns: about what, what the evidence says, and where that stands."""
    told = "Each row is one fact of the contract's evidence, or why there is none."
    rows(made, "evidence", "The evidence", EVIDENCE_HEADINGS, ("about", "says", "source"), (0.22, 0.5, 0.28), told)


def actions(made: Any) -> None:
    """Four columns: the action, who owns it, by when, and what became of it."""
    told = "Each row is one action: its owner, its date, and what became of it."
    rows(made, "actions", "Actions", ACTION_HEADINGS, ("action", "owner", "due", "became"), (0.36, 0.16, 0.2, 0.28), told)  # fmt: skip


def gaps(made: Any) -> None:
    """Three columns: the indicator, who, and why there is no rating."""
    told = "Each row is one indicator without a rating, and why."
    rows(made, "gaps", "Without a rating", GAP_HEADINGS, ("indicator", "who", "why"), (0.48, 0.2, 0.32), told)


def rows(
    made: Any, name: str, caption: str, headings: Sequence[str], names: Sequence[str], shares: Sequence[float], told: str
) -> None:  # fmt: skip
    """A table with a row for each of a list."""
    columns = tuple(PORTRAIT * share for share in shares)
    table = table_of(made, "row", name, headings, columns, [(f"{{{{ row.{one} }}}}",) for one in names])
    described(table, caption, told)
    made.add_paragraph("", "After table")


if __name__ == "__main__":
    main()
