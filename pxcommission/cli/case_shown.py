"""Cases on the screen and for programs: the list, one case whole, its timeline, what is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pxcommission.cases.amounts import month_in_words, pounds
from pxcommission.cases.kinds import LetterIssued
from pxcommission.cases.ledger import accounts_of
from pxcommission.casework.due_list import due_in_case
from pxcommission.casework.overview import form_shown, standing_of
from pxcommission.casework.told import told
from pxcommission.cli.case_desk import OpenCase
from pxcommission.cli.case_said import UNVERIFIED, allowed, say_allowed, step_json
from pxcommission.cli.options import Options
from pxcommission.cli.paragraphs import paragraph
from pxcommission.periods import in_words
from pxcommission.problems import printable

if TYPE_CHECKING:
    from pxcommission.cases.case_file import Happened
    from pxcommission.casework.overview import CaseLine
    from pxcommission.casework.timeline import TimelineRow
    from pxcommission.inference.checked import CheckedContract

HEADINGS = (
    ("Letters and questions", ("letter issued",)),
    ("What the provider answered", ("reply received",)),
    ("Steps under the contract", ("step taken",)),
    ("Concern raised", ("concern raised",)),
    ("Sign-offs", ("step approved",)),
    ("Milestones", ("milestone",)),
    ("Decisions", ("decided",)),
    ("Agreed instead", ("agreed instead",)),
    ("What others do", ("action by others",)),
    ("Evidence added", ("evidence added",)),
    ("Flags", ("flagged",)),
    ("Stepped down, closed, noted", ("stepped down", "closed", "noted")),
)


def show_list(lines: Sequence[CaseLine], options: Options) -> None:
    """Print the cases, each with where it stands and what is due next."""
    if not lines:
        print(
            "No case is open. (pxcommission case list --all names every case; pxcommission case propose what is proposed)"
        )
        return
    print(f"Cases as known on {in_words(options.as_at)}")
    for line in lines:
        since = f" since {in_words(line.since)}" if line.since else ""
        print(paragraph(f"{line.case}: {line.stands}{since}", "  ", "    "))
        if line.next is not None:
            state = {"overdue": "OVERDUE since", "today": "TODAY,", "due": "by"}[line.next.state(options.as_at)]
            print(paragraph(f"next, {state} {in_words(line.next.by)}: {line.next.what}", "    ", "      "))


def show_case(opened: OpenCase) -> None:
    """Print everything of a case."""
    file, names = opened.file, opened.desk.names()
    stands, since = standing_of(file, names, opened.rulebook.forms)
    print(file.case)
    print(
        f"  {stands}{f' since {in_words(since)}' if since else ''}; {file.events} events; contract form {_edition(opened)}"
    )
    for heading, kinds in HEADINGS:
        _say(heading, [_line(one, names) for one in file.happened if one.event.kind in kinds])
    _say("Milestones as they stand", _milestones(opened))
    _say(
        "Sums",
        [
            f"{month_in_words(a.month)}: withheld {pounds(a.withheld)}, released {pounds(a.released)}, retained {pounds(a.retained)}, held {pounds(a.held)}"
            for a in accounts_of(file)
        ],
    )
    _say("Raised flags", list(file.flags))
    _say(
        "Due",
        [
            f"{one.by}: {one.what} ({one.state(opened.options.as_at)}; {one.counted}{f', {one.clause}' if one.clause else ''}{'' if one.verified else f'; {UNVERIFIED}'})"
            for one in _due(opened)
        ],
    )
    say_allowed(opened, allowed(opened))


def case_json(opened: OpenCase) -> dict[str, Any]:
    """Everything of a case for programs."""
    file, names = opened.file, opened.desk.names()
    stands, since = standing_of(file, names, opened.rulebook.forms)
    return {
        "case": file.case,
        "stands": stands,
        "since": since.isoformat() if since else None,
        "form": form_shown(file, opened.desk.contract, opened.options.as_at),
        "events": [
            {"number": one.event.number, "on": one.on.isoformat(), "kind": one.event.kind, "what": told(one.details, names),
             "details": dict(one.event.details), "by": one.event.by, "recorded_at": one.event.recorded_at}
            for one in file.happened
        ],
        "milestones": [
            {"id": name, "action": m.milestone.action, "owner": m.milestone.owner, "due": m.due.isoformat(),
             "met_on": m.met_on.isoformat() if m.met_on else None, "missed_on": m.missed_on.isoformat() if m.missed_on else None}
            for name, m in file.milestones.items()
        ],
        "sums": [{"month": a.month, "withheld": str(a.withheld), "released": str(a.released), "retained": str(a.retained), "held": str(a.held)} for a in accounts_of(file)],
        "evidence": list(file.evidence),
        "flags": list(file.flags),
        "due": [{"by": d.by.isoformat(), "what": d.what, "state": d.state(opened.options.as_at), "counted": d.counted, "clause": d.clause, "verified": d.verified} for d in _due(opened)],
        "allowed_next": [step_json(step, opened) for step in allowed(opened)],
    }  # fmt: skip


def show_timeline(case: str, rows: Sequence[TimelineRow]) -> None:
    """Print every event of a case in order."""
    print(case)
    if not rows:
        print("  no event is recorded")
    for row in rows:
        undone = "" if row.state == "counts" else f"  [{row.state}]"
        print(paragraph(f"{row.number}. {in_words(row.on)}: {row.what}{undone}", "  ", "     "))
        print(f"     recorded by {printable(row.by)} at {row.recorded_at}; head {row.head[:16]}…")


def proposals_json(checked: Iterable[CheckedContract]) -> list[dict[str, Any]]:
    """What is proposed and held back in each contract, for programs."""
    return [
        {
            "contract": one.contract.contract,
            "period": one.period.label,
            "proposals": [{"case": p.case, "stage": p.stage, "because": list(p.because)} for p in one.proposals],
            "held_back": [{"case": h.case, "stage": h.stage, "because": list(h.because)} for h in one.held_back],
        }
        for one in checked
    ]


def _edition(opened: OpenCase) -> str:
    form = form_shown(opened.file, opened.desk.contract, opened.options.as_at)
    return opened.rulebook.forms[form].edition if form in opened.rulebook.forms else form


def show_proposals(checked: Iterable[CheckedContract]) -> None:
    """Print what is proposed and held back in each contract."""
    from pxcommission.packs.standing import stage_name

    for one in checked:
        print(f"{one.contract.contract}, {one.period.label}, as known on {in_words(one.as_at)}")
        for proposal in one.proposals:
            print(paragraph(f"{proposal.case}: {stage_name(one, proposal.stage)}", "  ", "    "))
            for why in proposal.because:
                print(paragraph(why, "    ", "      "))
        for held in one.held_back:
            print(
                paragraph(
                    f"{held.case}: {stage_name(one, held.stage)} held back: {'; '.join(held.because)}", "  ", "    "
                )
            )
        if not one.proposals and not one.held_back:
            print("  nothing is proposed")


def _say(heading: str, lines: Sequence[str]) -> None:
    if lines:
        print(f"{heading}:")
        for line in lines:
            print(paragraph(line, "  ", "    "))


def _line(one: Happened, names: dict[str, str]) -> str:
    document = getattr(one.details, "document", None)
    kept = f" [{document.file}, SHA-256 {document.sha256[:16]}…]" if document else ""
    cited = "; cites " + ", ".join(one.details.findings) if isinstance(one.details, LetterIssued) else ""
    return f"{in_words(one.on)}: {told(one.details, names)}{kept}{cited}"


def _milestones(opened: OpenCase) -> list[str]:
    found = []
    for name, one in opened.file.milestones.items():
        became = (
            f"met on {in_words(one.met_on)}"
            if one.met_on
            else "overdue"
            if one.overdue(opened.options.as_at)
            else "open"
        )
        became = f"{became}; missed on {in_words(one.missed_on)}" if one.missed_on else became
        found.append(f"{name}: {one.milestone.action} ({one.milestone.owner}), due {in_words(one.due)}: {became}")
    return found


def _due(opened: OpenCase) -> tuple[Any, ...]:
    return due_in_case(opened.file, opened.rulebook.forms, opened.options.as_at, opened.rulebook.extra_bank_holidays)
