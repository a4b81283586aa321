"""A small workspace that tests write as a user would: a few words, rules, a ladder, a form, a contract, and figures."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from pxcommission.evidence.observations import Level, Observation, Origin, Reading, Status
from pxcommission.evidence.store import EvidenceStore
from pxcommission.inference.checked import CheckedContract
from pxcommission.periods import Period, month_of, read_period
from pxcommission.quarter import check_quarter
from pxcommission.workspace import open_workspace

VOCABULARY = """\
title: Words
measures:
  answers_positive: {name: Positive answers, numerator: positive, denominator: responses, unit: proportion, better: higher, feedback: answers, kind: view}
  answers_negative: {name: Negative answers, numerator: negative, denominator: responses, unit: proportion, better: lower, feedback: answers, kind: view}
  late_letters: {name: Late letters, unit: count, better: lower, feedback: register, kind: fact}
services:
  inpatient: {name: Inpatient care}
  emergency: {name: Emergency care}
  maternity: {name: Maternity care, touchpoints: [antenatal, birth]}
aspects:
  overall: {name: Overall, covers: all of it, source: this test}
key_questions:
  caring: {name: Caring}
feedback:
  answers: {name: Answers}
  register: {name: Register}
"""
RULE = """\
  - id: {id}
    statement: Patients describe their care as good.
    aspect: overall
    service: {service}
    measure: {measure}
    judged_over: {judged_over}
    {judged_by}
    severity: major
    source: {{document: this test, verified: false}}
    question_to_provider: What changed?
"""
LADDER = """\
title: Ladder
owner: Head of contracting
stages:
  - {id: query, name: Question for the review meeting, document: meeting-paper}
  - {id: challenge, name: Challenge letter, document: challenge, reply_within: {days: 10, source: this test, verified: false}}
  - {id: notice, name: GC9 Contract Performance Notice, step: contract-performance-notice}
rules:
  - {id: not-met, when: in_breach, propose: query}
  - {id: repeated, when: in_breach and short_by >= 2 and breaches_in_a_row >= 2, propose: challenge}
  - {id: long, when: in_breach and breaches_in_a_row >= 3, propose: notice}
  - {id: recovered, when: met_in_a_row >= 2, step_down: true}
"""
FORM = """\
title: A form
edition: "2025/26"
in_force_from: 2024-04-01
source: {document: this test, verified: false}
states: [none, notice-issued]
numbers:
  contract-management-meeting-within: {value: 10, unit: operational days, clause: GC9.6, source: this test, verified: false}
steps:
  - {id: contract-performance-notice, name: GC9 Contract Performance Notice, by: co-ordinating commissioner, from: [none], to: notice-issued, clause: GC9.4, verified: false}
"""
CONTRACT = """\
contract: {id}
contract_reference: REF-1
title: A contract
general_conditions: {{2024-04-01: a-form}}
term: {{from: 2024-04-01, to: 2027-03-31}}
co_ordinating_commissioner: {{name: Example Commissioner, ods: QZ9, representative: Head of contracting, notices_to: a@commissioner.example}}
provider:
  name: Example Provider
  ods: {ods}
  representative: Director of contracting
  notices_to: a@provider.example
  {provider}
signed_by: {{challenge: Chief Nurse, notice: Chief Nurse}}
services: [inpatient, emergency, maternity]
ladder: a-ladder
requirements:
{adopted}
{more}
"""


class Small(Struct):
    """A workspace folder, and ways to write in it, load figures and check."""

    folder: Path

    def rules(self, *rules: str) -> Small:
        text = "title: Rules\nowner: Lead\nrequirements:\n" + "".join(rules)
        return self.write("rules/rules.yaml", text)

    def contract(
        self, adopted: str, more: str = "", provider: str = "", name: str = "ACUTE", ods: str = "RZ1"
    ) -> Small:
        text = CONTRACT.format(id=name, ods=ods, adopted=adopted, more=more, provider=provider)
        return self.write(f"contracts/{name.lower()}/contract.yaml", text)

    def write(self, name: str, text: str) -> Small:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return self

    def load(
        self, *figures: Observation, name: str = "file.csv", published: str | None = None, received: str | None = None
    ) -> Small:
        EvidenceStore(self.folder).add(reading(figures, name, published=published, received=received))
        return self

    def check(self, period: str = "2025/26 Q2", as_at: str = "2026-01-31", engine: str = "durable") -> CheckedContract:
        workspace = open_workspace(self.folder)
        wanted = read_period(period)
        assert wanted is not None
        contracts = tuple(workspace.rulebook.contracts.values())
        return check_quarter(workspace, wanted, date.fromisoformat(as_at), contracts, engine)[0]  # type: ignore[arg-type]


def small(folder: Path) -> Small:
    """A workspace with words, a ladder and a form, and no rules yet."""
    made = Small(folder)
    made.write("workspace.yaml", "format: 1\n")
    made.write("rules/vocabulary/words.yaml", VOCABULARY)
    made.write("rules/ladders/a-ladder.yaml", LADDER)
    return made.write("rules/contract-forms/a-form.yaml", FORM)


def rule(name: str = "GOOD", judged_by: str = "usual_threshold: at least 90%", measure: str = "answers_positive",
         service: str = "inpatient", judged_over: str = "quarter") -> str:  # fmt: skip
    """A requirement's YAML."""
    return RULE.format(id=name, judged_by=judged_by, measure=measure, service=service, judged_over=judged_over)


def adopt(name: str = "GOOD", threshold: str = "2024-04-01: at least 90%") -> str:
    """A contract's line that adopts a requirement."""
    dated = f"\n    threshold: {{{threshold}}}" if threshold else ""
    return f"  - use: {name}\n    clause: Schedule 4{dated}\n"


def month(text: str) -> Period:
    """The month `2025-07`."""
    return month_of(date.fromisoformat(f"{text}-01"))


def figure(
    numerator: int | None,
    denominator: int | None,
    period: Period,
    *,
    provider: str = "RZ1",
    site: str = "",
    ward: str = "",
    service: str = "inpatient",
    touchpoint: str = "",
    measure: str = "answers_positive",
    status: Status = Status.REPORTED,
    value: str = "",
    level: Level | None = None,
    cell: str = "A1",
) -> Observation:
    """One observation."""
    below = Level.WARD if ward else Level.SITE if site else Level.PROVIDER
    unit = "count" if measure == "late_letters" else "proportion"
    return Observation(
        level or below, "QZ9", provider, site, ward, service, touchpoint, measure, period.start, period.end, numerator,
        denominator, value, unit, status, "Sheet", cell, ward or site or "Example Provider",
    )  # fmt: skip


def reading(
    figures: tuple[Observation, ...],
    name: str = "file.csv",
    *,
    published: str | None = None,
    received: str | None = None,
    origin: Origin | None = None,
) -> Reading:
    """A reading of a file with these figures."""
    hashed = sha256((name + repr(figures)).encode()).hexdigest()
    where = origin or (Origin.PUBLISHED if published else Origin.LOCAL)
    return Reading(
        id=hashed,
        file=f"contracts/acute/returns/{name}",
        file_sha256=hashed,
        reader="test 1",
        kind="a test's file",
        origin=where,
        observations=figures,
        published=date.fromisoformat(published) if published else None,
        received=date.fromisoformat(received) if received else None,
    )


def quarter_figures(numerator: int, denominator: int, quarter: str = "2025/26 Q2", **more: object) -> list[Observation]:
    """Three months that add up to the figure, all of it in the last."""
    period = read_period(quarter)
    assert period is not None
    first, second, third = period.months
    nothing = Status.ZERO_DENOMINATOR
    return [
        figure(0, 0, first, status=nothing, **more),  # type: ignore[arg-type]
        figure(0, 0, second, status=nothing, **more),  # type: ignore[arg-type]
        figure(numerator, denominator, third, **more),  # type: ignore[arg-type]
    ]
