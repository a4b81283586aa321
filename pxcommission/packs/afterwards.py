"""What happens after a letter: the next step of the contract that may follow, and how a wrong figure is corrected."""

from __future__ import annotations

from pxcommission.inference.checked import CheckedContract
from pxcommission.packs import page_parts as parts
from pxcommission.packs.plain_text import one_line
from pxcommission.rulebook.contract_forms import FormStep
from pxcommission.rulebook.ladders import Stage


def next_steps(checked: CheckedContract, stage: Stage) -> tuple[str, ...]:
    """That the letter is informal, and which step of the contract may come next."""
    first = "This letter is informal: it starts no contractual period. We will read your reply with you at the meeting."
    ladder = next(one for one in (checked.ladder, checked.returns_ladder) if one and stage in one.stages)
    ahead = ladder.stages[ladder.rank(stage.id) :]
    formal = next((later for later in ahead if later.step is not None), None)
    steps = {step.id: step for step in checked.form.steps}
    step = steps.get(formal.step or "") if formal else None
    if step is None:
        return (first,)
    mark = "" if step.verified or parts.form_is_confirmed(checked) else f" {parts.UNVERIFIED}"
    second = (
        f"If the matter is not settled, a {one_line(step.name)} may be considered under {one_line(step.clause)}{mark}. "
        "It would be a document of its own, decided and signed by people; its periods would run from the date of that notice."
    )
    return (first, second, *_meeting_after(checked, step))


def _meeting_after(checked: CheckedContract, notice: FormStep) -> tuple[str, ...]:
    """What the form says follows such a notice, with its number."""
    after = next((s for s in checked.form.steps if notice.to in s.from_ and s.within in checked.form.numbers), None)
    if after is None or after.within is None:
        return ()
    number = checked.form.numbers[after.within]
    mark = "" if number.verified or parts.form_is_confirmed(checked) else f" {parts.UNVERIFIED}"
    unit = number.unit.title() if number.unit == "operational days" else number.unit
    return (
        f"After such a notice: {one_line(after.name)} within {number.value} {unit}, {one_line(number.clause)}{mark}.",
    )


def how_to_correct(checked: CheckedContract) -> str:
    """How to have a wrong figure corrected."""
    to = one_line(checked.contract.co_ordinating_commissioner.notices_to or "")
    who = f" to {to}" if to else ""
    return (
        f"If a figure is wrong, send the corrected figure{who} with its source and quote the reference. A corrected figure is "
        "judged again, and the next letter says so."
    )
