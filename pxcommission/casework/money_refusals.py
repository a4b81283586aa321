"""What speaks against a step about money besides its place in the form, how it is mended, and what a person should know of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from pxcommission.cases.amounts import pounds
from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import StepTaken
from pxcommission.cases.needs import CONFIRMED, OWN_PART, numbers_used, still_held
from pxcommission.casework.desk import Desk
from pxcommission.periods import in_words
from pxcommission.problems import Problem, shortened
from pxcommission.rulebook.contract_forms import SETTLED, FormStep

_NO = re.compile(r"no\b", re.IGNORECASE)


def against_money(desk: Desk, step: FormStep, answers: Mapping[str, str]) -> Iterator[Problem]:
    """Where a commissioner's own part is the cause, nothing is withheld or kept."""
    answer = answers.get(OWN_PART, "").strip()
    if step.money and answer and not _NO.match(answer):
        message = (
            f"{step.clause}: the question of a commissioner's own part is answered '{shortened(answer)}'; where an act, "
            "omission or unreasonableness of a commissioner is the cause, no sum is withheld or kept (GC9.3)"
        )
        fix = "take advice before any step about money; only an answer that begins with 'no' goes with this step"
        yield Problem(desk.file.case, message, fix, code="PX607")


def how_of_money(desk: Desk, step: FormStep, need: str) -> str:
    """What a person does about a need of a step about money; empty where nothing more can be said than of any step."""
    if need == CONFIRMED:
        unchecked = [one for one in numbers_used(desk.form, step) if not one.verified]
        told = ", ".join(f"{one.clause}: {one.text}" for one in unchecked) or "the form states no number for it"
        return f"compare with the signed contract, and record it (pxcommission forms verify {desk.form_id}): {told}"
    if need == SETTLED and step.settles:
        held = pounds(still_held(desk.file))
        return f"{held} is held, and this step settles all of it: leave out --amount and --month"
    return ""


def money_notes(desk: Desk, step: FormStep, answers: Mapping[str, str], on: date) -> Iterator[str]:
    """What a person should know of a step about money that the form allows."""
    if not step.money:
        return
    said = _answered_in_the_notice(desk.file)
    if said and not _NO.match(said):
        yield (
            f"the notice answered the question of a commissioner's own part with '{shortened(said)}', this step with "
            f"'{shortened(answers.get(OWN_PART, ''))}': the record has to show what changed (GC9.3)"
        )
    days = [one.verified_on for one in numbers_used(desk.form, step) if one.verified_on is not None]
    if not desk.confirmed(on) and days and max(days) > on:
        yield (
            f"the numbers this step rests on were verified on {in_words(max(days))}, after the day of the step: on "
            f"{in_words(on)} they were not yet known to be those of your signed contract"
        )


def _answered_in_the_notice(file: CaseFile) -> str:
    first = file.notice.steps[0].details if file.notice else None
    return first.answers.get(OWN_PART, "").strip() if isinstance(first, StepTaken) else ""
