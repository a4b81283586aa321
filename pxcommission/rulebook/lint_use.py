"""What stands in the library and the contracts and is not used: requirements of no contract, services nothing is asked of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pxcommission.problems import Problem
from pxcommission.rulebook.lint_names import note
from pxcommission.strict_models import place_of

if TYPE_CHECKING:
    from pxcommission.rulebook.rulebook import ContractInForce, Rulebook


def lint_use(rulebook: Rulebook) -> Iterator[Problem]:
    """Notes of requirements that no contract uses and of services that nothing is asked of."""
    contracts = rulebook.contracts.values()
    named = {adopted.use for contract in contracts for adopted in contract.contract.requirements}
    named |= {name for contract in contracts for name in contract.contract.monitored}
    own = [requirement for contract in contracts for requirement in contract.own.values()]
    for requirement in [*rulebook.requirements.values(), *own] if rulebook.contracts else ():
        if requirement.id not in named:
            place = place_of(requirement.id, requirement.place)
            fix = "adopt it with its clause, or list it under `monitored`"
            yield note(place.problem(f"no contract adopts or monitors {requirement.id}", fix, "PX180"))
    for contract in contracts:
        yield from _services_not_asked_of(contract, rulebook)


def _services_not_asked_of(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    asked = {service for requirement, _ in rulebook.in_contract(contract) for service in requirement.service}
    for service in contract.contract.services:
        if service not in asked and service in rulebook.vocabulary.services:
            place = place_of(service, contract.contract.place)
            message = f"no requirement of {contract.id} is about {service} in particular"
            fix = "adopt one, or monitor one; requirements for all services still apply"
            yield note(place.problem(message, fix, "PX179"))
