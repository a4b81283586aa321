"""The board paper of a self-assessment: text first, then pictures by area, the evidence beside them, and the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import astuple

from pxcommission.packs.diagnostic_picture import AreaPicture, area_svg, in_words_of, pictures_png
from pxcommission.packs.pictures import Picture, place_of
from pxcommission.packs.rendering import read_template, rendered
from pxcommission.packs.report_pages import page_bytes
from pxcommission.packs.report_tables import Shown, TableShown

if TYPE_CHECKING:
    from markupsafe import Markup

TEMPLATE, PAGE = "diagnostic-paper.docx", "diagnostic-paper.html"
TITLE = "How far patient experience is embedded"
MOVED_HEADINGS = ("Indicator", "Who rated", "Rating, before and now", "Evidence named for it")
DIFFERS_HEADINGS = ("Indicator", "What each rater says", "Steps apart")
COUNT_HEADINGS = ("Area", "Round and rater", "How many indicators")
EVIDENCE_HEADINGS = ("About", "What the evidence says", "Where it stands, and of when")
ACTION_HEADINGS = ("Action", "Owner", "Due", "What became of it")
GAP_HEADINGS = ("Indicator", "Who", "Why there is no rating")


class Moved(Struct, frozen=True):
    """A rating that is another one than in the rater's round before, with the evidence named for it now."""

    indicator: str
    rater: str
    rating: str
    evidence: str


class Differs(Struct, frozen=True):
    """An indicator on which raters of the round differ: what each says, and how many steps lie between."""

    indicator: str
    ratings: str
    apart: str


class Counts(Struct, frozen=True):
    """How many indicators of an area a rater gave which rating in a round: the picture in words."""

    area: str
    who: str
    ratings: str


class Evidence(Struct, frozen=True):
    """What the contract's own evidence says of something, or why it says nothing; where that stands, and of when."""

    about: str
    says: str
    source: str


class ActionSaid(Struct, frozen=True):
    """An action with its owner and date, and what became of it."""

    action: str
    owner: str
    due: str
    became: str


class Gap(Struct, frozen=True):
    """An indicator without a rating, and why."""

    indicator: str
    who: str
    why: str


class PaperWords(Struct, frozen=True):
    """Everything the paper says, as texts."""

    reference: str
    title: str
    organisation: str
    framework: str
    known: str
    assessed: tuple[str, ...]
    presented: str
    moved_told: tuple[str, ...]
    moved: tuple[Moved, ...]
    differs_told: str
    differs: tuple[Differs, ...]
    questions_told: str
    questions: tuple[str, ...]
    picture_told: str
    counts: tuple[Counts, ...]
    evidence_told: str
    evidence: tuple[Evidence, ...]
    actions_told: str
    actions: tuple[ActionSaid, ...]
    gaps_told: str
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]


class DiagnosticPaper(PaperWords, frozen=True):
    """The paper with its pictures, which hold the same ratings as `counts`."""

    pictures: tuple[AreaPicture, ...]


class Place(Struct, frozen=True):
    """Where a picture stands in the Word file."""

    picture: str


class DiagnosticPaperDocument(PaperWords, frozen=True):
    """The paper as its Word template prints it: the same words, and a place for each picture."""

    places: tuple[Place, ...]


_Row = Moved | Differs | Counts | Evidence | ActionSaid | Gap


class _Panel(Struct, frozen=True):
    """An area's picture on the page."""

    name: str
    drawn: Markup


def diagnostic_paper_html(paper: DiagnosticPaper) -> bytes:
    """The paper as one HTML file; nothing in it is loaded, run or sent, and the same paper gives the same bytes."""
    told = {
        "page": paper,
        "moved": _table("Ratings that moved", MOVED_HEADINGS, paper.moved),
        "differs": _table("Where raters differ, furthest apart first", DIFFERS_HEADINGS, paper.differs),
        "counts": _table("Indicators by rating", COUNT_HEADINGS, paper.counts),
        "evidence": _table("What the contract’s own evidence says", EVIDENCE_HEADINGS, paper.evidence),
        "actions": _table("Actions", ACTION_HEADINGS, paper.actions),
        "gaps": _table("Indicators without a rating", GAP_HEADINGS, paper.gaps),
        "panels": [_Panel(one.name, area_svg(one)) for one in paper.pictures],
    }
    return page_bytes(PAGE, told)


def diagnostic_paper_document(letters: Path, paper: DiagnosticPaper, on: date) -> bytes:
    """The paper as a Word file, from `diagnostic-paper.docx` in the folder of letters: the same words, the same bytes."""
    rows = [paper.pictures[at : at + 2] for at in range(0, len(paper.pictures), 2)]
    drawn = {f"areas-{number}": row for number, row in enumerate(rows, start=1)}
    places = tuple(Place(place_of(name)) for name in drawn)
    told = {name: getattr(paper, name) for name in paper.__struct_fields__ if name != "pictures"}
    template = read_template(letters / TEMPLATE, DiagnosticPaperDocument)
    document = DiagnosticPaperDocument(places=places, **told)
    pictures = {name: Picture(pictures_png(row), in_words_of(row)) for name, row in drawn.items()}
    return rendered(template, document, f"{paper.title}: {paper.organisation}", on, pictures=pictures)


def _table(caption: str, headings: tuple[str, ...], rows: Sequence[_Row]) -> TableShown:
    cells = tuple(tuple(Shown(str(value)) for value in astuple(row)) for row in rows)
    return TableShown(caption, headings, cells)
