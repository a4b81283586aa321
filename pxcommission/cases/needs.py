"""What a step of the form asks for and what of it is there: read from the register where it can be, else given by a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from pxcommission.cases.case_file import CaseFile, MilestoneStanding, Notice
from pxcommission.cases.kinds import StepTaken
from pxcommission.cases.ledger import held_after
from pxcommission.cases.step_wanted import StepWanted
from pxcommission.rulebook.contract_forms import NO_NOTICE, SETTLED, ContractForm, FormNumber, FormStep
from pxcommission.rulebook.contracts import Contract

PLAN, MISSED = "a plan with milestones", "a missed milestone"
OWN_PART, GROUND = "the question of a commissioner's own part answered", "a ground recorded"
MONTHLY_VALUE, CONFIRMED, TWO_APPROVALS = "the monthly value", "the form confirmed", "two approvals"
IMPROVEMENT_HELD = "evidence that the improvement held"
STILL_HELD = "a sum still held"
BY_COMMISSIONER, BY_PROVIDER = "a notice by the commissioner", "a notice by the provider"
REPORT_OWED = "a report that is owed"

ANSWERED = (OWN_PART, GROUND, IMPROVEMENT_HELD)
"""Needs that a person answers in words: `answers` has the answer under the need's own name."""
FROM_THE_REGISTER = frozenset({STILL_HELD, SETTLED, BY_COMMISSIONER, BY_PROVIDER, REPORT_OWED})
"""Facts of the register, which nobody can give."""
SEEN = FROM_THE_REGISTER | {PLAN, MISSED}
"""Needs that are looked for, and not taken on anybody's word."""


def there(file: CaseFile, form: ContractForm, step: FormStep, wanted: StepWanted, confirmed: bool) -> frozenset[str]:
    """Everything of the form's needs that is there for a step: seen in the register and in what the step brings, or given."""
    found = {*(wanted.given - SEEN), *facts(file, form), *_brought(file, step, wanted)}
    if form_confirmed(form, step, confirmed):
        found.add(CONFIRMED)
    if wanted.settled and held_after(file, wanted.settled) <= 0:
        found.add(SETTLED)
    return frozenset(found)


def seen_for(step: FormStep) -> frozenset[str]:
    """What of the register must be so before a step: a step that settles sums brings their settlement with it."""
    return FROM_THE_REGISTER.intersection(step.needs) - ({SETTLED} if step.settles else set())


def facts(file: CaseFile, form: ContractForm) -> frozenset[str]:
    """The needs that the register itself answers: what is still held, and whose notice it is."""
    found = {STILL_HELD if still_held(file) > 0 else SETTLED, *({REPORT_OWED} if file.about_a_report else ())}
    first = form.step(_step_of_first(file.notice)) if file.notice else None
    if first is not None:
        found.add(whose(first))
    return frozenset(found)


def whose(first: FormStep) -> str:
    """Whose notice it is that a step opens."""
    return BY_PROVIDER if first.by == "provider" else BY_COMMISSIONER


def still_held(file: CaseFile) -> Decimal:
    """The pounds withheld in the case and neither given back nor kept for good."""
    return held_after(file)


def form_confirmed(form: ContractForm, step: FormStep, confirmed: bool) -> bool:
    """Whether a step that takes money may rest on the form: the contract says its numbers were checked, or each number the
    step uses (its times and caps; at least one) is verified in the form itself."""
    used = numbers_used(form, step)
    return confirmed or (bool(used) and all(number.verified for number in used))


def numbers_used(form: ContractForm, step: FormStep) -> tuple[FormNumber, ...]:
    """The numbers of the form that a step rests on: its times and its caps."""
    return tuple(form.numbers[name] for name in dict.fromkeys(step.numbers) if name in form.numbers)


def confirmed_by(contract: Contract, form_id: str, on: date) -> bool:
    """Whether the contract's `confirmed:` names the form, on a day not after this one."""
    return any(one.form == form_id and one.on <= on for one in contract.confirmed)


def form_for(
    file: CaseFile, contract: Contract, forms: Mapping[str, ContractForm], on: date
) -> tuple[str, ContractForm]:
    """The edition a step falls under: that of its open notice, which is that of the notice's date; else that of the day."""
    form_id = file.notice.form if file.notice else contract.form_on(on)
    return form_id, forms[form_id]


def _brought(file: CaseFile, step: FormStep, wanted: StepWanted) -> Iterator[str]:
    """The needs that what is recorded with the step answers."""
    yield from (need for need in ANSWERED if wanted.answers.get(need, "").strip())
    if wanted.plan is not None and wanted.plan.milestones:
        yield PLAN
    if any(_missed(one, wanted.on) for name, one in file.milestones.items() if wanted.milestone in ("", name)):
        yield MISSED
    if len({(one.person or one.role).strip().casefold() for one in wanted.approvals}) >= 2:
        yield TWO_APPROVALS
    if wanted.sums or (not step.caps and file.sums):
        yield MONTHLY_VALUE
    if wanted.sums and all(one.ground.strip() for one in wanted.sums):
        yield GROUND


def _missed(standing: MilestoneStanding, on: date) -> bool:
    """Found missed, or past its date (or that of its improvement) without being met."""
    improvement = standing.milestone.achieve_by
    late = improvement is not None and improvement < on and standing.met_on is None
    return standing.missed_on is not None or standing.overdue(on) or late


def _step_of_first(notice: Notice | None) -> str:
    first = notice.steps[0].details if notice else None
    return first.step if isinstance(first, StepTaken) else NO_NOTICE
