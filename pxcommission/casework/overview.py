"""Where a case stands in a line, and what its form allows next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.concern import STAGE_NAME, concern_raised, letter_awaited
from pxcommission.cases.kinds import Closed, SteppedDown
from pxcommission.cases.step_times import entered
from pxcommission.casework.due_list import DueItem
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.contracts import Contract

COLUMNS = ("case", "stands", "since", "next", "by", "state")


class CaseLine(Struct, frozen=True):
    """A case in the list: where it stands and since when, what is due next and by when."""

    case: str
    stands: str
    since: date | None
    next: DueItem | None
    is_open: bool

    def cells(self, as_at: date) -> tuple[str, ...]:
        """The line under COLUMNS."""
        due = (self.next.what, self.next.by.isoformat(), self.next.state(as_at)) if self.next else ("", "", "")
        return (self.case, self.stands, self.since.isoformat() if self.since else "", *due)


def case_line(
    file: CaseFile, names: dict[str, str], forms: Mapping[str, ContractForm], due: tuple[DueItem, ...]
) -> CaseLine:
    """The case's line in the list; `names` are the names of stages and steps by id."""
    stands, since = standing_of(file, names, forms)
    return CaseLine(file.case, stands, since, due[0] if due else None, is_open(file) or bool(due))


def is_open(file: CaseFile) -> bool:
    """Whether a notice is open, or a letter in force that was not closed."""
    in_force = bool(file.letters) and file.closed_on is None
    return file.notice is not None or in_force or concern_raised(file) is not None


def form_shown(file: CaseFile, contract: Contract, on: date) -> str:
    """The id of the form a case stands under: that of its notice, also once it is closed; else that of the day."""
    if file.notice is None and file.closed_on is None:
        return contract.form_on(on)
    return file.notices[-1].form if file.notices else contract.form_on(file.closed_on or on)


def standing_of(file: CaseFile, names: dict[str, str], forms: Mapping[str, ContractForm]) -> tuple[str, date | None]:
    """Where a case stands, in words, and since when."""
    if file.notice is not None:
        form = forms.get(file.notice.form)
        since = entered(form, file.notice, file.notice.state) if form else None
        return f"notice {file.notice.number}: {file.notice.state.replace('-', ' ')}", since or file.notice.dated
    raised = letter_awaited(file)
    if raised is not None:
        return "quality concern raised, its letter not sent yet", raised.on
    last = file.happened[-1] if file.happened else None
    if file.closed_on is not None:
        return "closed", file.closed_on
    if last is not None and isinstance(last.details, Closed):
        return "closed", last.on
    if file.letters:
        return f"{({**STAGE_NAME, **names}).get(file.stage, file.stage)} issued", file.letters[-1].on
    ended = [notice for notice in file.notices if not notice.open]
    if ended:
        return f"notice {ended[-1].number}: {ended[-1].state.replace('-', ' ')}", ended[-1].steps[-1].on
    stepped = [one.on for one in file.happened if isinstance(one.details, SteppedDown)]
    if stepped:
        return "stepped down, with thanks", stepped[-1]
    return ("noted", last.on) if last else ("no event", None)
