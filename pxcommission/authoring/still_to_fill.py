"""What a contract still has to be filled in: clauses, names and addresses that were not known when it was written."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from pxcommission.problems import Problem, Weight
from pxcommission.rulebook.contracts import Commissioner, Contract, Provider
from pxcommission.strict_models import place_of

TO_FILL_IN = "to be filled in"
CODE = "PX183"


def still_to_fill(contract: Contract) -> Iterator[Problem]:
    """A warning for each clause, representative or address that still says `to be filled in`."""
    parties: list[tuple[str, Provider | Commissioner]] = [
        ("provider", contract.provider),
        ("co_ordinating_commissioner", contract.co_ordinating_commissioner),
    ]
    texts = [(f"the clause of {one.use}", one.clause, one.place) for one in contract.requirements]
    texts += [(f"the clause of the report {name}", one.clause, one.place) for name, one in contract.reports_due.items()]
    texts += [(f"the {name}'s representative", one.representative or "", one.place) for name, one in parties]
    texts += [(f"the {name}'s address for notices", one.notices_to or "", one.place) for name, one in parties]
    for what, text, place in texts:
        if text.lower().startswith(TO_FILL_IN):
            said = f"{what} is still to be filled in, so no letter can cite or reach it"
            problem = place_of(text, place).problem(said, "write it as the signed contract has it", CODE)
            yield replace(problem, weight=Weight.WARNING)
