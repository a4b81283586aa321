"""What a case is kept with: its file, contract, ladder and form; which step a word means there, and what may come next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from pxcommission.cases.case_file import CaseFile, case_file
from pxcommission.cases.events import Entry, Event
from pxcommission.cases.needs import confirmed_by, form_for
from pxcommission.cases.routes import of_the_way_taken
from pxcommission.cases.steps import open_to
from pxcommission.casework.case_names import requirement_of
from pxcommission.inference.engines import Engine
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.contract_forms import ContractForm, FormStep
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.rulebook import Rulebook


class Desk(Struct, frozen=True):
    """What a case is kept with: its file, contract and ladder, the form of its open notice, and the forms of earlier ones."""

    file: CaseFile
    contract: Contract
    ladder: Ladder
    form_id: str
    form: ContractForm
    extra_bank_holidays: frozenset[date] = frozenset()
    earlier: tuple[ContractForm, ...] = ()

    def confirmed(self, on: date) -> bool:
        """Whether the form's numbers had been checked against the signed contract by a day."""
        return confirmed_by(self.contract, self.form_id, on)

    def names(self) -> dict[str, str]:
        """The names of stages and steps by id."""
        steps = {step.id: step.name for form in (*self.earlier, self.form) for step in form.steps}
        return {stage.id: stage.name for stage in self.ladder.stages} | steps


def desk_of(rulebook: Rulebook, file: CaseFile, on: date) -> Desk:
    """The desk of a case: the form is that of its open notice, else the one in force on the day."""
    held = rulebook.contracts.get(file.contract)
    if held is None:
        fix = "put its contract file back; a case can't be kept without the contract it stands on"
        problem = Problem(file.case, f"there is no contract '{file.contract}' in this workspace", fix)
        raise ProblemsFound([problem], ExitCode.RULES_WRONG)
    contract = held.contract
    if file.notice is not None and file.notice.form not in rulebook.forms:
        fix = f"put rules/contract-forms/{file.notice.form}.yaml back"
        problem = Problem(file.case, f"the contract form '{file.notice.form}' of its notice is no longer there", fix)
        raise ProblemsFound([problem], ExitCode.RULES_WRONG)
    form_id, form = form_for(file, contract, rulebook.forms, on)
    earlier = tuple(rulebook.forms[notice.form] for notice in file.notices if notice.form in rulebook.forms)
    ladder = rulebook.ladders[contract.ladder_for(requirement_of(file.case))]
    return Desk(file, contract, ladder, form_id, form, rulebook.extra_bank_holidays, earlier)


def with_entries(events: Sequence[Event], entries: Sequence[Entry]) -> CaseFile:
    """The file of a case as it will be once these entries of it are recorded."""
    made = list(events)
    for entry in entries:
        number = len(made) + 1
        made.append(
            Event(0, "", "", "", entry.contract, entry.case, number, entry.kind, entry.on, entry.details, "", "")
        )
    return case_file(made)


def step_meant(desk: Desk, wanted: Sequence[str], on: date, engine: Engine) -> FormStep:
    """The form's step of one of these ids: one that the notice's state allows, else the first.

    Raises ProblemsFound (exit code 6) when the form has none of them.
    """
    found = [step for step in desk.form.steps if step.id in wanted]
    if not found:
        known = [step.id for step in desk.form.steps]
        message = f"{desk.form.edition} has no step '{wanted[0].replace('-', ' ')}'{did_you_mean(wanted[0], known)}"
        raise ProblemsFound([Problem(desk.file.case, message, allowed_in_words(desk, on, engine))], ExitCode.REFUSED)
    allowed = open_to(desk.file, desk.form, on, engine, desk.extra_bank_holidays)
    state = desk.file.notice.state if desk.file.notice else "none"
    fitting = [step for step in found if step in allowed] or [step for step in found if state in step.from_]
    return fitting[0] if fitting else of_the_way_taken(desk.file, found)[0]


def allowed_in_words(desk: Desk, on: date, engine: Engine) -> str:
    """What the form allows on a day, as the way out of a refusal."""
    steps = open_to(desk.file, desk.form, on, engine, desk.extra_bank_holidays)
    return f"on {in_words(on)} the form allows: {', '.join(step.name for step in steps) or 'nothing'}"


def word_approved(desk: Desk, word: str, on: date, engine: Engine) -> tuple[str, tuple[str, ...]]:
    """The stage or step that a word such as `withhold` means here, and what the form needs for it.

    Raises ProblemsFound (exit code 2) for a word that is neither a stage nor a step.
    """
    wanted = word.strip().lower().replace(" ", "-")
    stage = next((one for one in desk.ladder.stages if one.id == wanted), None)
    if stage is not None and stage.step is None:
        return stage.id, ()
    meant = stage.step if stage is not None and stage.step else wanted
    steps = [one.id for one in desk.form.steps if one.id == meant] or [
        one.id for one in desk.form.steps if one.id.startswith(f"{meant}-")
    ]
    if not steps:
        known = [*(one.id for one in desk.ladder.stages), *(one.id for one in desk.form.steps)]
        message = f"'{word}' is neither a stage nor a step{did_you_mean(wanted, known)}"
        raise ProblemsFound([Problem("--step", message, f"known: {', '.join(known)}")], ExitCode.USAGE)
    step = step_meant(desk, steps, on, engine)
    return step.id, step.needs
