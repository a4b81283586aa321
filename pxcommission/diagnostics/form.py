"""What the workbook of a self-assessment holds and where: its labels, its sheets, its columns, the cells to fill."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from msgspec import Struct

from pxcommission.diagnostics.answers import HEADINGS, rating_written
from pxcommission.diagnostics.entries import Answer, RoundKey
from pxcommission.diagnostics.frameworks import Area, Framework, Statement
from pxcommission.returns.figures import clean_text

FORM = "pxcommission diagnostic 1"
GUIDANCE = "Guidance"
LABELS = (
    "Form", "Organisation", "Name", "Framework", "Title", "Edition", "Round", "Rater", "Assessed on", "How to fill",
    "Source", "Note", "Written after", "Fingerprint",
)  # fmt: skip
SCALE_HEADER = len(LABELS) + 2
HEADER = 4
"""The row of the headings in the sheet of an area; its title, what it is about and a note stand above."""
HOW = (
    "Fill the yellow cells only: first the day, under Assessed on; then a sheet for each area. Rate what is true on an ordinary day. "
    "Any rating above the lowest needs evidence that somebody else could look at. What does not apply is 'not assessed', with the "
    "reason; it is never a zero. A row left blank counts as not answered yet. An action needs an owner (a role, no names of "
    "persons), a date and a status. Ratings are for learning: no contract ever asks for one."
)


class Column(Struct, frozen=True):
    """One column of an area's sheet: its heading, its width, and what a person writes there (empty: locked)."""

    heading: str
    width: int
    fills: str = ""


COLUMNS = (
    Column("Id", 10),
    Column("What good looks like", 40),
    Column("Evidence expected", 32),
    Column("Key questions and themes", 19),
    *(
        Column(heading, width, name)
        for (name, heading), width in zip(HEADINGS.items(), (15, 18, 30, 14, 28, 11, 12), strict=True)
    ),
)
LOCKED = tuple(column.heading for column in COLUMNS if not column.fills)


class FormHead(Struct, frozen=True):
    """Whose form it is: organisation, framework, round and rater, the organisation's name, and the day assessed if known.

    `after` is the last entry of the log when the form was written, so that what was recorded since is not undone by it.
    """

    key: RoundKey
    name: str
    assessed_on: str = ""
    after: str = ""


def labels_of(head: FormHead, framework: Framework) -> dict[str, str]:
    """The labels of the first sheet with their values."""
    source = framework.source
    checked = "compared with the published text" if source.verified else "not compared with the published text"
    note = " ".join(filter(None, (source.note, framework.note)))
    return {
        "Form": FORM,
        "Organisation": head.key.organisation,
        "Name": head.name,
        "Framework": head.key.framework,
        "Title": framework.title,
        "Edition": framework.edition,
        "Round": head.key.round,
        "Rater": head.key.rater,
        "Assessed on": head.assessed_on,
        "How to fill": HOW,
        "Source": f"{source.document}; {checked}",
        "Note": note,
        "Written after": head.after,
        "Fingerprint": fingerprint(head.key, head.name, framework.edition, head.after),
    }


def fingerprint(key: RoundKey, name: str, edition: str, after: str) -> str:
    """A short hash over the labels that say whose form it is, so that a form can't be handed in for another."""
    parts = (FORM, key.organisation, key.framework, key.round, key.rater, clean_text(name)[0], clean_text(edition)[0],
             after)  # fmt: skip
    return hashlib.sha256("\t".join(parts).encode()).hexdigest()[:16]


def sheet_name(area: Area) -> str:
    """`LEAD Leadership`: the area's id and name, as long as a sheet's name may be."""
    return re.sub(r"[\[\]:*?/\\']", " ", f"{area.id} {area.name}")[:31].strip()


def locked_texts(framework: Framework, statement: Statement) -> dict[str, str]:
    """What stands in the locked cells of an indicator's row."""
    themes = [framework.themes[name].name for name in framework.themes_of(statement) if name in framework.themes]
    belongs = "; ".join((", ".join(framework.key_questions_of(statement)), *themes))
    values = (statement.id, statement.text, statement.evidence, belongs)
    return {heading: " ".join(value.split()) for heading, value in zip(LOCKED, values, strict=True)}


def filled_texts(framework: Framework, answer: Answer | None) -> Mapping[str, str]:
    """What stands in the cells to fill: what was answered, as a person would write it."""
    if answer is None:
        return {}
    return {
        "rating": rating_written(framework, answer),
        "not_assessed": answer.not_assessed,
        "evidence": answer.evidence,
        "owner": answer.owner,
        "action": answer.action,
        "due": answer.due.isoformat() if answer.due else "",
        "status": answer.status,
    }
