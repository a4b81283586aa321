"""`pxcommission approve`: a sign-off before a step is taken, with its evidence."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.case_desk import OpenCase, day, given_file, not_ahead, open_case, recorded
from pxcommission.cli.case_money_options import Base, number_given
from pxcommission.cli.case_options import Case, DryRun, On
from pxcommission.cli.case_said import say_event
from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.cli.writing import clean

if TYPE_CHECKING:
    from pxcommission.cases.kinds import SumSignedOff


def approve(
    context: typer.Context,
    case: Case,
    step: Annotated[
        str, typer.Option(metavar="STEP", help="The step or stage signed off: challenge, notice, withhold …")
    ],
    role: Annotated[str, typer.Option(metavar="ROLE", help="The office of the one who signed it off.")],
    evidence: Annotated[
        str, typer.Option(metavar="FILE|TEXT", help="The e-mail or signed PDF, or where the sign-off is written.")
    ],
    person: Annotated[
        str, typer.Option(metavar="NAME", help="Who signed it off (default: the one recording it).")
    ] = "",
    on: On = None,
    month: Annotated[
        str, typer.Option(metavar="YYYY-MM", help="For a withholding: the month of the sum signed off.")
    ] = "",
    per_cent: Annotated[
        str, typer.Option("--per-cent", metavar="NUMBER", help="For a withholding: the share signed off, at most.")
    ] = "",
    base: Base = "AMV",
    milestone: Annotated[
        str, typer.Option(metavar="ID", help="For a withholding: the missed step of the plan, if it is for one.")
    ] = "",
    dry_run: DryRun = False,
) -> None:
    """Somebody signed off a step before it is taken; kept by the hash of its evidence. Formats: text, json.

    Where two sign-offs are needed they are by two people in two roles; where a second person is needed, by another than the
    one who records the step. A sign-off is used up when the step is taken. That of a withholding names the sum, and is good for
    no other month or missed step and for no higher share; that of a retention is of the sum held on its day.

    \b
    Example:
      pxcommission approve FFT-IP-POSITIVE --step withhold --month 2026-02 --per-cent 2 --milestone 1 --role "Head of contracting" --person "Head of contracting" \\
        --on 2026-04-13 --evidence mail.pdf --by "Contract manager"
    """
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import Approval, Approved, kind_of
    from pxcommission.casework.approvals import missing, needed_for, recorded_for
    from pxcommission.casework.desk import with_entries, word_approved
    from pxcommission.casework.told import told

    options = options_of(context)
    only_formats(options, "text", "json")
    signed = not_ahead("--on", day("--on", on, options.as_at), options)
    opened = open_case(options, case, signed, writing=not dry_run)
    word, needs = word_approved(opened.desk, step, signed, "durable")
    of = _sum_signed_off(opened, word, month, per_cent, base, milestone)
    given, document = given_file(opened.file.contract, _file(evidence))
    text = document.file if document else clean("--evidence", evidence)
    approval = Approval(
        role=clean("--role", role),
        on=signed,
        evidence=text,
        sha256=document.sha256 if document else hashlib.sha256(text.encode()).hexdigest(),
        person=clean("--person", person or options.by or role),
        of=of,
    )
    made = Approved(step=word, approval=approval)
    entry = Entry(opened.file.contract, opened.file.case, kind_of(made), signed, made.recorded(), opened.file.events)
    events = () if dry_run else recorded(options, opened.register, [entry], [(given, document)])
    after = recorded_for(with_entries(opened.events, [entry]), word, signed)
    still = list(missing(needed_for(opened.desk.contract, opened.desk.ladder, word, needs), after, options.by))
    notes = [f"still needed: {what}" for what in still] or [
        "nothing more is needed from others; the step can be recorded"
    ]
    say_event(opened, told(made, opened.desk.names()), events, notes)


def _sum_signed_off(
    opened: OpenCase, word: str, month: str, per_cent: str, base: str, milestone: str
) -> SumSignedOff | None:
    """The sum a sign-off is of; None for a step that neither withholds nor keeps one."""
    from pxcommission.cases.kinds import SumSignedOff
    from pxcommission.cases.monthly_values import BASES, month_is_written_well
    from pxcommission.cases.needs import still_held

    step = opened.desk.form.step(word)
    withholds, keeps = step is not None and bool(step.caps), step is not None and step.money and step.settles
    if not withholds and (month or per_cent or milestone):
        usage(f"--month, --per-cent and --milestone belong to the sign-off of a withholding; '{word}' is none")
    if keeps:
        return SumSignedOff(amount=still_held(opened.file))
    if not withholds:
        return None
    if not (month and per_cent):
        usage("a withholding is signed off with its sum: give --month 2026-02 and --per-cent 2 (and --milestone ID)")
    if not month_is_written_well(month):
        usage(f"--month {month}: not a month; write 2026-02")
    if base not in BASES:
        usage(f"--base {base}: unknown; write AMV (actual) or EMV (expected monthly value)")
    share = number_given("--per-cent", per_cent)
    return SumSignedOff(month=month, base=base, per_cent=share, milestone=milestone)


def _file(evidence: str) -> Path | None:
    """The evidence as a file, where it is the path of one."""
    if "\n" in evidence or len(evidence) > 1000:
        return None
    path = Path(evidence)
    looks_like_one = path.suffix.lower() in (".pdf", ".eml", ".msg", ".docx", ".png", ".jpg", ".txt", ".html")
    return path if path.is_file() or (looks_like_one and " " not in evidence) else None
