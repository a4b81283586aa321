"""Problems between files that are each well formed: names that don't exist, wrong units, missing details."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pxcommission.problems import Problem
from pxcommission.rulebook.lint_contracts import lint_contract
from pxcommission.rulebook.lint_forms import lint_form
from pxcommission.rulebook.lint_requirements import lint_ladder, lint_requirement, lint_vocabulary
from pxcommission.strict_models import place_of

if TYPE_CHECKING:
    from pxcommission.rulebook.rulebook import Rulebook


def lint(rulebook: Rulebook, *, advice: bool = True) -> Iterator[Problem]:
    """Every problem between the files of a rulebook; without `advice` every error, and not all that only warns or notes."""
    yield from lint_vocabulary(rulebook.vocabulary)
    for requirement in rulebook.requirements.values():
        yield from lint_requirement(requirement, rulebook.vocabulary, advice=advice)
    for ladder in rulebook.ladders.values():
        yield from lint_ladder(ladder)
    for form in rulebook.forms.values():
        yield from lint_form(form, advice=advice)
    for contract in rulebook.contracts.values():
        for requirement in contract.own.values():
            yield from lint_requirement(requirement, rulebook.vocabulary, advice=advice)
            if requirement.id in rulebook.requirements:
                message = f"{requirement.id} is a requirement of the library already"
                fix = "choose another id for the contract's own"
                yield place_of(requirement.id, requirement.place).problem(message, fix, "PX105")
        yield from lint_contract(contract, rulebook)
    if advice:
        from pxcommission.rulebook.lint_use import lint_use
        from pxcommission.rulebook.lint_wording import lint_wording

        yield from lint_use(rulebook)
        yield from lint_wording(rulebook)
