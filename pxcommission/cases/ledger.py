"""What became of every sum withheld: accounts by notice and month, the ledger of a contract, the quarterly statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.cases.case_file import CaseFile, Happened
from pxcommission.cases.events import Event
from pxcommission.cases.kinds import StepTaken, Sum, SumSettled, kind_of
from pxcommission.periods import Period

Outcome = Literal["withheld", "released", "retained", "repaid"]
NOTHING = Decimal(0)


class Account(Struct, frozen=True):
    """What was withheld under one notice for one month, in pounds, and what became of it. `retained` is what is kept now."""

    notice: int
    month: str
    withheld: Decimal = NOTHING
    released: Decimal = NOTHING
    retained: Decimal = NOTHING
    repaid: Decimal = NOTHING
    interest: Decimal = NOTHING

    @property
    def held(self) -> Decimal:
        """What is still held: neither given back nor kept for good."""
        return self.withheld - self.released - self.retained - self.repaid


class LedgerRow(Struct, frozen=True):
    """One movement of money in a contract, and what is held of its notice and month after it."""

    contract: str
    requirement: str
    service: str
    notice: int
    month: str
    on: date
    entry: Outcome
    amount: Decimal
    interest: Decimal
    balance: Decimal
    retained_so_far: Decimal
    clause: str
    why: str
    formula: str
    event: int


class SanctionRow(Struct, frozen=True):
    """One line of the quarterly statement: what was withheld for a month in the quarter, and what became of it by its end.

    `used_for` is what people recorded when they kept a sum; empty when nothing was recorded.
    """

    contract: str
    requirement: str
    service: str
    ground: str
    month: str
    withheld: Decimal
    released: Decimal
    retained: Decimal
    repaid: Decimal
    interest: Decimal
    still_held: Decimal
    used_for: str


def ledger(files: Iterable[CaseFile], contract: str) -> tuple[LedgerRow, ...]:
    """Every movement of money of a contract: by day, then case, then the order of recording."""
    rows = [row for file in files if file.contract == contract for row in _movements(file)]
    return tuple(sorted(rows, key=lambda row: (row.on, row.requirement, row.service, row.event)))


def accounts_of(file: CaseFile) -> tuple[Account, ...]:
    """The accounts of a case, in the order in which sums were first withheld."""
    accounts: dict[tuple[int, str], Account] = {}
    for row in _movements(file):
        before = accounts.get((row.notice, row.month), Account(row.notice, row.month))
        accounts[row.notice, row.month] = _after(before, row.entry, row.amount, row.interest)
    return tuple(accounts.values())


def held_after(file: CaseFile, settled: Iterable[SumSettled] = ()) -> Decimal:
    """The pounds held in a case once these sums are settled; what is repaid out of a sum retained is not held any more."""
    if not file.sums:
        return NOTHING
    events = (
        Event(0, "", "", "", file.contract, file.case, 0, kind_of(one), date.max, one.recorded(), "", "")
        for one in settled
    )
    after = replace(file, happened=(*file.happened, *map(Happened, events)))
    return sum((max(account.held, NOTHING) for account in accounts_of(after)), NOTHING)


def statement_of_sanctions(files: Iterable[CaseFile], quarter: Period) -> tuple[SanctionRow, ...]:
    """The statement of a quarter: a line for each case, ground and month of which money moved in the quarter."""
    return tuple(line for file in files for line in _statement(file, quarter))


def _statement(file: CaseFile, quarter: Period) -> Iterator[SanctionRow]:
    known = [row for row in _movements(file) if row.on <= quarter.end]
    for notice, month in dict.fromkeys((row.notice, row.month) for row in known if row.on >= quarter.start):
        every = [row for row in known if (row.notice, row.month) == (notice, month)]
        within = [row for row in every if row.on >= quarter.start]
        moved = Account(notice, month)
        for row in within:
            moved = _after(moved, row.entry, row.amount, row.interest, from_retained=False)
        requirement, service = _named(file)
        yield SanctionRow(
            contract=file.contract,
            requirement=requirement,
            service=service,
            ground="; ".join(dict.fromkeys(row.why for row in every if row.entry == "withheld" and row.why)),
            month=month,
            withheld=moved.withheld,
            released=moved.released,
            retained=moved.retained,
            repaid=moved.repaid,
            interest=moved.interest,
            still_held=every[-1].balance,
            used_for="; ".join(dict.fromkeys(row.why for row in within if row.entry == "retained" and row.why)),
        )


def _movements(file: CaseFile) -> tuple[LedgerRow, ...]:
    accounts: dict[tuple[int, str], Account] = {}
    rows: list[LedgerRow] = []
    for happened in file.happened:
        match happened.details if happened.event.kind in ("step taken", "sum settled") else None:
            case StepTaken(notice=notice, sums=sums, clause=clause):
                parts: Sequence[_Part] = [_withheld(notice, clause, one) for one in sums]
            case SumSettled() as settled:
                parts = _settled(settled, accounts)
            case _:
                continue
        for part in parts:
            key = (part.notice, part.month)
            accounts[key] = _after(accounts.get(key, Account(*key)), part.entry, part.amount, part.interest)
            rows.append(_row(file, happened.event.number, happened.on, part, accounts[key]))
    return tuple(rows)


class _Part(Struct, frozen=True):
    notice: int
    month: str
    entry: Outcome
    amount: Decimal
    interest: Decimal
    clause: str
    why: str
    formula: str


def _withheld(notice: int, clause: str, one: Sum) -> _Part:
    return _Part(notice, one.month, "withheld", one.amount, NOTHING, clause, one.ground, one.formula)


def _settled(settled: SumSettled, accounts: dict[tuple[int, str], Account]) -> list[_Part]:
    """A settlement shared out over the notices that hold a sum of its month, the oldest first; interest with the first."""
    parts: list[_Part] = []
    left, interest = settled.amount, settled.interest
    for account in [one for one in accounts.values() if one.month == settled.month]:
        here = min(left, account.held + (account.retained if settled.outcome == "repaid" else NOTHING))
        if here > 0:
            parts.append(
                _Part(
                    account.notice, account.month, settled.outcome, here, interest, "", settled.reason, settled.formula
                )
            )
            left, interest = left - here, NOTHING
    if left > 0:
        # More than was ever withheld (a withholding was undone after it was settled): shown as a balance below nought.
        notice = max((one.notice for one in accounts.values() if one.month == settled.month), default=0)
        parts.append(_Part(notice, settled.month, settled.outcome, left, interest, "", settled.reason, settled.formula))
    return parts


def _after(account: Account, entry: Outcome, amount: Decimal, interest: Decimal, from_retained: bool = True) -> Account:
    """The account after a movement; what is paid back beyond what is held comes out of what was retained (`from_retained`)."""
    account = replace(account, interest=account.interest + interest)
    match entry:
        case "withheld":
            return replace(account, withheld=account.withheld + amount)
        case "released":
            return replace(account, released=account.released + amount)
        case "retained":
            return replace(account, retained=account.retained + amount)
        case "repaid":
            over = max(amount - account.held, NOTHING) if from_retained else NOTHING
            kept = account.retained - min(over, account.retained)
            return replace(account, repaid=account.repaid + amount, retained=kept)


def _row(file: CaseFile, event: int, on: date, part: _Part, account: Account) -> LedgerRow:
    requirement, service = _named(file)
    return LedgerRow(
        contract=file.contract,
        requirement=requirement,
        service=service,
        notice=part.notice,
        month=part.month,
        on=on,
        entry=part.entry,
        amount=part.amount,
        interest=part.interest,
        balance=account.held,
        retained_so_far=account.retained,
        clause=part.clause,
        why=part.why,
        formula=part.formula,
        event=event,
    )


def _named(file: CaseFile) -> tuple[str, str]:
    """The requirement and the service of a case."""
    requirement, _, service = file.case.removeprefix(f"{file.contract}/").partition("/")
    return requirement, service
