"""Show what would change, ask, write it, and say what to run next: the same for every command that edits files."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from msgspec import Struct
from msgspec.structs import replace

from pxcommission.cli.conversation import answer_line, ask, on_a_terminal
from pxcommission.cli.options import Options, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight, printable

if TYPE_CHECKING:
    from pxcommission.authoring.changes import FileChange

UNDO = "take it back with: pxcommission rules undo"
TOLD = ("PX168", "PX171")
"""The notes of `rules lint` that a person is told when their own change brings them up."""


class Proposal(Struct, frozen=True):
    """A change to be written: what it is, its files, what to run after it, and what a person still has to settle.

    `careful` is what a person has to be told before they say yes, such as closed quarters judged anew; `notes` is good to know.
    """

    what: str
    changes: Sequence[FileChange]
    next_steps: Sequence[str] = ()
    to_settle: Sequence[str] = ()
    careful: Sequence[str] = ()
    notes: Sequence[str] = ()


class Asking(Struct, frozen=True):
    """Whether to write without asking, not to write at all, and whether somebody is there to answer."""

    yes: bool
    dry_run: bool
    answers: bool = False

    @property
    def can_ask(self) -> bool:
        """Whether there is a terminal, or answers are being read from a file."""
        return self.answers or on_a_terminal()


def require_name(options: Options, dry_run: bool) -> None:
    """Stop with exit code 2 unless it is known who is doing this."""
    if not options.by.strip() and not dry_run:
        usage("a change is recorded with who made it: give --by NAME, or set PXCOMMISSION_USER")


def named(options: Options, dry_run: bool) -> Options:
    """The options with who is doing this: asked for on a terminal; stops with exit code 2 where nobody can be asked."""
    if options.by.strip() or dry_run:
        return options
    if not (options.format == "text" and on_a_terminal()):
        require_name(options, dry_run)
    return replace(options, by=ask("Who is doing this? A change is recorded with your name or office"))


def clean(option: str, text: str) -> str:
    """A text given on the command line, on one line; stops with exit code 2 where it can't stand in a file of rules."""
    words = " ".join(text.split())
    if not words or printable(words) != words:
        usage(
            f"{option}: "
            + ("the text is empty" if not words else f"'{printable(words)}' has characters that can't be seen")
        )
    return words


def write_or_show(options: Options, proposal: Proposal, asking: Asking) -> bool:
    """Whether the change was written: rehearsed and shown, then written when that was asked for, with what to run next.

    Raises ProblemsFound (exit code 3) where the files would be wrong after it: nothing is written then.
    """
    from pxcommission.authoring.changes import difference_text, problems_after, write_changes

    difference = difference_text(proposal.changes)
    problems = problems_after(options.workspace, proposal.changes, TOLD)
    errors = [problem for problem in problems if problem.weight is Weight.ERROR]
    as_text = options.format == "text"
    if as_text or errors:
        show_difference(difference, options, to_error=bool(errors))
    if errors:
        print("Nothing was written: after this change the files would be wrong (lines as above).", file=sys.stderr)
        raise ProblemsFound(errors, ExitCode.RULES_WRONG)
    if as_text:
        _show_warnings(problems)
        _show_reach(proposal)
    question = (
        "This changes the past, or looks as if it did. Write it all the same?" if proposal.careful else "Write this?"
    )
    written = not asking.dry_run and (asking.yes or (as_text and asking.can_ask and confirmed(question)))
    number = None
    if written:
        number = write_changes(options.workspace, proposal.changes, proposal.what, options.by, options.as_at).number
    if as_text:
        _say(proposal, asking, number)
    else:
        print(json.dumps(_as_json(options, proposal, number, difference, problems), ensure_ascii=False, indent=1))
    return written


def _show_warnings(problems: Sequence[Problem]) -> None:
    """What would be odd after the change; what is still to be filled in is only counted."""
    from pxcommission.authoring.still_to_fill import CODE, TO_FILL_IN

    for problem in problems:
        if problem.code != CODE:
            print(problem.text)
    open_points = sum(problem.code == CODE for problem in problems)
    if open_points:
        print(f"{open_points} places say '{TO_FILL_IN}'")


def _show_reach(proposal: Proposal) -> None:
    """What the change does to periods: what is serious first."""
    for text in proposal.careful:
        print(paragraph(f"Careful: {text}.", "", "  "))
    for text in proposal.notes:
        print(paragraph(f"Note: {text}.", "", "  "))


def confirmed(question: str) -> bool:
    """Whether the answer to a question is yes; anything else, and no answer, is no."""
    sys.stdout.write(f"{question} [y/N] ")
    sys.stdout.flush()
    return answer_line().strip().lower() in ("y", "yes")


def show_difference(difference: str, options: Options, to_error: bool = False) -> None:
    """Print a difference line by line, in colour on a terminal."""
    for line in difference.splitlines():
        text = "\t".join(map(printable, line.split("\t")))
        colour = {"+": typer.colors.GREEN, "-": typer.colors.RED, "@": typer.colors.CYAN}.get(line[:1])
        shown = typer.style(text, fg=colour) if options.color and colour else text
        print(shown, file=sys.stderr if to_error else sys.stdout)


def _say(proposal: Proposal, asking: Asking, number: int | None) -> None:
    for point in proposal.to_settle:
        print(f"To settle: {point}")
    if number is None:
        how = "" if asking.dry_run or asking.can_ask else "; add --yes to write it without asking"
        print(f"Nothing was written{how}.")
        return
    files = ", ".join(change.file for change in proposal.changes)
    print(f"Written: {files} (change {number}; {UNDO})")
    for step in proposal.next_steps:
        print(f"Next: {step}")


def _as_json(
    options: Options, proposal: Proposal, number: int | None, difference: str, problems: Sequence[Problem]
) -> dict[str, object]:
    return {
        "what": proposal.what,
        "by": options.by,
        "on": options.as_at.isoformat(),
        "written": number is not None,
        "change": number,
        "files": [change.file for change in proposal.changes],
        "difference": difference,
        "careful": list(proposal.careful),
        "notes": list(proposal.notes),
        "warnings": [{"place": p.place, "code": p.code, "message": p.message, "fix": p.fix} for p in problems],
        "next": list(proposal.next_steps),
        "to_settle": list(proposal.to_settle),
    }
