"""Histories of cases as commissioners record them, made up at random, for registers of any size."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from pxcommission.cases.events import Entry
from pxcommission.cases.kinds import (
    Approval,
    Closed,
    Deadline,
    Decided,
    Details,
    Document,
    EvidenceAdded,
    LetterIssued,
    Milestone,
    MilestoneChanged,
    Noted,
    Plan,
    ReplyReceived,
    StepTaken,
    Sum,
    SumSettled,
    kind_of,
)

FORM = "full-length-2025-26"


def noted(case: str = "ACUTE/GOOD/inpatient", text: str = "Rang the provider.", after: int = 0) -> Entry:
    """A note to the file of a case."""
    details = Noted(text=text)
    return Entry(case.split("/")[0], case, kind_of(details), date(2025, 8, 1), details.recorded(), after)


def histories(events: int, until: date, seed: int = 1) -> list[Entry]:
    """So many events of cases that began in the ten years before a day; those of the last 18 months are still open.

    All entries have `after` 0: they are recorded in one go.
    """
    chance = random.Random(seed)
    found: list[Entry] = []
    cases = 0
    while len(found) < events:
        contract = f"ACUTE-{cases % 40:02}"
        case = f"{contract}/REQUIREMENT-{cases // 40:03}/inpatient"
        started = until - timedelta(days=chance.randrange(3650))
        story = _story(chance, case, started, closes=(until - started).days > 550)
        found += (Entry(contract, case, kind_of(one), on, one.recorded()) for on, one in story)
        cases += 1
    return found[:events]


def _story(chance: random.Random, case: str, on: date, closes: bool) -> Iterator[tuple[date, Details]]:
    findings = tuple(
        f"{case}/RX{chance.randrange(100):03}/ward {ward}/2025-26-Q2" for ward in range(chance.randrange(1, 5))
    )
    approved = (Approval(role="Chief Nurse", on=on, evidence="approvals/mail.eml", sha256=_hash(chance)),)
    document = Document(
        file=f"packs/2025-26-Q2/{case}.docx", sha256=_hash(chance), reference=f"PX/{chance.randrange(999)}"
    )
    reply = Deadline(what="Reply", step="reply", by=on + timedelta(days=14), counted="10 Operational Days", clause="")
    yield on, LetterIssued(stage="query", ladder="standard", document=document, findings=findings, run="0a1b2c3d4e5f")
    on += timedelta(days=20)
    yield on, ReplyReceived(position="partly", summary="Two posts are out to advert; the ward was short in August.")
    on += timedelta(days=60)
    yield on, LetterIssued(stage="challenge", ladder="standard", document=document, served=on, method="e-mail",
                           reply=reply, findings=findings, run="0a1b2c3d4e5f", approvals=approved)  # fmt: skip
    if chance.random() < 0.5:
        yield on, Noted(text="Rang the director of nursing; a reply is coming on Monday.")
    if chance.random() < 0.3:
        yield (
            on,
            Decided(decision="hold", reason="A visit is announced", approver="Head of contracting", findings=findings),
        )
    on += timedelta(days=90)
    yield from _notice(chance, on, document, approved)
    yield on + timedelta(days=120), EvidenceAdded(findings=findings, figures="1,047 of 1,204")
    if closes:
        yield on + timedelta(days=200), Closed(evidence="Two quarters met", document=document)


def _notice(
    chance: random.Random, on: date, document: Document, approved: tuple[Approval, ...]
) -> Iterator[tuple[date, Details]]:
    def step(name: str, before: str, after: str, plan: Plan | None = None, sums: tuple[Sum, ...] = ()) -> StepTaken:
        due = Deadline(what="Contract Management Meeting", step="meeting", by=on + timedelta(days=14),
                       counted=f"10 Operational Days from {on}", clause="GC9.6")  # fmt: skip
        return StepTaken(notice=1, form=FORM, step=name, before=before, after=after, clause="GC9.4", document=document,
                         served=on, method="e-mail", deadlines=(due, due), plan=plan, sums=sums,
                         approvals=approved)  # fmt: skip

    milestones = tuple(
        Milestone(id=f"M{number}", action="Recruit two nurses for the ward and report monthly", owner="Director of nursing",
                  due=on + timedelta(days=30 * number + 60), metric="answers_positive", baseline="86%", target="95%")
        for number in range(3)
    )  # fmt: skip
    yield on, step("contract-performance-notice", "none", "notice-issued")
    yield on + timedelta(days=10), step("contract-management-meeting", "notice-issued", "meeting-held")
    plan = Plan(name="remedial action plan", milestones=milestones)
    yield on + timedelta(days=20), step("remedial-action-plan", "meeting-held", "plan-active", plan)
    for milestone in milestones:
        yield milestone.due, MilestoneChanged(milestone=milestone.id, outcome="met", evidence="The rota was seen")
    if chance.random() < 0.3:
        held = Sum(month="2025-09", base="AMV", base_amount=Decimal("1234567.89"), per_cent=Decimal(2),
                   amount=Decimal("24691.36"), formula="2% of £1,234,567.89")  # fmt: skip
        yield on, step("exception-report", "plan-active", "exception-reported", sums=(held,))
        yield on, SumSettled(outcome="released", month="2025-09", amount=Decimal("24691.36"))


def _hash(chance: random.Random) -> str:
    return f"{chance.getrandbits(256):064x}"
