"""What is due in every case: replies, meetings, plans, milestones, sums held, sign-offs, decisions that end; overdue first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from pxcommission.cases.amounts import month_in_words, pounds
from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.deadlines import same_day_months_after
from pxcommission.cases.kinds import Approved, Decided
from pxcommission.cases.ladder_states import reply_awaited, standing_milestones
from pxcommission.cases.ledger import accounts_of
from pxcommission.cases.step_times import entered, plan_by
from pxcommission.casework.approvals import TWO_APPROVALS, recorded_for
from pxcommission.periods import (
    in_words,
    is_operational_day,
    operational_days_after,
)
from pxcommission.rulebook.contract_forms import ContractForm

RELEASE = "release-within"
COLUMNS = ("by", "state", "case", "what", "counted", "clause", "verified")


class DueItem(Struct, frozen=True):
    """Something due by a day in a case (or contract): what, counted how, by which clause, and whether that was checked."""

    by: date
    case: str
    what: str
    counted: str = ""
    clause: str = ""
    verified: bool = True

    def overdue(self, as_at: date) -> bool:
        """Whether its day lies behind."""
        return self.by < as_at

    def state(self, as_at: date) -> str:
        """`overdue`, `today` or `due`."""
        return "overdue" if self.by < as_at else "today" if self.by == as_at else "due"

    @property
    def key(self) -> str:
        """What it is about, whatever its day: a calendar that reads it again moves the entry."""
        return f"{self.case}|{self.what}"


def due_in_case(
    file: CaseFile, forms: Mapping[str, ContractForm], as_at: date, extra: frozenset[date] = frozenset()
) -> tuple[DueItem, ...]:
    """Everything due in one case, the earliest first."""
    found = [
        *_replies(file),
        *_steps(file, forms, as_at, extra),
        *_milestones(file),
        *_held(file, forms, as_at, extra),
        *_sign_offs(file),
        *_decisions(file, as_at),
    ]
    return tuple(sorted(found, key=lambda one: (one.by, one.what)))


def soon(
    items: Iterable[DueItem], as_at: date, within: int | None, extra: frozenset[date] = frozenset()
) -> tuple[DueItem, ...]:
    """The items overdue or due within so many Operational Days (all of them, unless told), the most overdue first."""
    last = None if within is None else operational_days_after(as_at, within, extra)
    return tuple(
        sorted((one for one in items if last is None or one.by <= last), key=lambda one: (one.by, one.case, one.what))
    )


def _replies(file: CaseFile) -> Iterator[DueItem]:
    letter = reply_awaited(file)
    if letter is not None and letter.reply is not None:
        yield DueItem(
            letter.reply.by,
            file.case,
            letter.reply.what,
            letter.reply.counted,
            letter.reply.clause,
            letter.reply.verified,
        )


def _steps(file: CaseFile, forms: Mapping[str, ContractForm], as_at: date, extra: frozenset[date]) -> Iterator[DueItem]:
    """What the notice's steps left due. A right of the provider's lapses: nobody is late who did not use it."""
    notice = file.notice
    if notice is None:
        return
    form = forms.get(notice.form)
    for one in notice.deadlines:
        step = form.step(one.step) if form else None
        if step is not None and step.lapses and one.by < as_at:
            continue
        standing = file.milestones.get(one.milestone)
        if standing is not None and standing.met_on is not None:
            continue
        what = f"{one.what}: the last day on which the provider may bring it" if step and step.lapses else one.what
        yield DueItem(one.by, file.case, what, one.counted, one.clause, one.verified)
    since = entered(form, notice, notice.state) if form else None
    plan = plan_by(form, notice.state, since, extra) if form and since else None
    if plan is not None:
        yield DueItem(plan.by, file.case, f"{plan.what}, where one is needed", plan.counted, plan.clause, plan.verified)


def _milestones(file: CaseFile) -> Iterator[DueItem]:
    for name in standing_milestones(file) if file.milestones else ():
        standing = file.milestones[name]
        milestone = standing.milestone
        if standing.met_on is None:
            missed = "; missed" if standing.missed_on else ""
            yield DueItem(
                standing.due,
                file.case,
                f"milestone {name}: {milestone.action} ({milestone.owner}{missed})",
                "agreed in the plan",
            )
        elif milestone.maintain_until is not None:
            yield DueItem(
                milestone.maintain_until,
                file.case,
                f"milestone {name}: improvement held until then",
                "agreed in the plan",
            )


def _held(file: CaseFile, forms: Mapping[str, ContractForm], as_at: date, extra: frozenset[date]) -> Iterator[DueItem]:
    """Sums still held: to be released once the reason has gone, and to be looked at every month until then."""
    held = [account for account in accounts_of(file) if account.held > 0] if file.sums else []
    if not held or _release_is_due(file):
        return
    notice = file.notices[-1]
    form = forms.get(notice.form)
    for account in held:
        about = f"{pounds(account.held)} withheld for {month_in_words(account.month)}"
        number = form.numbers.get(RELEASE) if form else None
        since = (entered(form, notice, notice.state) if form else None) or notice.dated
        if "withholding" not in notice.state and number is not None:
            counted = f"{number.value} Operational Days from {in_words(since)}"
            yield DueItem(
                operational_days_after(since, number.value, extra),
                file.case,
                f"release {about}",
                counted,
                number.clause,
                number.verified,
            )
        else:
            yield DueItem(
                _next_review(since, as_at, extra),
                file.case,
                f"review {about}: does the reason still hold?",
                "every month while a sum is held",
            )


def _release_is_due(file: CaseFile) -> bool:
    """Whether the notice itself names the day of the release."""
    return file.notice is not None and any(one.step.startswith("release") for one in file.notice.deadlines)


def _next_review(since: date, as_at: date, extra: frozenset[date]) -> date:
    """The next monthly return of the day a state was entered, moved to an Operational Day."""
    months = 1
    while same_day_months_after(since, months) < as_at:
        months += 1
    day = same_day_months_after(since, months)
    return day if is_operational_day(day, extra) else operational_days_after(day, 1, extra)


def _sign_offs(file: CaseFile) -> Iterator[DueItem]:
    """Steps signed off by somebody and not taken since."""
    approved = (one for one in file.happened if one.event.kind == "step approved")  # most details are never read
    days = {one.details.step: one.on for one in approved if isinstance(one.details, Approved)}
    for step, on in days.items():
        given = recorded_for(file, step, date.max)
        if given:
            roles = ", ".join(one.role for one in given)
            people = {(one.person or one.role).strip().casefold() for one in given}
            awaited = f"where {TWO_APPROVALS} are needed, the second is awaited"
            yield DueItem(
                on,
                file.case,
                f"{step.replace('-', ' ')}: signed off by {roles}, not taken yet",
                awaited if len(people) < 2 else "two people have signed; the step itself is awaited",
            )


def _decisions(file: CaseFile, as_at: date) -> Iterator[DueItem]:
    decided = file.decision_in_force(as_at)
    if decided is not None and isinstance(decided.details, Decided) and decided.details.until is not None:
        yield DueItem(
            decided.details.until,
            file.case,
            f"the decision '{decided.details.decision}' ends",
            f"approved by {decided.details.approver}",
        )
