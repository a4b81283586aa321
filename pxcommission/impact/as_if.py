"""The rulebook as if one requirement of one contract had another threshold: nothing is written, nothing is saved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from pxcommission.assessment.duties import duties_of, terms_on
from pxcommission.periods import Period, month_of, periods_ending_in, quarter_of
from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight, did_you_mean
from pxcommission.rulebook.contracts import Adopted
from pxcommission.rulebook.ladders import PlacedCondition
from pxcommission.rulebook.lint import lint
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.rulebook.thresholds import PlacedThreshold, Threshold
from pxcommission.yaml_text import Place

GIVEN_BY_HAND = "--"
"""Files that start so are no files: places of what was typed on the command line."""


def given_place(option: str) -> Place:
    """The place of something typed for an option."""
    return Place(f"{GIVEN_BY_HAND}{option}", 1, 1)


def requirement_asked(rulebook: Rulebook, contract: ContractInForce, name: str) -> Requirement:
    """The requirement of that id, adopted or not; raises ProblemsFound (exit code 2) when the contract can't be asked it."""
    found = rulebook.requirement(contract, name)
    if found is None:
        known = [*rulebook.requirements, *contract.own]
        how = f"`pxcommission rules show {contract.id}` lists what the contract asks"
        raise _refused(name, f"there is no requirement '{name}'{did_you_mean(name, known)}", how)
    if all(duty.requirement.id != name for duty in duties_of(rulebook, [adopting(contract, found, None)])):
        services = ", ".join(contract.contract.services)
        said = f"{name} is about {', '.join(found.service)}, and {contract.id} buys none of it"
        raise _refused(name, said, f"its services are {services}")
    return found


def as_if(
    rulebook: Rulebook,
    contract: ContractInForce,
    requirement: Requirement,
    threshold: PlacedThreshold | None,
    needs: PlacedCondition | None = None,
) -> Rulebook:
    """The rulebook as if the contract had adopted the requirement at this threshold from its first day.

    Dated lines and variations of that requirement are set aside, waivers are kept; `needs` replaces what it needs to be
    judged. Without a threshold the contract's own lines stay. Raises ProblemsFound (exit code 2) for one that doesn't fit.
    """
    if threshold is not None and requirement.require is not None:
        said = f"{requirement.id} is judged by its own condition, so no threshold can be tried on it"
        raise _refused(
            "--threshold", said, "try another `--needs`, or change the condition and run `rules diff --impact`"
        )
    changed = requirement if needs is None else requirement.model_copy(update={"needs": needs})
    made = adopting(contract, changed, threshold)
    alone = replace(rulebook, requirements={}, contracts={contract.id: made})
    wrong = [p for p in lint(alone) if p.file.startswith(GIVEN_BY_HAND) and p.weight is Weight.ERROR]
    if wrong:
        raise ProblemsFound([replace(p, line=None, column=None) for p in wrong], ExitCode.USAGE)
    return replace(rulebook, contracts={**rulebook.contracts, contract.id: made})


def _refused(file: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(file, message, fix)], ExitCode.USAGE)


def adopting(contract: ContractInForce, requirement: Requirement, threshold: PlacedThreshold | None) -> ContractInForce:
    """The contract with the requirement adopted at a threshold from its first day (without one, at its own lines)."""
    given = contract.contract
    before = next((one for one in given.requirements if one.use == requirement.id), None)
    lines = dict(before.threshold) if before else {}
    wanted = threshold or (None if before else requirement.usual_threshold)
    adopted = Adopted.model_construct(
        place=before.place if before else requirement.place,
        use=requirement.id,
        clause=before.clause if before else "not adopted yet",
        threshold={given.term.from_: wanted} if wanted else lines,
    )
    kept = [adopted if one is before else one for one in given.requirements]
    others = [v for v in given.variations if threshold is None or v.requirement != requirement.id]
    update = {
        "requirements": tuple(kept if before else [*kept, adopted]),
        "monitored": tuple(name for name in given.monitored if name != requirement.id),
        "variations": tuple(others),
    }
    own = {name: one for name, one in contract.own.items() if name != requirement.id}
    made = given.model_copy(update=update)
    return replace(contract, contract=made, own={**own, requirement.id: requirement})


def threshold_now(
    rulebook: Rulebook, contract: ContractInForce, requirement: Requirement, on: date, as_at: date
) -> Threshold | None:
    """The threshold in force on a day, the library's usual one where the contract has none; None for a condition."""
    of_requirement = (d for d in duties_of(rulebook, [contract]) if d.requirement.id == requirement.id)
    terms = next((terms_on(duty, on, as_at) for duty in of_requirement), None)
    if terms is not None:
        return terms.threshold
    return requirement.usual_threshold.threshold if requirement.usual_threshold else None


def own_periods(
    requirement: Requirement, contract: ContractInForce, until: date, count: int | None
) -> Sequence[Period]:
    """The requirement's own periods from the contract's first day to a day of the last one; the last `count` if given."""
    term = contract.contract.term
    last = quarter_of(min(until, term.to)).end
    begun = month_of(term.from_).start
    if last < begun:
        return ()
    every = periods_ending_in(requirement.judged_over, Period(begun, last))
    found = [period for period in every if period.start >= term.from_ and period.start <= until]
    return found[-count:] if count else found
