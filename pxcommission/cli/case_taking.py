"""Taking a step of the contract form from the command line: the same for every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from msgspec import Struct, field
from msgspec.structs import replace

from pxcommission.cli.case_desk import OpenCase, day, given_file, not_ahead, open_case, recorded
from pxcommission.cli.case_options import METHODS
from pxcommission.cli.case_said import say_step
from pxcommission.cli.case_sent import as_drafted, document_sent
from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.cli.writing import clean

if TYPE_CHECKING:
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import Plan, Sum, SumSettled
    from pxcommission.casework.recording import StepGiven, StepRecorded
    from pxcommission.rulebook.contract_forms import FormStep

More = Callable[["OpenCase", "date"], "Sequence[Entry]"]
Sums = Callable[["OpenCase", "FormStep", "date"], "tuple[Sum, ...]"]


OWN_PART = "the question of a commissioner's own part answered"
GROUND = "a ground recorded"
IMPROVEMENT_HELD = "evidence that the improvement held"
MONTHLY_VALUE = "the monthly value"
"""The answers a form asks for, under the names it asks for them by."""


class StepAsked(Struct, frozen=True):
    """A step as the command line names it: the ids it may have in a form, its day, document, answers and the rest."""

    steps: Sequence[str]
    dated: str | None = None
    served: str | None = None
    method: str = ""
    file: Path | None = None
    dry_run: bool = False
    trace: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    plan: Plan | None = None
    milestone: str = ""
    sums: Sums | None = None
    settled: Sequence[SumSettled] = ()
    more: More | None = None
    is_issued: bool = False
    differs: str = ""


def take(context: typer.Context, case: str, asked: StepAsked) -> None:
    """Record the step (or show it); stops with exit code 6, the clause and what is allowed when the form refuses it."""
    from pxcommission.casework.desk import step_meant
    from pxcommission.casework.recording import StepGiven

    options = options_of(context)
    only_formats(options, "text", "json")
    on = not_ahead("--dated", day("--dated", asked.dated, options.as_at), options)
    served = not_ahead("--served", day("--served", asked.served, on), options) if asked.served or asked.method else None
    if asked.method and asked.method not in METHODS:
        usage(f"--method {asked.method}: unknown; known: {', '.join(METHODS)}")
    opened = open_case(options, case, on, writing=not asked.dry_run)
    given, document = given_file(opened.desk.contract.contract, asked.file)
    step = step_meant(opened.desk, asked.steps, on, "durable")
    sent = document_sent(given) if given is not None and (asked.is_issued or step.document) else None
    taken = StepGiven(
        on=on,
        by=options.by,
        document=document,
        served=served,
        method=asked.method,
        answers={key: clean(f"the answer '{key}'", text) for key, text in asked.answers.items() if text},
        plan=asked.plan,
        milestone=asked.milestone,
        settled=tuple(asked.settled),
    )
    if step.settles and not asked.settled:
        word = "retain" if step.id.startswith("retain") else "release"
        how = " --repaid" if step.id.startswith("repayment") else ""
        usage(
            f"'{step.id}' is recorded with the sums it settles: pxcommission case {word} {opened.file.case}{how} --reason …"
        )
    one = _with_sums(opened, step, taken, asked.sums)
    more = asked.more(opened, on) if asked.more else ()
    differing = as_drafted(opened, step, one, more, sent, asked.differs) if given is not None else ()
    entries = [one.entry, *more, *differing]
    events = () if asked.dry_run else recorded(options, opened.register, entries, [(given, document)])
    say_step(opened, one, entries, events, asked.trace)


def _with_sums(opened: OpenCase, step: FormStep, taken: StepGiven, sums: Sums | None) -> StepRecorded:
    """The step with its sums; what speaks against the sums and against the step is said together."""
    from pxcommission.casework.recording import step_recorded
    from pxcommission.problems import ProblemsFound

    if sums is None:
        return step_recorded(opened.desk, step, taken, "durable")
    try:
        with_sums = replace(taken, sums=sums(opened, step, taken.on))
    except ProblemsFound as wrong:
        try:
            step_recorded(opened.desk, step, taken, "durable")
        except ProblemsFound as refused:
            # What is wrong with the sum says more than that there is none.
            other = [one for one in refused.problems if not one.message.endswith(MONTHLY_VALUE)]
            raise ProblemsFound([*other, *wrong.problems], refused.exit_code) from None
        raise
    return step_recorded(opened.desk, step, with_sums, "durable")
