"""What was known of the cases on a day, for a check: the register's head, each case's record and what its ladder sees."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pxcommission.inference.cases import CaseState
from pxcommission.inference.recorded import CaseRecord, PersonsDecision, set_aside_by
from pxcommission.rulebook.ladders import Ladder

if TYPE_CHECKING:
    from pxcommission.cases.register import Register


class KnownCases(Struct, frozen=True):
    """`head` is that of the last event known (`12:ab12…`, empty where there is none); records and states are by case."""

    head: str = ""
    records: Mapping[str, CaseRecord] = field(default_factory=dict)
    states: Mapping[str, CaseState] = field(default_factory=dict)

    @property
    def set_aside(self) -> dict[str, PersonsDecision]:
        """The findings that stand set aside, by id."""
        return set_aside_by(self.records.values())

    def of(self, contract: str) -> KnownCases:
        """What is known of one contract's cases."""
        own = f"{contract}/"
        records = {case: one for case, one in self.records.items() if case.startswith(own)}
        return KnownCases(self.head, records, {case: one for case, one in self.states.items() if case.startswith(own)})


def known_cases(register: Register, ladders: Mapping[str, Ladder], as_at: date) -> KnownCases:
    """What the register says by a day of the cases that have a ladder here; `ladders` is by case.

    The head is that of the last event that had happened by then, so that what is written later changes no earlier pack.
    """
    from pxcommission.cases.audit import head_text
    from pxcommission.cases.case_file import case_files, known_by
    from pxcommission.cases.case_records import case_records
    from pxcommission.cases.ladder_states import case_states, six_months_before

    head = register.head(known_by=as_at)
    if head[0] == 0:
        return KnownCases()
    files = case_files(known_by(register.events_for_check(ladders, six_months_before(as_at)), as_at))
    return KnownCases(
        head=head_text(head),
        records=case_records(files, ladders, as_at),
        states=case_states(files, ladders, as_at),
    )
