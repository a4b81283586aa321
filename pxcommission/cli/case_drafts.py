"""`pxcommission case draft`: the Word document of a step, with what is known filled in and the rest left to a person."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from pxcommission.cli.case_desk import OpenCase, day, open_case
from pxcommission.cli.case_money_options import Base, Basis, Interest, Month, Since, interest_given, number_given
from pxcommission.cli.case_options import Case, Dated
from pxcommission.cli.case_steps import MilestoneId
from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.cli.writing import clean
from pxcommission.periods import in_words

if TYPE_CHECKING:
    from pxcommission.cases.kinds import Milestone, Sum, SumSettled
    from pxcommission.cases.settlements import InterestTerms
    from pxcommission.casework.drafting import DocumentMeant
    from pxcommission.cli.options import Options
    from pxcommission.inference.checked import CheckedContract


def draft(
    context: typer.Context,
    case: Case,
    step: Annotated[
        str, typer.Option(metavar="STEP", help="A step (notice, withhold …), stage, or document (thanks …).")
    ],
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="OUT.docx", help="Where to (default: DOCUMENT-REQUIREMENT.docx here)."),
    ] = None,
    dated: Dated = None,
    period: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="Whose figures (default: those the case's letters cite).")
    ] = None,
    fill: Annotated[
        list[str] | None, typer.Option(metavar="'LABEL=TEXT'", help="Fill in a line of the document; may be repeated.")
    ] = None,
    milestone: MilestoneId = "",
    plan: Annotated[Path | None, typer.Option(metavar="PLAN.xlsx", help="For a plan: its actions.")] = None,
    month: Month = None,
    per_cent: Annotated[str, typer.Option("--per-cent", metavar="NUMBER", help="For a withholding: the share.")] = "",
    base: Base = "AMV",
    ground: Annotated[str, typer.Option(metavar="TEXT", help="For a withholding: the ground.")] = "",
    reason: Annotated[str, typer.Option(metavar="TEXT", help="For a sum given back or kept: why.")] = "",
    interest: Interest = "",
    basis: Basis = "",
    since: Since = None,
) -> None:
    """Write the Word draft of a step's document: contents, dates counted, figures and sums. Formats: text, json.

    Nothing is recorded and nothing is sent. What stands in [To fill in: …] is left to a person; the step's command refuses the
    file as sent while any is left.

    \b
    Examples:
      pxcommission case draft FFT-IP-POSITIVE --step notice --dated 2025-12-19
      pxcommission case draft FFT-IP-POSITIVE --step withhold --month 2026-02 --per-cent 2 --milestone 1 --ground "not put right"
      pxcommission case draft CMP-ANSWERED --step thanks --file thanks.docx
    """
    from pxcommission.cases.audit import head_text
    from pxcommission.casework.drafting import document_meant, subject_for
    from pxcommission.packs.process_documents import process_document
    from pxcommission.packs.process_model import DocumentWanted
    from pxcommission.whole_files import write_whole

    options = options_of(context)
    only_formats(options, "text", "json")
    on = day("--dated", dated, options.as_at)
    known = min(on, options.as_at)
    opened = open_case(options, case, on, known=known)
    meant = document_meant(opened.desk, step, on, "durable")
    out = file or Path(f"{meant.kind}-{'-'.join(opened.file.case.split('/')[1:])}.docx")
    if out.exists():
        usage(f"{out}: it exists already, and a draft is never written over; choose another name with --file")
    checked = _checked(replace(options, as_at=known), opened, meant.kind, on, period)
    n, last = opened.register.head()
    subject = subject_for(checked, opened.desk, meant.kind, on, head_text((n, last)) if n else "")
    wanted = DocumentWanted(
        kind=meant.kind,
        on=on,
        step=meant.step,
        milestones=_actions(plan),
        missed=milestone,
        sums=_sums(opened, meant, on, month or (), per_cent, base, ground, milestone),
        settled=_settled(opened, meant, on, month or (), reason, interest_given(interest, basis, since, on)),
        texts=_texts(fill or ()),
    )
    write_whole(out, process_document(options.workspace / "rules" / "letters", subject, wanted))
    _say(opened, out, meant, on, checked.period.label, len(subject.facts))


def _checked(options: Options, opened: OpenCase, kind: str, on: date, period: str | None) -> CheckedContract:
    """The check whose figures the document shows: of the period asked for, else of the first quarter that has any."""
    from pxcommission.casework.drafting import figures_shown, periods_about
    from pxcommission.cli.check import checked_contracts

    wanted = [period] if period else [one.label for one in periods_about(opened.file, kind, on)]
    first: CheckedContract | None = None
    for label in wanted:
        (checked,) = checked_contracts(options, label, [opened.file.contract])
        if figures_shown(checked, opened.file.case, kind):
            return checked
        first = first or checked
    assert first is not None  # noqa: S101 (there is always a quarter to look at)
    return first


def _say(opened: OpenCase, out: Path, meant: DocumentMeant, on: date, period: str, figures: int) -> None:
    from pxcommission.casework.kept_files import file_given
    from pxcommission.casework.sent_document import sent_document
    from pxcommission.packs.process_parts import places_to_fill_in

    document = sent_document(file_given(out))
    left = sum(places_to_fill_in(one.text) for one in document.passages)
    if opened.options.format == "json":
        shown = {
            "case": opened.file.case, "document": meant.kind, "step": meant.step or None, "file": out.as_posix(),
            "dated": on.isoformat(), "period": period, "figures": figures, "left_to_fill_in": left,
        }  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    print(f"{out.as_posix()}: draft of the {meant.kind.replace('-', ' ')}, dated {in_words(on)}")
    of_period = f"{figures} figure{'' if figures == 1 else 's'} of {period}"
    told = f"{of_period} shown; {left} place{'' if left == 1 else 's'} left to fill in"
    print(paragraph(told, "  ", "  "))
    print(
        paragraph("Nothing is recorded. When it has gone out: the step's own command with --file SENT.docx", "  ", "  ")
    )


def _actions(plan: Path | None) -> tuple[Milestone, ...]:
    from pxcommission.casework.plans import milestones_in

    if plan is not None and not plan.is_file():
        usage(f"{plan}: there is no such file")
    return milestones_in(plan) if plan is not None else ()


def _sums(
    opened: OpenCase, meant: DocumentMeant, on: date, months: Sequence[str], per_cent: str, base: str, ground: str,
    milestone: str,
) -> tuple[Sum, ...]:  # fmt: skip
    """The sums of a withholding, worked out as they would be recorded; none until month and share are given."""
    from pxcommission.cases.steps import step_of
    from pxcommission.casework.money import sum_to_withhold

    if meant.kind != "withholding-notice" or not (months and per_cent):
        return ()
    step, share = step_of(opened.desk.form, meant.step), number_given("--per-cent", per_cent)
    return tuple(
        sum_to_withhold(opened.desk, opened.rulebook, step, on, month, base, share, ground, milestone)
        for month in months
    )


def _settled(
    opened: OpenCase, meant: DocumentMeant, on: date, months: Sequence[str], reason: str, terms: InterestTerms | None
) -> tuple[SumSettled, ...]:
    """What is given back or kept of the sums held; none where nothing is held."""
    from pxcommission.cases.kinds import SumSettled
    from pxcommission.cases.ledger import accounts_of
    from pxcommission.casework.money import outcome_of, settlements

    outcome = outcome_of(meant.step)
    if outcome is None or not any(one.held + one.retained > 0 for one in accounts_of(opened.file)):
        return ()
    made = settlements(opened.file, outcome, reason, on, months, None, terms)
    return tuple(SumSettled.model_validate(entry.details) for entry in made)


def _texts(given: Sequence[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for text in given:
        label, equals, words = text.partition("=")
        if not equals:
            usage(f"--fill '{text}': write 'LABEL=TEXT', with the label as the document has it")
        found[label.strip()] = clean("--fill", words)
    return found


def register_drafts(app: typer.Typer) -> None:
    """Add this command to `case`."""
    app.command("draft")(draft)
