"""A contract, its words, findings and entries, made by hand for tests of triangulation."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace
from small_workspace import CONTRACT

from pxcommission.assessment.findings import Finding, Outcome, RulePlace, ThresholdInForce
from pxcommission.assessment.triangulation import ContractRead
from pxcommission.listening.entries import Entry
from pxcommission.listening.recorded import Recorded, Source
from pxcommission.periods import quarter_of
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.requirements import RuleFile
from pxcommission.strict_models import model_of
from pxcommission.vocabulary.models import Vocabulary, VocabularyFile
from pxcommission.yaml_text import read_yaml_text

QUARTER = quarter_of(date(2025, 7, 1))
PLACE = RulePlace("rules/rules.yaml", 1)
WORDS = """\
title: Words
feedback:
  answers: {name: Survey}
  audit: {name: Ward audit}
  events: {name: Events return}
  accounts: {name: Accounts}
  concerns: {name: PALS report}
  pals_register: {name: PALS register, counted_with: concerns}
measures:
  positive: {name: Positive, unit: proportion, numerator: positive, denominator: responses, better: higher, feedback: answers, kind: view}
  negative: {name: Negative, unit: proportion, numerator: negative, denominator: responses, better: lower, feedback: answers, kind: view}
  audits: {name: Audits passed, unit: proportion, numerator: passed, denominator: made, better: higher, feedback: audit, kind: fact}
  events: {name: Events, unit: count, better: lower, feedback: events, kind: fact}
  settled: {name: Concerns settled, unit: proportion, numerator: settled, denominator: raised, better: higher, feedback: concerns, kind: fact}
  accounts_heard: {name: Accounts heard, unit: count, better: neither, feedback: accounts, kind: view, counted_from: {register: [patient-story, discussion-group, comment, visit], rule: heard}}
  pals_heard: {name: PALS concerns, unit: count, better: neither, feedback: pals_register, kind: fact, counted_from: {register: pals-concern, rule: heard}}
services:
  inpatient: {name: Inpatient care}
  emergency: {name: Emergency care}
aspects:
  respect: {name: Respect, covers: all of it, source: this test}
  comfort: {name: Comfort, covers: all of it, source: this test}
themes:
  staff-manner: {name: Staff manner, category: Staff, source: this test}
"""
MEASURES = {"POSITIVE": "positive", "NEGATIVE": "negative", "AUDIT": "audits", "EVENTS": "events", "SETTLED": "settled"}
RULES = "title: Rules\nowner: Lead\nrequirements:\n" + "".join(
    f"""\
  - id: {name}
    statement: Something good.
    aspect: respect
    service: inpatient
    measure: {measure}
    judged_over: quarter
    usual_threshold: at least 90%
    severity: major
    source: {{document: this test, verified: false}}
    question_to_provider: What changed?
"""
    for name, measure in MEASURES.items()
)


def contract_read(more: str = "") -> ContractRead:
    """A contract of two services; `more` are further lines of the vocabulary."""
    file = model_of(read_yaml_text(WORDS + more, "words.yaml"), VocabularyFile)
    words = Vocabulary(
        measures=file.measures, services=file.services, aspects=file.aspects, themes=file.themes, feedback=file.feedback,
        triangulation=file.triangulation,
    )  # fmt: skip
    rules = model_of(read_yaml_text(RULES, "rules.yaml"), RuleFile).requirements
    text = CONTRACT.format(id="ACUTE", ods="RZ1", adopted="  - use: POSITIVE\n    clause: A", more="", provider="")
    contract = model_of(read_yaml_text(text.replace(", maternity", ""), "contract.yaml"), Contract)
    return ContractRead(contract, {one.id: one for one in rules}, words)


def finding(requirement: str = "POSITIVE", outcome: Outcome = Outcome.BREACH, **more: Any) -> Finding:
    """A final finding of an adopted requirement; in breach clearly, unless told otherwise."""
    made = Finding(
        contract="ACUTE", provider="RZ1", requirement=requirement, service="inpatient", touchpoint="", site="", ward="",
        level="provider", unit_name="Example Provider", period=QUARTER, outcome=outcome, reason=None, detail="", final=True,
        awaiting=(), numerator=160, denominator=200, unit="proportion",
        threshold=ThresholdInForce("at least 90%", "contract", "", "", PLACE), short_by=20, breaches_in_a_row=1, met_in_a_row=0,
        streak_has_gap=False, breaches_in_last=((4, 1),), severity="major", aspect="respect", adopted=True, origin="local",
        clearly_below=outcome is Outcome.BREACH, comparison=None, evidence=(), rule=PLACE,
    )  # fmt: skip
    return replace(made, **more)


def heard(number: int, kind: str = "patient-story", sentiment: str = "negative", **more: Any) -> Recorded:
    """An entry about respect in inpatient care, heard in August 2025 unless told otherwise."""
    facts = {
        "provider": "RZ1", "on": date(2025, 8, 1), "service": "inpatient", "themes": ("staff-manner",), "aspect": "respect",
    } | more  # fmt: skip
    entry = Entry(kind=kind, sentiment=sentiment, **facts)
    return Recorded(f"{kind}-{number:04d}", entry, entry.on, entry.on, "Lead", Source())
