"""`pxcommission listening page`: the quarter's "You said, we did", as a web page and a Word file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.case_desk import recorded, register_of
from pxcommission.cli.check import period_asked_for
from pxcommission.cli.listening_desk import trail_known
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.cli.writing import require_name

if TYPE_CHECKING:
    from pxcommission.casework.trail import TrailKnown
    from pxcommission.casework.trail_page import PageWanted
    from pxcommission.listening.quotations import Quoted
    from pxcommission.packs.folders import Placed
    from pxcommission.packs.you_said import YouSaid
    from pxcommission.rulebook.rulebook import ContractInForce


def page(
    context: typer.Context,
    period: Annotated[str, typer.Argument(help="The quarter: 2025/26-Q2 or '2025/26 Q2'.")],
    contract: Annotated[str, typer.Option(metavar="ID", help="The page of this contract's provider.")] = "",
    provider: Annotated[
        str, typer.Option(metavar="ODS", help="The page of this provider, over all its contracts.")
    ] = "",
    quotation: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Quote only this passage (may be repeated); all picked ones unless told."),
    ] = None,
    release: Annotated[
        bool, typer.Option("--release", help="A person read it: without the word draft, its counts recorded as shared.")
    ] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where to (default: here).")] = None,
) -> None:
    """Write "You said, we did" of a quarter: what people said, what was done, what happened since. Formats: text, json.

    Counts of 1 to 4 are hidden, with as many more as it takes. Words of people are in it only as passages somebody picked
    with consent. It is a draft until it is released with --release and --by NAME. The same inputs give the same bytes.

    \b
    Examples:
      pxcommission listening page 2025/26-Q2 --contract EXAMPLE-ACUTE
      pxcommission listening page 2025/26-Q2 --provider RZ1 --release --by "Quality lead" --out website
    """
    from pxcommission.assessment.small_numbers_record import record_shared, tables_shared
    from pxcommission.casework.trail_page import PageSources, PageWanted, you_said_page

    options = options_of(context)
    only_formats(options, "text", "json")
    if release:
        require_name(options, dry_run=False)
    known = trail_known(options)
    contracts = _contracts(known, contract, provider)
    quarter = period_asked_for(period)
    if len(quarter.months) != 3:
        usage(f"{quarter.label} is no quarter; write 2025/26-Q2")
    if quarter.start > options.as_at:
        usage(f"{quarter.label} has not begun on {options.as_at}")
    if release and quarter.end >= options.as_at:
        usage(f"{quarter.label} is not over on {options.as_at}: what is published can't be taken back; write a draft")
    wanted = PageWanted(contracts, str(contracts[0].contract.provider.ods), quarter, release)
    sources = PageSources(_quotations(options, wanted, quotation), tables_shared(options.workspace))
    made, table = you_said_page(known, wanted, sources)
    folder, placed, kept = _written(options, wanted, made, out or Path())
    if release:
        if table is not None:
            record_shared(options.workspace, table)
        _note_release(options, known, wanted, folder)
    notes = ["the quarter is not over yet"] if quarter.end > options.as_at else []
    notes += [f"what stood there before is kept in {kept.as_posix()}"] if kept else []
    notes += [
        "its counts are recorded as shared: later tables will not give away what this one hides"
    ] if release and table else []  # fmt: skip
    _say(options, (folder, placed), made, notes)


def _contracts(known: TrailKnown, contract: str, provider: str) -> tuple[ContractInForce, ...]:
    """The contracts of the page, all with one provider; stops with exit code 2 where it is not clear whose page is meant."""
    from pxcommission.casework.trail_heard import codes_of
    from pxcommission.problems import did_you_mean
    from pxcommission.workspace import chosen_contracts

    rulebook = known.workspace.rulebook
    if contract and provider:
        usage("say whose page once: --contract or --provider")
    name = {one.casefold(): one for one in rulebook.contracts}.get(contract.strip().casefold(), contract.strip())
    found = chosen_contracts(rulebook, [name] if name else [])
    code = provider.strip().upper()
    if code:
        known_codes = sorted({code for one in found for code in codes_of(one)})
        found = tuple(one for one in found if code in codes_of(one))
        if not found:
            usage(
                f"--provider {code}: no contract is with it{did_you_mean(code, known_codes)}; known: {', '.join(known_codes)}"
            )
    providers = sorted({str(one.contract.provider.ods) for one in found})
    if len(providers) > 1:
        usage(f"say whose page: --contract ID, or --provider with one of {', '.join(providers)}")
    return found


def _quotations(options: Options, wanted: PageWanted, chosen: list[str] | None) -> tuple[Quoted, ...]:
    """The passages of what was heard in the quarter that may be quoted today, or those of them that were chosen."""
    from pxcommission.casework.trail_heard import codes_of
    from pxcommission.listening.quotations import quotations_for
    from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean

    codes = frozenset(code for one in wanted.contracts for code in codes_of(one))
    span = wanted.period
    found = {
        one.id: one
        for one in quotations_for(options.workspace, codes, options.as_at)
        if span.start <= one.on <= span.end
    }
    unknown = [name for name in chosen or () if name not in found]
    if unknown:
        fix = f"may be quoted: {', '.join(found) or 'nothing'}; see `pxcommission feedback quotations`"
        raise ProblemsFound(
            [
                Problem(n, f"it is no passage of this quarter that may be quoted{did_you_mean(n, found)}", fix)
                for n in unknown
            ],
            ExitCode.REFUSED,
        )
    return tuple(found.values()) if chosen is None else tuple(found[name] for name in dict.fromkeys(chosen))


def _written(options: Options, wanted: PageWanted, made: YouSaid, out: Path) -> tuple[Path, Placed, Path | None]:
    """The folder with both files, and where one of that name that reads otherwise is kept: a person may have edited it."""
    from pxcommission.packs.folders import Placed, contents, environment_problems, place_folder
    from pxcommission.packs.you_said import you_said_document, you_said_html

    name = f"you-said-we-did-{wanted.provider}-{wanted.period.key}"
    files = {
        f"{name}.html": you_said_html(made),
        f"{name}.docx": you_said_document(options.workspace / "rules" / "letters", made, options.as_at),
    }
    with environment_problems(out):
        out.mkdir(parents=True, exist_ok=True)
        there = contents(out / name) if (out / name).is_dir() else {}
        _refuse_draft_over_released(out / name, there, made)
        digest = hashlib.sha256(b"".join(there[file] for file in sorted(there))).hexdigest()[:8]
        kept = f"{name}-kept-{digest}" if there else ""
        placed = place_folder(out, name, files, keep_as=kept)
    return out / name, placed, out / kept if placed is Placed.REPLACED and kept else None


def _refuse_draft_over_released(folder: Path, there: Mapping[str, bytes], made: YouSaid) -> None:
    """Raise ProblemsFound (exit code 6) where a draft would take the place of a page that a person released."""
    from pxcommission.packs.you_said import DRAFT
    from pxcommission.problems import ExitCode, Problem, ProblemsFound

    page_there = there.get(f"{folder.name}.html", b"")
    if made.draft and page_there and DRAFT.encode() not in page_there:
        message = "a released page stands here, and a draft would take its place"
        fix = "write the draft elsewhere with --out, or release this one with --release and --by NAME"
        raise ProblemsFound([Problem(folder.as_posix(), message, fix)], ExitCode.REFUSED)


def _note_release(options: Options, known: TrailKnown, wanted: PageWanted, folder: Path) -> None:
    """Record once that a person released exactly this page, by its hash, in the trail of its first contract."""
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import Noted, kind_of
    from pxcommission.cases.trail_records import trail_case

    contract, page_file = wanted.contracts[0].id, folder / f"{folder.name}.html"
    digest = hashlib.sha256(page_file.read_bytes()).hexdigest()
    note = Noted(text=f"“You said, we did” of {wanted.period.label} released: {page_file.name}, SHA-256 {digest}")
    case = trail_case(contract)
    before = [event for event in known.events if event.case == case]
    if all(event.details.get("text") != note.text for event in before):
        entry = Entry(contract, case, kind_of(note), options.as_at, note.recorded(), len(before))
        recorded(options, register_of(options, writing=True), [entry])


def _say(options: Options, where: tuple[Path, Placed], made: YouSaid, notes: list[str]) -> None:
    folder, placed = where
    if options.format == "json":
        shown = {
            "folder": folder.as_posix(), "files": sorted(one.name for one in folder.iterdir()), "state": placed.value,
            "released": not made.draft, "themes": len(made.themes), "answers": len(made.answers),
            "quotations": len(made.quotations), "unanswered": made.unanswered, "notes": notes,
        }  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    print(f"{folder.as_posix()}: {placed.value}, {'draft' if made.draft else 'released'}")
    numbers = ((len(made.themes), "theme"), (len(made.quotations), "passage"), (len(made.answers), "answer"))
    said = ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in numbers)
    answered = "every theme has a decision or an action" if made.themes else "nothing was heard"
    print(paragraph(f"{said}; {made.unanswered or answered}", "  ", "  "))
    for note in notes:
        print(paragraph(f"note: {note}", "  ", "    "))
    if made.draft:
        print("Next: read it; then once more with --release --by NAME to publish it.")
