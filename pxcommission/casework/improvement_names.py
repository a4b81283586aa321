"""Which action a person means, and what a comparator or a unit names."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.assessment.duties import Duty, duties_of
from pxcommission.cases.improvement_details import ComparedWith, Unit
from pxcommission.cases.improvement_records import ImprovementRecord
from pxcommission.casework.case_names import fitting_cases, partly_fitting
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean, shortened
from pxcommission.rulebook.rulebook import Rulebook


def improvement_named(text: str, records: Sequence[ImprovementRecord]) -> ImprovementRecord:
    """The one action that a name or a part of one fits; raises ProblemsFound (exit code 2) when none or several fit."""
    known = {record.id: record for record in records}
    fitting = [text] if text in known else fitting_cases(text, known)
    if len(fitting) == 1:
        return known[fitting[0]]
    shown = shortened(text)
    near = fitting or partly_fitting(text, known)
    if fitting:
        message = f"'{shown}' fits {len(fitting)} actions"
    else:
        message = f"no registered action is called '{shown}'{'' if near else did_you_mean(text, known)}"
    fix = f"write one of: {', '.join(near[:12])}" if near else "pxcommission improvement list --all names every one"
    raise ProblemsFound([Problem("ID", message, fix)], ExitCode.USAGE)


def duty_meant(rulebook: Rulebook, case: str, touchpoint: str) -> Duty:
    """What the contract asks in a case; raises ProblemsFound for a report that is owed, a touchpoint that isn't judged there,
    or a measure of which neither more nor less is better.
    """
    contract, requirement, service = case.split("/")
    held = rulebook.contracts[contract]
    found = [d for d in duties_of(rulebook, [held]) if (d.requirement.id, d.service) == (requirement, service)]
    if not found:
        fix = "an action is registered for a requirement with a measure; pxcommission case list --all names every case"
        raise ProblemsFound([Problem(case, "there is no measure to judge an action by", fix)], ExitCode.USAGE)
    known = sorted({duty.touchpoint for duty in found})
    wanted = touchpoint or (known[0] if len(known) == 1 else "")
    if wanted not in known:
        named = ", ".join(filter(None, known)) or "none"
        message = f"'{touchpoint}' is no touchpoint of it" if touchpoint else "it is judged at several touchpoints"
        raise ProblemsFound([Problem("--touchpoint", message, f"touchpoints: {named}")], ExitCode.USAGE)
    duty = next(one for one in found if one.touchpoint == wanted)
    measure = rulebook.vocabulary.measures[duty.requirement.measure]
    if measure.better == "neither":
        message = f"neither more nor less of '{measure.name}' is better, so nothing can show that it improved"
        fix = "register the action under a requirement whose measure has a direction"
        raise ProblemsFound([Problem(case, message, fix)], ExitCode.USAGE)
    return duty


def comparator_meant(rulebook: Rulebook, text: str, contract: str, unit: Unit) -> ComparedWith:
    """Whom `CONTRACT`, `CONTRACT/SITE` or a site of the same contract names; raises ProblemsFound (exit code 2) where it names itself."""
    first, _, second = text.strip().partition("/")
    names = {name.casefold(): name for name in rulebook.contracts}
    known = names.get(first.strip().casefold())
    if second and known is None:
        message = f"there is no contract '{shortened(first)}'{did_you_mean(first, rulebook.contracts)}"
        raise ProblemsFound(
            [Problem("--comparator", message, f"known: {', '.join(rulebook.contracts)}")], ExitCode.USAGE
        )
    made = ComparedWith(contract=known or contract, site=second.strip() if known else first.strip())
    if (made.contract, made.site) == (contract, unit.site):
        message = "the comparator is the unit itself"
        fix = "name a contract or site where nothing was done: CONTRACT, CONTRACT/SITE, or a site's ODS code"
        raise ProblemsFound([Problem("--comparator", message, fix)], ExitCode.USAGE)
    return made
