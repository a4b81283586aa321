"""Case files with money in them, written as the register would keep them; a form's numbers as a commissioner writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from pxcommission.cases.case_file import CaseFile, case_file
from pxcommission.cases.events import Event
from pxcommission.cases.kinds import Details, StepTaken, Sum, SumSettled, kind_of
from pxcommission.cases.monthly_values import Money, MonthlyValues
from pxcommission.cases.sums import WithholdingWanted, withholding
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.strict_models import model_of
from pxcommission.yaml_text import read_yaml_text

CONTRACT, CASE = "ACUTE", "ACUTE/GOOD/inpatient"
NOTICE, ON = "2025-09-01", date(2025, 11, 3)
FORM = """\
title: A form
edition: full-length 2015/16
in_force_from: 2015-04-01
source: {document: this test, verified: false}
states: [none, notice-issued, plan-active]
numbers:
  plan-sanctions-at-most: {value: 10, unit: per cent, clause: GC9.14, source: this test, verified: false, note: Of the Actual Monthly Value.}
  withholding-without-plan: {value: 2, unit: per cent, clause: GC9.20, source: this test, verified: true, note: Of the Actual Monthly Value.}
  withholding-for-each-missed-step: {value: 2, unit: per cent, clause: GC9.25, source: this test, verified: true, note: Of the Actual Monthly Value.}
  withholding-for-breach-at-most: {value: 10, unit: per cent, clause: GC9.26, source: this test, verified: true, note: Of the Actual Monthly Value.}
  engagement: {value: 10, unit: per cent, clause: GC9.30, source: this test, verified: true, note: Of the Expected or Actual Monthly Value.}
  meeting-within: {value: 10, unit: operational days, clause: GC9.6, source: this test, verified: true}
steps:
  - {id: withhold-without-plan, name: Withholding, by: co-ordinating commissioner, from: [notice-issued], to: notice-issued, money: true, caps: [withholding-without-plan], clause: GC9.20, verified: true}
  - {id: withhold-for-breach, name: Withholding, by: co-ordinating commissioner, from: [plan-active], to: plan-active, money: true, caps: [withholding-for-each-missed-step, withholding-for-breach-at-most], clause: GC9.25, verified: true}
  - {id: withhold-for-not-engaging, name: Withholding, by: co-ordinating commissioner, from: [plan-active], to: plan-active, money: true, caps: [engagement], clause: GC9.30, verified: true}
  - {id: apply-sanctions, name: Sanctions, by: co-ordinating commissioner, from: [plan-active], to: plan-active, money: true, caps: [plan-sanctions-at-most], clause: GC9.14, verified: true}
  - {id: withdraw-notice, name: Withdrawal, by: co-ordinating commissioner, from: [plan-active], to: none, clause: GC9.7, verified: true}
"""
VALUES: MonthlyValues = {
    ("2025-09", "AMV"): Money(Decimal("1250000.55"), "contracts/acute/monthly-values.csv:2", "reconciliation"),
    ("2025-10", "AMV"): Money(Decimal("999999.99"), "contracts/acute/monthly-values.csv:3", "reconciliation"),
    ("2025-10", "EMV"): Money(Decimal("1200000.00"), "contracts/acute/monthly-values.csv:4", "schedule 3"),
}


def form() -> ContractForm:
    """The form above."""
    return model_of(read_yaml_text(FORM, "rules/contract-forms/a-form.yaml"), ContractForm)


def empty() -> CaseFile:
    """The file of a case of which nothing is recorded."""
    return CaseFile(CONTRACT, CASE)


def recorded(file: CaseFile, details: Details, on: str = "2025-11-03") -> CaseFile:
    """The file with one more event."""
    events = [one.event for one in file.happened]
    number = len(events) + 1
    event = Event(number, "", "A. Person", "", file.contract, file.case, number, kind_of(details),
                  date.fromisoformat(on), details.recorded(), "", "")  # fmt: skip
    return case_file([*events, event])


def step(
    *sums: Sum, notice: int = 1, milestone: str = "", name: str = "withhold-for-breach", after: str = "plan-active"
) -> StepTaken:
    """A step of a notice that withholds sums."""
    return StepTaken(notice=notice, form="a-form", step=name, before="plan-active", after=after, clause="GC9.25",
                     milestone=milestone, sums=sums)  # fmt: skip


def withheld(file: CaseFile, wanted: WithholdingWanted, on: str = "2025-11-03", notice: int = 1) -> CaseFile:
    """The file once the sum wanted is withheld, under a notice of 1 September 2025."""
    if notice not in [one.number for one in file.notices]:
        file = recorded(file, step(notice=notice, name="contract-performance-notice"), NOTICE)
    one = withholding(form(), file, wanted, VALUES, confirmed=True)
    return recorded(file, step(one, milestone=wanted.milestone, notice=notice), on)


def wanted(
    per_cent: str = "2", month: str = "2025-09", name: str = "withhold-without-plan", **other: str
) -> WithholdingWanted:
    """A share of a month's Actual Monthly Value, on the ground that no plan was agreed."""
    plain = WithholdingWanted(month, "AMV", Decimal(per_cent), name, ON, "no plan was agreed")
    return replace(plain, **other)  # type: ignore[arg-type]


def settled(file: CaseFile, one: SumSettled, on: str = "2025-12-01") -> CaseFile:
    """The file once a sum is settled."""
    return recorded(file, one, on)
