"""What stands beside the findings in a pack: passages people agreed to be quoted with, and the actions that were registered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from pxcommission.assessment.triangulation import ContractRead
from pxcommission.cases.case_file import known_by
from pxcommission.cases.improvement_records import STARTED, ImprovementRecord, improvements_of
from pxcommission.cases.register import open_register
from pxcommission.inference.checked import CheckedContract
from pxcommission.listening.quotations import Quoted, quotations_for


class Beside(Struct, frozen=True):
    """The passages about a contract's provider that may be quoted, and the contract's actions for improvement."""

    quotations: tuple[Quoted, ...] = ()
    improvements: tuple[ImprovementRecord, ...] = ()


NOTHING_BESIDE = Beside()


def beside_of(folder: Path, register: str | None, checked: Sequence[CheckedContract]) -> dict[str, Beside]:
    """By contract, what is known on the day of the check; `register` is a team's database, None for the workspace's file."""
    events = open_register(folder, register, create=False).events_of_cases_with(
        STARTED, [one.contract.contract for one in checked]
    )
    known = {one.as_at: improvements_of(known_by(events, one.as_at)) for one in checked}
    return {
        one.contract.contract: Beside(
            quotations_of(folder, one),
            tuple(action for action in known[one.as_at] if action.contract == one.contract.contract),
        )
        for one in checked
    }


def quotations_of(folder: Path, checked: CheckedContract) -> tuple[Quoted, ...]:
    """The passages about a contract's provider that somebody picked and that may be quoted on the day of its check."""
    read = ContractRead(checked.contract, checked.requirements, checked.vocabulary)
    return quotations_for(folder, read.codes, checked.as_at)
