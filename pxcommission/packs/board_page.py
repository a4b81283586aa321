"""The board's page of a checked contract: one side of A4 for others, where we are, what changed, what we asked, what improved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from pxcommission.assessment.findings import Finding
from pxcommission.inference.cases import STEP_DOWN
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.recorded import CaseRecord, LetterOut
from pxcommission.packs.board_page_numbers import HIDDEN_MEANS, figures_for_others
from pxcommission.packs.described import running, service_name, short_name
from pxcommission.packs.figures import level_of
from pxcommission.packs.page_parts import counted_standings, next_meeting_line, period_line
from pxcommission.packs.plain_text import counted, one_line
from pxcommission.packs.report import Headline, changed_sentence, headlines_of, newest_of_duties, proposed_sentence
from pxcommission.packs.report_findings import newest_of_units
from pxcommission.packs.report_pages import page_bytes
from pxcommission.packs.report_past import Change, change_of, chart_withheld
from pxcommission.packs.report_sections import new_levels
from pxcommission.packs.report_tables import Shown, TableShown
from pxcommission.packs.standing import CaseStanding, stage_name, standings
from pxcommission.periods import in_words

MOST_ROWS, MOST_LINES = 8, 3
SEVEREST = ("critical", "major", "minor")


class BoardPage(Struct, frozen=True):
    """What the page says; every number in it may be shown to anyone."""

    title: str
    provider: str
    period: str
    as_at: str
    headlines: tuple[Headline, ...]
    sentence: str
    not_met: TableShown
    more: str
    changed: tuple[str, ...]
    asked: tuple[str, ...]
    improved: tuple[str, ...]
    next_meeting: str
    proposed: str
    hidden: str


def board_bytes(checked: CheckedContract) -> bytes:
    """The page as one HTML file; nothing in it is loaded, run or sent."""
    return page_bytes("board.html", {"board": board_of(checked)})


def board_of(checked: CheckedContract) -> BoardPage:
    """What the board's page of a checked contract says."""
    cases = [case for case in standings(checked) if case.not_met and not case.watched]
    cases.sort(key=lambda case: (_severity(case), -max(f.breaches_in_a_row for f in case.not_met)))
    rows = not_met_rows(checked, cases[:MOST_ROWS])
    left = len(cases) - MOST_ROWS
    return BoardPage(
        title=f"Patient experience: {checked.contract.contract}, {checked.period.label}",
        provider=f"{one_line(checked.contract.provider.name)}, {one_line(checked.contract.title)}",
        period=period_line(checked),
        as_at=in_words(checked.as_at),
        headlines=headlines_of(checked),
        sentence=f"We checked {counted_standings(standings(checked))}.",
        not_met=rows,
        more=f"{counted(left, 'more requirement')} not met." if left > 0 else "",
        changed=(changed_sentence(checked), *_few(_changed(checked))),
        asked=_few(asked_lines(checked)) or ("Nothing is recorded as sent to the provider yet.",),
        improved=_few(improved_lines(checked)) or ("No result shows an improvement yet that can be told from chance.",),
        next_meeting=next_meeting_line(checked),
        proposed=proposed_sentence(checked, held=False),
        hidden=HIDDEN_MEANS if any(cell.words == "*" for row in rows.rows for cell in row) else "",
    )


def not_met_rows(checked: CheckedContract, cases: Sequence[CaseStanding]) -> TableShown:
    """One row for each case not met: the whole provider's figure, or how many of its units fell short."""
    whole = {case.case: _of_the_whole(case) for case in cases}
    figures = figures_for_others(checked, [f for f in whole.values() if f is not None])
    rows = []
    for case in cases:
        finding = whole[case.case]
        first = finding or case.not_met[0]
        result = figures[finding.id] if finding else _units(case)
        touchpoint = f" ({one_line(finding.touchpoint)})" if finding and finding.touchpoint else ""
        rows.append(
            (Shown(short_name(checked, case.requirement)),
             Shown(f"{service_name(checked, case.service)}{touchpoint}{_month(checked, finding, ', ') if finding else ''}"),
             Shown(result), Shown(level_of(checked, first)), Shown(running(checked, first)))
        )  # fmt: skip
    headings = ("What fell short", "Service", "Result", "Agreed level", "Not met for")
    return TableShown("Requirements not met", headings, tuple(rows), (), "Every requirement that was assessed was met.")


def asked_lines(checked: CheckedContract) -> tuple[str, ...]:
    """What went out and whether it was answered, the newest first; nothing of what was said, and no decision."""
    out: dict[tuple[str, LetterOut], list[CaseRecord]] = {}
    for _, record in sorted(checked.records.items()):
        if record.last_letter is not None:
            letter = record.last_letter
            key = LetterOut(letter.stage, letter.on, letter.reply_by)
            out.setdefault((stage_name(checked, letter.stage, record.case), key), []).append(record)
    letters = sorted(out.items(), key=lambda one: one[0][1].on, reverse=True)
    return tuple(_letter(name, letter, records) for (name, letter), records in letters)


def improved_lines(checked: CheckedContract) -> tuple[str, ...]:
    """What is met again, what may step down, and charts of a lasting change for the better, without figures."""
    lines = [
        f"{_name(checked, f)}: met again{_month(checked, f, ' in ')}."
        for f in newest_of_duties(checked)
        if change_of(checked, f) is Change.MET_AGAIN and _is_whole(f)
    ]
    lines += [
        f"{short_name(checked, p.requirement)}, {service_name(checked, p.service)}: met long enough to step down, with thanks."
        for p in checked.proposals
        if p.stage == STEP_DOWN
    ]
    lines += [
        f"{_name(checked, f)}: the chart shows a change for the better."
        for f in newest_of_duties(checked)
        if _is_whole(f) and f.chart and f.chart.variation.startswith("improvement") and not chart_withheld(checked, f)
    ]
    return tuple(dict.fromkeys(lines))


def _changed(checked: CheckedContract) -> tuple[str, ...]:
    newly = [f for f in newest_of_duties(checked) if change_of(checked, f) is Change.NEWLY_NOT_MET and _is_whole(f)]
    return (
        *(f"{_name(checked, f)}: newly not met{_month(checked, f, ' in ')}." for f in newly),
        *(f"New level: {line}" for line in new_levels(checked)),
    )


def _of_the_whole(case: CaseStanding) -> Finding | None:
    """The newest finding not met about the provider as a whole, the longest running first."""
    found = [f for f in newest_of_units(case.not_met) if _is_whole(f)]
    return max(found, key=lambda f: f.breaches_in_a_row) if found else None


def _units(case: CaseStanding) -> str:
    units = newest_of_units(f for f in case.findings if not _is_whole(f))
    short = newest_of_units(case.not_met)
    return f"{counted(len(short), 'site or ward', 'sites and wards')} ({len(units):,} judged)"


def _letter(name: str, letter: LetterOut, records: Sequence[CaseRecord]) -> str:
    about = counted(len(records), "requirement")
    replies = sorted({reply.on for record in records for reply in record.replies if reply.on >= letter.on})
    if replies:
        came = f"; reply of {in_words(replies[-1])}"
    elif letter.reply_by is not None:
        overdue = any(record.reply_overdue for record in records)
        came = f"; reply {'overdue since' if overdue else 'due by'} {in_words(letter.reply_by)}"
    else:
        came = ""
    return f"{one_line(name)} of {in_words(letter.on)}, about {about}{came}."


def _few(lines: Iterable[str]) -> tuple[str, ...]:
    """The first lines, and how many more there are."""
    every = tuple(lines)
    left = len(every) - MOST_LINES
    return every if left <= 1 else (*every[:MOST_LINES], f"And {left:,} more.")


def _name(checked: CheckedContract, finding: Finding) -> str:
    touchpoint = f" ({one_line(finding.touchpoint)})" if finding.touchpoint else ""
    return f"{short_name(checked, finding.requirement)}, {service_name(checked, finding.service)}{touchpoint}"


def _month(checked: CheckedContract, finding: Finding, before: str) -> str:
    """The finding's own period where it is not the whole quarter: `, August 2025` or ` in August 2025`; else nothing."""
    return "" if finding.period == checked.period else f"{before}{finding.period.label}"


def _is_whole(finding: Finding) -> bool:
    return not (finding.site or finding.ward)


def _severity(case: CaseStanding) -> int:
    found = [SEVEREST.index(f.severity) for f in case.not_met if f.severity in SEVEREST]
    return min(found, default=len(SEVEREST))
