"""`pxcommission concern`: what people say becomes a letter that alleges no level: raise it, draft it again, record that it went out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from pxcommission.cli.case_desk import OpenCase, case_opened, day, not_ahead, open_case, recorded, register_of
from pxcommission.cli.case_options import METHODS, Dated, Differs, DryRun, Method, Served
from pxcommission.cli.concern_said import say_issued, say_raised
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.cli.writing import clean, require_name
from pxcommission.problems import did_you_mean, printable

if TYPE_CHECKING:
    from pxcommission.cases.case_file import Happened
    from pxcommission.cases.kinds import ConcernRaised, Deadline
    from pxcommission.inference.checked import CheckedContract
    from pxcommission.packs.concern_letter import ConcernLetter, ConcernStated

app = typer.Typer(
    help="A quality concern: what people say, put to the provider in a letter that alleges no level and no clause.",
    epilog="Then it is a case like others: case show, case respond, case close, due.",
    no_args_is_help=True,
)
Service = Annotated[str, typer.Option(help="The service it is about, or all.")]
Aspect = Annotated[str, typer.Option(help="The aspect of a good experience it is about.")]
Out = Annotated[
    Path | None, typer.Option("--file", metavar="OUT.docx", help="Where to write the letter (default: a name here).")
]


@app.command("raise")
def raise_concern(
    context: typer.Context,
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="The contract.")],
    service: Service,
    aspect: Aspect,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why: it stands in the record and in the letter.")],
    period: Annotated[str | None, typer.Option(help="2025/26-Q2; the last whole quarter unless told.")] = None,
    ask: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="A question of your own instead of the usual three; may be repeated."),
    ] = None,
    quotation: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Quote only this one (may be repeated); all picked ones unless told."),
    ] = None,
    without_signal: Annotated[
        bool, typer.Option("--without-signal", help="Raise it though words alone are no signal; the record says so.")
    ] = False,
    dated: Dated = None,
    file: Out = None,
    dry_run: DryRun = False,
) -> None:
    """The quality lead raises a concern from words alone: recorded in a case of its own, with the draft of its letter.

    The letter cites counts, themes and the passages people agreed to, says what is asked and by when, and how to correct it.
    It says of no requirement that it was not met. Refused where words alone are no signal. Needs --by. Formats: text, json.

    \b
    Example:
      pxcommission concern raise EXAMPLE-ACUTE --service inpatient --aspect "emotional support" --period 2025/26-Q2 \\
        --reason "People on two wards tell us that nobody had time for their worries" --by "Quality lead"
    """
    from pxcommission.casework.concern import ConcernWanted, case_of, concern_entry, concern_of

    options, on = _options(context, dated)
    require_name(options, dry_run)
    checked = _checked(replace(options, as_at=on), contract, period)
    _known(checked, service, aspect)
    texts = tuple(clean("--ask", one) for one in ask or ())
    wanted = ConcernWanted(service, aspect, clean("--reason", reason), without_signal, tuple(quotation or ()), texts)
    raised = concern_of(options.workspace, checked, wanted, on)
    opened = _opened(options, case_of(checked, wanted), on, writing=not dry_run)
    entry = concern_entry(opened.file, raised, on)
    number = opened.file.events + 1
    out = _where(file, opened.file.case)
    letter, stated, reply = _letter(options, checked, raised, on, f"{opened.file.case}/{number}")
    events = () if dry_run else recorded(options, opened.register, [entry])
    if not dry_run:
        _write(options, opened, out, letter, on)
    say_raised(opened, raised, stated, reply, out, events, dry_run)


@app.command("draft")
def draft(
    context: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE", help="CONTRACT/CONCERN-ASPECT/service, or a part of it.")],
    dated: Dated = None,
    file: Out = None,
) -> None:
    """Write the draft of a concern's letter again: for another date, or because a passage may no longer be quoted.

    Nothing is recorded. Formats: text, json.

    \b
    Example: pxcommission concern draft CONCERN-EMOTIONAL-SUPPORT --dated 2025-11-28 --file letter.docx
    """
    from pxcommission.casework.concern_sent import letter_to_send

    options, on = _options(context, dated, ahead=True)
    known = min(on, options.as_at)
    opened = open_case(options, case, on, known=known)
    event, raised = _raised(letter_to_send(opened.file))
    checked = _checked(replace(options, as_at=known), opened.file.contract, raised.period)
    out = _where(file, f"{opened.file.case}")
    letter, stated, reply = _letter(options, checked, raised, on, f"{opened.file.case}/{event}")
    _write(options, opened, out, letter, on)
    say_raised(opened, raised, stated, reply, out, (), dry_run=False, again=True)


@app.command("issue")
def issue(
    context: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE", help="CONTRACT/CONCERN-ASPECT/service, or a part of it.")],
    file: Annotated[Path, typer.Option("--file", metavar="SENT.docx", help="The Word file exactly as it was sent.")],
    dated: Annotated[str, typer.Option("--dated", metavar="DATE", help="The date the letter bears.")],
    served: Served = None,
    method: Method = "email",
    reply_by: Annotated[
        str | None, typer.Option("--reply-by", metavar="DATE", help="The reply date, where another one was agreed.")
    ] = None,
    differs: Differs = "",
    dry_run: DryRun = False,
) -> None:
    """The concern's letter went out: it is compared with what may be said on its date, kept with its hash, and recorded once.

    Words that people no longer agree to stop it. Needs --by. Formats: text, json.

    \b
    Example:
      pxcommission concern issue CONCERN-EMOTIONAL-SUPPORT --file sent.docx --dated 2025-11-24 --by "Quality lead"
    """
    issue_concern(context, case, file, dated, served, method, reply_by, differs, dry_run)


def issue_concern(
    context: typer.Context, case: str, file: Path, dated: str, served: str | None, method: str, reply_by: str | None,
    differs: str, dry_run: bool,
) -> None:  # fmt: skip
    """As `concern issue`; `case issue` comes here with the case of a concern."""
    from pxcommission.assessment.small_numbers_record import record_shared
    from pxcommission.casework.concern import reply_deadline
    from pxcommission.casework.concern_sent import ConcernSent, letter_to_send, sent_entries
    from pxcommission.casework.kept_files import file_given, kept_as

    options, on = _options(context, dated)
    if method not in METHODS:
        usage(f"--method {method}: unknown; known: {', '.join(METHODS)}")
    opened = open_case(options, case, on, writing=not dry_run)
    event, raised = _raised(letter_to_send(opened.file))
    checked = _checked(replace(options, as_at=on), opened.file.contract, raised.period)
    given, reference = file_given(file), f"{opened.file.case}/{event}"
    letter, stated, reply = _letter(options, checked, raised, on, reference)
    reply = reply_deadline(checked, on, day("--reply-by", reply_by, on) if reply_by else None)
    went = not_ahead("--served", day("--served", served, on), options)
    why = clean("--differs", differs) if differs else ""
    sent = ConcernSent(given, kept_as(opened.file.contract, given, reference), on, went, method, why)
    entries = sent_entries(opened.file, sent, letter, reply, checked.run)
    events = () if dry_run else recorded(options, opened.register, entries, [(given, sent.document)])
    if events and stated.table is not None:
        record_shared(options.workspace, stated.table)
    say_issued(opened, sent.document.file, on, reply, events)


def _options(context: typer.Context, dated: str | None, ahead: bool = False) -> tuple[Options, date]:
    options = options_of(context)
    only_formats(options, "text", "json")
    on = day("--dated", dated, options.as_at)
    return options, on if ahead else not_ahead("--dated", on, options)


def _checked(options: Options, contract: str, period: str | None) -> CheckedContract:
    from pxcommission.cli.check import checked_contracts
    from pxcommission.periods import add_months, quarter_of

    last = quarter_of(add_months(quarter_of(options.as_at).start, -3))
    return checked_contracts(options, period or last.label, [contract])[0]


def _known(checked: CheckedContract, service: str, aspect: str) -> None:
    services, aspects = [*checked.contract.services, "all"], list(checked.vocabulary.aspects)
    for option, word, known in (("--service", service, services), ("--aspect", aspect, aspects)):
        if word not in known:
            usage(f"{option} {printable(word)}: unknown{did_you_mean(word, known)}; known: {', '.join(known)}")


def _opened(options: Options, case: str, on: date, writing: bool) -> OpenCase:
    from pxcommission.rulebook.rulebook import load_rulebook

    register = register_of(options, writing=writing)
    return case_opened(options, load_rulebook(options.workspace), register, case, on)


def _raised(happened: Happened) -> tuple[int, ConcernRaised]:
    """The number of the event that raised it, and its details."""
    from pxcommission.cases.kinds import ConcernRaised

    assert isinstance(happened.details, ConcernRaised)  # noqa: S101 (it was looked for by that)
    return happened.event.number, happened.details


def _letter(
    options: Options, checked: CheckedContract, raised: ConcernRaised, on: date, reference: str
) -> tuple[ConcernLetter, ConcernStated, Deadline]:
    from pxcommission.casework.concern import reply_deadline, stated_of
    from pxcommission.packs.concern_letter import concern_letter

    stated, reply = stated_of(options.workspace, checked, raised, on), reply_deadline(checked, on)
    return concern_letter(checked, stated, on, reply, reference), stated, reply


def _where(file: Path | None, case: str) -> Path:
    out = file or Path(f"quality-concern-{'-'.join(case.split('/')[1:]).replace(' ', '-')}.docx")
    if out.exists():
        usage(f"{out}: it exists already, and a draft is never written over; choose another name with --file")
    return out


def _write(options: Options, opened: OpenCase, out: Path, letter: ConcernLetter, on: date) -> None:
    from pxcommission.cases.audit import head_text
    from pxcommission.packs.concern_letter import concern_document
    from pxcommission.whole_files import write_whole

    n, last = opened.register.head()
    head = head_text((n, last)) if n else ""
    write_whole(out, concern_document(options.workspace / "rules" / "letters", letter, on, head))
