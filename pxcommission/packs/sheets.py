"""The escalation workbook as tables: titles, columns and cells; no Excel yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.cases.decision_words import DECISIONS as DECISIONS
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.decided import status_of as status_of
from pxcommission.packs.described import service_name, statement_of, unit_of, why_not_assessed
from pxcommission.packs.plain_text import LONGEST_IN_CELL, listed, one_line, sentence
from pxcommission.packs.standing import Road, Standing, raised, road_of, stage_name, standings

NOT_APPLICABLE, NOT_AVAILABLE, WITHHELD = "[z]", "[x]", "[c]"


class Share(Struct, frozen=True):
    """A proportion and the decimals its printed per cent needs."""

    value: Fraction
    decimals: int


class Points(Struct, frozen=True):
    """A difference in percentage points and the decimals it needs not to be printed as nothing."""

    value: Fraction
    decimals: int


Cell = str | int | date | Share | Points


class Column(Struct, frozen=True):
    """A column: its heading, width in characters, whether a person fills it in, and whether it is printed on paper."""

    heading: str
    width: int
    fill_in: bool = False
    printed: bool = True


class LineOfFigures(Struct, frozen=True):
    """One chart: its figures by period (None: a gap), the level beside them, and what it shows in words."""

    title: str
    periods: tuple[str, ...]
    values: tuple[float | None, ...]
    level: float | None
    percent: bool
    length: str
    in_words: str


class Sheet(Struct, frozen=True):
    """One sheet with one table; `notes` stand above it. `charts`: one for each row, drawn in its last column."""

    name: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    charts: tuple[LineOfFigures, ...] = ()


def text(value: str, absent: str = NOT_APPLICABLE) -> str:
    """Text for a cell, with a shorthand where there is none."""
    return cell_line(value) or absent


def cell_line(value: str) -> str:
    """The text on one line as a cell holds it; plain text is known at a glance, so that large workbooks are quick."""
    if value.isascii() and value.isprintable() and len(value) <= LONGEST_IN_CELL and "  " not in value:
        return value.strip()
    return one_line(value, LONGEST_IN_CELL)


def summary_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """Requirements by contract and service: met, not met, not assessed; and what is proposed."""
    columns = (Column("Contract", 17), Column("Provider", 28), Column("Service", 28), Column("Requirements", 14),
               Column("Met", 8), Column("Not met", 9), Column("Not assessed", 11), Column("Letters", 9),
               Column("Questions", 11), Column("GC9 notices", 9), Column("Steps down", 9), Column("Held back", 9))  # fmt: skip
    rows = tuple(row for one in checked for row in _summary_rows(one))
    notes = ("A requirement is counted once for each service. What is only watched is not counted.",)
    return Sheet("Summary", "Requirements and proposals by service", notes, columns, rows)


def proposals_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """Each proposed step with its reasons, and columns in which a person decides."""
    columns = (Column("Contract", 17), Column("Requirement", 34), Column("Service", 17), Column("Proposed step", 18),
               Column("Document", 16), Column("Because", 32), Column("Status", 12), Column("Decision", 14, True),
               Column("Reason", 24, True), Column("Owner", 14, True), Column("Until", 13, True),
               Column("Ladder rule", 16, printed=False), Column("Findings", 90, printed=False),
               Column("Case", 60, printed=False))  # fmt: skip
    rows = tuple(row for one in checked for row in _proposal_rows(one))
    notes = (
        "Nothing is sent by the program. Fill in the tinted columns; they are left empty for you.",
        "A GC9 Contract Performance Notice is a document of its own and never part of the informal letter.",
    )
    return Sheet("Proposals", "Proposed next steps, for a person to decide", notes, columns, rows)


def held_back_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """Steps that were not proposed, and why not."""
    columns = (Column("Contract", 17), Column("Requirement", 44), Column("Service", 20), Column("Step held back", 20),
               Column("Because", 50), Column("Case", 60, printed=False))  # fmt: skip
    rows = tuple(
        (text(h.contract), text(statement_of(one, h.requirement)), service_name(one, h.service),
         text(stage_name(one, h.stage, h.case)), text(" ".join(sentence(reason) for reason in h.because)), text(h.case))
        for one in checked for h in one.held_back
    )  # fmt: skip
    return Sheet("Held back", "Steps not proposed, and why", (), columns, rows)


def not_assessed_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """What was not assessed, or only provisionally, with the reason."""
    columns = (Column("Contract", 17), Column("Requirement", 36), Column("Service", 18), Column("Where", 20),
               Column("Period", 12), Column("Outcome", 14), Column("Reason", 20), Column("In plain words", 38),
               Column("Detail", 50, printed=False), Column("Finding", 80, printed=False))  # fmt: skip
    found = ((one, f) for one in checked for f in one.findings if f.outcome is Outcome.NOT_ASSESSED or not f.final)
    rows = tuple(
        (text(f.contract), text(statement_of(one, f.requirement)), service_name(one, f.service), where_of(one, f),
         f.period.label, _outcome(f), text(f.reason.value if f.reason else "provisional"),
         text(why_not_assessed(one, f)), text(f.detail, NOT_AVAILABLE), text(f.id))
        for one, f in found
    )  # fmt: skip
    return Sheet("Not assessed", "What was not assessed, and why", (), columns, rows)


def _summary_rows(one: CheckedContract) -> list[tuple[Cell, ...]]:
    cases = [case for case in standings(one) if not case.watched]
    services = ["", *dict.fromkeys(case.service for case in cases)]
    roads = [(p.service, road_of(one, p)) for p in one.proposals]
    rows: list[tuple[Cell, ...]] = []
    for service in services:
        here = [case.standing for case in cases if service in ("", case.service)]
        proposed = [road for found, road in roads if service in ("", found)]
        held = sum(service in ("", h.service) for h in one.held_back)
        numbers = (len(here), *(here.count(kind) for kind in Standing))
        steps = (proposed.count(road) for road in (Road.LETTER, Road.QUESTION, Road.NOTICE, Road.STEP_DOWN))
        name = {"": "Whole contract", "all": "Duties for all services"}.get(service) or service_name(one, service)
        rows.append((one.contract.contract, text(one.contract.provider.name), name, *numbers, *steps, held))
    return rows


def _proposal_rows(one: CheckedContract) -> list[tuple[Cell, ...]]:
    in_letter = {case.proposal.case for case in raised(one, Road.LETTER)}
    in_questions = {case.proposal.case for case in raised(one, Road.QUESTION)}
    rows: list[tuple[Cell, ...]] = []
    for p in one.proposals:
        road = road_of(one, p)
        document = {
            Road.LETTER: "letter" if p.case in in_letter else "none yet: provisional",
            Road.QUESTION: ("letter" if in_letter else "page of questions")
            if p.case in in_questions
            else "none yet: provisional",
            Road.NOTICE: "a notice of its own, not made here",
            Road.STEP_DOWN: "none; thank the provider",
        }[road]
        because = [*p.because, *(["an immediate risk: proposed at once"] if p.at_once else [])]
        rows.append((
            text(p.contract), text(statement_of(one, p.requirement)), service_name(one, p.service),
            text(stage_name(one, p.stage, p.case)), document, text(sentence(listed([one_line(reason) for reason in because]))),
            "final" if p.final else "provisional", DECISIONS[0], "", "", "", text(p.ladder_rule),
            text("; ".join(p.units)), text(p.case),
        ))  # fmt: skip
    return rows


def where_of(one: CheckedContract, f: Finding) -> str:
    """The touchpoint and unit of a finding in words."""
    parts = (one_line(f.touchpoint), unit_of(one, f))
    return ", ".join(part for part in parts if part) or "provider as a whole"


def _outcome(f: Finding) -> str:
    shown = "not met" if f.outcome is Outcome.BREACH else f.outcome.value
    return shown if f.final else f"{shown}, provisional"
