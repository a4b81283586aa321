"""Letters and answers: recording that a letter went out, what the provider replied, and decisions or answers from a file."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from pxcommission.cli.case_desk import (
    ADDRESS,
    OpenCase,
    case_opened,
    day,
    given_file,
    not_ahead,
    open_case,
    recorded,
    register_of,
)
from pxcommission.cli.case_options import METHODS, DryRun, On
from pxcommission.cli.case_said import say_event
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.cli.writing import clean, require_name
from pxcommission.periods import in_words
from pxcommission.problems import ProblemsFound, printable

if TYPE_CHECKING:
    from pxcommission.cases.events import Event
    from pxcommission.casework.issuing import Issue
    from pxcommission.casework.letter_refusals import LetterSent
    from pxcommission.workspace import Workspace

POSITIONS = ("accepts", "disputes", "partly")


def issue(
    context: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE|CONTRACT", help="The contract, or a case the letter cites.")],
    file: Annotated[Path, typer.Option("--file", metavar="SENT.docx", help="The Word file exactly as it was sent.")],
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help="The date the letter bears.")],
    served: Annotated[
        str | None, typer.Option("--served", metavar="DATE", help="The day it was served (default: its date).")
    ] = None,
    method: Annotated[str, typer.Option("--method", metavar="email|post|by-hand", help="How it was served.")] = "email",
    pack: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The folder of its pack, or of packs (default: packs/).")
    ] = None,
    reply_by: Annotated[
        str | None, typer.Option("--reply-by", metavar="DATE", help="The reply date, where another one was agreed.")
    ] = None,
    differs: Annotated[
        str, typer.Option("--differs", metavar="REASON", help="Why the letter rightly differs from the findings.")
    ] = "",
    dry_run: DryRun = False,
) -> None:
    """A pack's letter (or page of questions) went out: every case it cites is recorded, once. Formats: text, json.

    The file is compared with the findings first: figures, levels, clauses, its date and the reply date. What differs is named
    and nothing is recorded, unless --differs says why. The file is kept with its hash.

    \b
    Example:
      pxcommission case issue EXAMPLE-ACUTE --file sent.docx --dated 2025-11-24 --served 2025-11-24 --method email \\
        --by "Contract manager"
    """
    from pxcommission.cases.case_file import case_files
    from pxcommission.casework.issuing import issue_of
    from pxcommission.workspace import open_workspace

    if names_a_concern(case):
        from pxcommission.cli.concern import issue_concern

        issue_concern(context, case, file, dated, served, method, reply_by, differs, dry_run)
        return
    options = options_of(context)
    only_formats(options, "text", "json")
    if method not in METHODS:
        usage(f"--method {method}: unknown; known: {', '.join(METHODS)}")
    require_name(options, dry_run)
    workspace = open_workspace(options.workspace, os.environ.get(ADDRESS))
    sent = _sent(options, workspace, case, file, dated, served, method, pack, reply_by, differs)
    register = register_of(options, writing=not dry_run)
    files = case_files(register.events(contract=sent.contract))
    found = issue_of(workspace, files, sent, "durable")
    kept = [(sent.given, found.document)]
    events = () if dry_run else recorded(options, register, found.entries, kept, _lost(register, sent))
    _say_issue(options, found, sent, events)


def names_a_concern(case: str) -> bool:
    """Whether the name, or the part of one, is that of a quality concern's case, whose letter is no pack's."""
    return any(part.strip().upper().startswith("CONCERN-") for part in case.split("/"))


def _sent(
    options: Options, workspace: Workspace, case: str, file: Path, dated: str, served: str | None, method: str,
    pack: Path | None, reply_by: str | None, differs: str,
) -> LetterSent:  # fmt: skip
    from pxcommission.casework.case_names import case_named, cases_of, contract_of
    from pxcommission.casework.kept_files import file_given
    from pxcommission.casework.letter_refusals import LetterSent

    on = not_ahead("--dated", day("--dated", dated, options.as_at), options)
    contracts = {name.casefold(): name for name in workspace.rulebook.contracts}
    contract = contracts.get(case.strip().casefold(), "")
    named = "" if contract else case_named(case, cases_of(workspace.rulebook))
    served_on = not_ahead("--served", day("--served", served, on), options)
    if served_on < on:
        usage(f"--served {served_on}: before the letter's date {on}; a letter is not served before it is written")
    return LetterSent(
        contract=contract or contract_of(named),
        given=file_given(file),
        dated=on,
        served=served_on,
        method=method,
        by=options.by,
        packs=pack or options.workspace / "packs",
        case=named,
        reply_by=day("--reply-by", reply_by, on) if reply_by else None,
        differs=clean("--differs", differs) if differs else "",
    )


def _lost(register: object, sent: LetterSent) -> Callable[[str], ProblemsFound]:
    """What to say when another recording was faster: usually the same letter, at the same moment."""
    from pxcommission.cases.case_file import case_files
    from pxcommission.cases.register import Register
    from pxcommission.casework.letter_refusals import refuse_issued_already
    from pxcommission.cli.case_desk import overtaken

    def said(case: str) -> ProblemsFound:
        assert isinstance(register, Register)  # noqa: S101
        try:
            refuse_issued_already(case_files(register.events(contract=sent.contract)), sent)
        except ProblemsFound as already:
            return already
        return overtaken(register, case)

    return said


def _say_issue(options: Options, found: Issue, sent: LetterSent, events: tuple[Event, ...]) -> None:
    numbers = {event.case: event.number for event in events if event.kind == "letter issued"}
    if options.format == "json":
        shown = {
            "contract": sent.contract, "file": found.document.file, "sha256": found.document.sha256,
            "reference": found.document.reference, "dated": sent.dated.isoformat(), "served": sent.served.isoformat(),
            "method": sent.method, "reply_by": found.deadline.by.isoformat() if found.deadline else None,
            "cases": [{"case": case, "stage": stage, "event": numbers.get(case)} for case, stage in found.stages.items()],
            "differences": list(found.differences), "notes": list(found.notes), "recorded": bool(events),
            "head": f"{events[-1].n}:{events[-1].head}" if events else None,
        }  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    print(f"{found.document.reference}, dated {in_words(sent.dated)}, served {in_words(sent.served)} by {sent.method}")
    print("The letter agrees with the findings." if not found.differences else f"The letter differs: {sent.differs}")
    for line in found.differences:
        print(paragraph(line, "  ", "    "))
    for case, stage in found.stages.items():
        print(f"  {case}: {stage} issued")
    if found.deadline is not None:
        mark = "" if found.deadline.verified else "; not verified"
        print(
            paragraph(
                f"Reply asked for by {in_words(found.deadline.by)} ({found.deadline.counted}, {found.deadline.clause}{mark}). It is no contractual period."
            )
        )
    for note in found.notes:
        print(paragraph(f"note: {note}"))
    if not events:
        print("Nothing was recorded (--dry-run).")
        return
    print(f"Kept as {found.document.file} (SHA-256 {found.document.sha256[:16]}…)")
    print(
        f"Recorded for {len(numbers)} cases by {printable(events[-1].by)}; head {events[-1].n}:{events[-1].head[:16]}…"
    )
    print("Next: pxcommission due; when the reply comes: pxcommission case respond CASE --position … --summary …")


def respond(
    context: typer.Context,
    case: Annotated[
        str, typer.Argument(metavar="CASE|CONTRACT", help="A case; or a contract: every case awaiting a reply.")
    ],
    position: Annotated[str, typer.Option(metavar="accepts|disputes|partly", help="What the provider says to it.")],
    summary: Annotated[str, typer.Option(metavar="TEXT", help="Their answer in a sentence or two.")],
    file: Annotated[
        Path | None, typer.Option("--file", metavar="REPLY", help="The reply as received; kept with its hash.")
    ] = None,
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """The provider answered the last letter or step, in one case or in every case of the letter. Formats: text, json.

    \b
    Examples:
      pxcommission case respond FFT-IP-POSITIVE --file reply.pdf --position partly --summary "two wards were short of staff" \
        --by "Contract manager"
      pxcommission case respond EXAMPLE-ACUTE --file reply.pdf --position accepts --summary "see the letter" --by "Contract manager"
    """
    from pxcommission.cases.kinds import ReplyReceived
    from pxcommission.casework.replies import reply_entry
    from pxcommission.casework.told import told

    options = options_of(context)
    only_formats(options, "text", "json")
    if position not in POSITIONS:
        usage(f"--position {position}: unknown; write one of: {', '.join(POSITIONS)}")
    received = not_ahead("--on", day("--on", on, options.as_at), options)
    said = cast(Literal["accepts", "disputes", "partly"], position)
    opened = _answered(options, case, received, dry_run)
    given, document = given_file(opened[0].file.contract, file)
    reply = ReplyReceived(position=said, summary=clean("--summary", summary), document=document)
    entries = [reply_entry(one.file, reply, received) for one in opened]
    events = () if dry_run else recorded(options, opened[0].register, entries, [(given, document)])
    cases = [f"also in {one.file.case}" for one in opened[1:]]
    say_event(opened[0], told(reply), events, [*cases, *_notes_of_reply(opened[0], received)])


def _answered(options: Options, name: str, on: date, dry_run: bool) -> list[OpenCase]:
    """The case of that name; of a contract every case whose letter awaits a reply."""
    from pxcommission.cases.case_file import case_files
    from pxcommission.casework.replies import awaiting_reply
    from pxcommission.rulebook.rulebook import load_rulebook

    if "/" in name:
        return [open_case(options, name, on, writing=not dry_run)]
    rulebook = load_rulebook(options.workspace)
    contract = next((one for one in rulebook.contracts if one.casefold() == name.strip().casefold()), "")
    if not contract:
        return [open_case(options, name, on, writing=not dry_run)]
    require_name(options, dry_run)
    register = register_of(options, writing=not dry_run)
    waiting = awaiting_reply(case_files(register.events(contract=contract)), contract)
    return [case_opened(options, rulebook, register, one.case, on) for one in waiting]


def _notes_of_reply(opened: OpenCase, received: date) -> list[str]:
    from pxcommission.cases.ladder_states import reply_awaited

    awaited = reply_awaited(opened.file)
    due = awaited.reply.by if awaited and awaited.reply else None
    if due is not None and due < received:
        return [f"note: the reply was asked for by {in_words(due)}"]
    if not opened.file.letters and not opened.file.notices:
        return ["note: no letter or step is recorded that this could answer"]
    return []


def register_letters(app: typer.Typer) -> None:
    """Add these commands to `case`."""
    app.command("issue")(issue)
    app.command("respond")(respond)
