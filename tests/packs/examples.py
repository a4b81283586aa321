"""A checked quarter made by hand: two challenges, queries, a proposed notice, gaps, and a provider with a hostile pen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from pxcommission.assessment.findings import Address, Finding, Outcome, Reason, RulePlace, ThresholdInForce
from pxcommission.evidence.observations import Statement
from pxcommission.inference.cases import STEP_DOWN, HeldBack, Proposal
from pxcommission.inference.checked import Awaited, CheckedContract, DataNote, ProvidersWord, SourceUsed
from pxcommission.periods import quarter_of
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.requirements import RuleFile
from pxcommission.strict_models import model_of
from pxcommission.vocabulary.models import Vocabulary, VocabularyFile
from pxcommission.yaml_text import read_yaml_text

LETTERS = Path(__file__).resolve().parents[2] / "rules" / "letters"
QUARTER = quarter_of(date(2025, 7, 1))
AS_AT = date(2025, 11, 20)
HOSTILE = '=HYPERLINK("http://evil.example","click") {{7*7}} {% for x in y %} <b>& \x07\x0b\u202e {_{ 1 }_}'

VOCABULARY = """
title: Words
feedback:
  fft:
    name: Friends and Family Test
    caution: >-
      The Friends and Family Test is not designed to compare providers: ways of collecting it and local populations
      differ. It is read here against this contract and against this provider's own record.
  complaints: {name: Complaints report, caution: More complaints can mean that people find it easy to complain.}
  accommodation: {name: Mixed-sex accommodation return}
measures:
  fft_positive: {name: Friends and Family Test answers very good or good, unit: proportion, numerator: positive, denominator: responses, better: higher, feedback: fft, kind: view}
  fft_negative: {name: Friends and Family Test answers poor or very poor, unit: proportion, numerator: negative, denominator: responses, better: lower, feedback: fft, kind: view}
  complaints_acknowledged_in_time: {name: Complaints acknowledged within three working days, unit: proportion, numerator: acknowledged_in_time, denominator: acknowledgements_due, better: higher, feedback: complaints, kind: fact}
  complaints_answered_in_time: {name: Complaints answered within the period agreed, unit: proportion, numerator: answered_in_time, denominator: answers_due, better: higher, feedback: complaints, kind: fact}
  mixed_sex_breaches: {name: Breaches of sleeping accommodation by sex, unit: count, better: lower, feedback: accommodation, kind: fact}
services:
  inpatient: {name: Inpatient and day case care}
  emergency: {name: Accident and emergency}
  maternity: {name: Maternity care, touchpoints: [antenatal, birth, postnatal ward, postnatal community]}
  outpatient: {name: Outpatient clinics}
"""

REQUIREMENTS = """
title: Rules
owner: Patient experience lead
requirements:
""" + "".join(
    f"""
  - id: {id}
    statement: {statement}
    aspect: overall
    service: {service}
    measure: {measure}
    judged_over: quarter
    {judged}
    severity: major
    source: {{document: NHS Standard Contract, verified: false}}
    question_to_provider: {question}
"""
    for id, statement, service, measure, judged, question in (
        (
            "FFT-IP-POSITIVE",
            "Inpatients who answer the Friends and Family Test describe their care as very good or good.",
            "inpatient",
            "fft_positive",
            "usual_threshold: at least 95%\n    needs: responses >= 30",
            "What do patients say has changed, and what are you doing about it, ward by ward?",
        ),
        (
            "FFT-MAT-POSITIVE",
            "Women who answer the Friends and Family Test describe their maternity care as very good or good.",
            "maternity",
            "fft_positive",
            "usual_threshold: at least 95%\n    needs: responses >= 30",
            "What do women say about this part of their care, and what has been tried?",
        ),
        (
            "FFT-MAT-NEGATIVE",
            "Few women describe their maternity care as poor or very poor.",
            "maternity",
            "fft_negative",
            "usual_threshold: at most 2%",
            "What did those women say?",
        ),
        (
            "FFT-ED-POSITIVE",
            "People who answer the Friends and Family Test describe their emergency care as very good or good.",
            "emergency",
            "fft_positive",
            "usual_threshold: at least 80%",
            "What do people say about waiting?",
        ),
        (
            "FFT-OP-POSITIVE",
            "Outpatients who answer the Friends and Family Test describe their care as very good or good.",
            "outpatient",
            "fft_positive",
            "usual_threshold: at least 95%",
            "What do outpatients say?",
        ),
        (
            "CMP-ACKNOWLEDGED",
            "Every complaint is acknowledged within three working days.",
            "all",
            "complaints_acknowledged_in_time",
            "require: acknowledged_in_time == acknowledgements_due",
            "Which complaints waited longer, and why?",
        ),
        (
            "CMP-ANSWERED",
            "Complaints are answered within the period agreed with the complainant.",
            "all",
            "complaints_answered_in_time",
            "usual_threshold: at least 90%",
            "What held the answers up?",
        ),
        (
            "MSA-NONE",
            "Nobody sleeps in mixed-sex accommodation without clinical reason.",
            "inpatient",
            "mixed_sex_breaches",
            "require: mixed_sex_breaches == 0",
            "On which nights, and on which wards?",
        ),
    )
)

LADDER = """
title: Local escalation ladder, then General Condition 9
owner: Head of contracting
stages:
  - {id: query, name: Question for the review meeting, document: meeting-paper}
  - {id: challenge, name: Challenge letter, document: challenge, reply_within: {days: 10, source: local agreement, verified: false}}
  - {id: notice, name: GC9 Contract Performance Notice, step: contract-performance-notice}
rules:
  - {id: not-met, when: in_breach, propose: query}
  - {id: repeated, when: in_breach and breaches_in_a_row >= 2, propose: challenge}
  - {id: corroborated, when: in_breach and breaches_in_a_row >= 3, propose: notice}
  - {id: recovered, when: met_in_a_row >= 2, step_down: true}
"""

FORM = """
title: NHS Standard Contract 2025/26, full-length form
edition: full-length 2025/26
in_force_from: 2025-04-01
source: {document: NHS Standard Contract 2025/26 General Conditions, verified: false}
states: [open, notice, meeting-held]
numbers:
  meeting: {value: 10, unit: operational days, clause: GC9.6, source: reference reading, verified: false}
steps:
  - {id: contract-performance-notice, name: GC9 Contract Performance Notice, by: co-ordinating commissioner, from: [open], to: notice, clause: GC9.4, verified: false}
  - {id: contract-management-meeting, name: Contract Management Meeting, by: both, from: [notice], to: meeting-held, within: meeting, clause: GC9.6, verified: false}
"""

CONTRACT = """
contract: EXAMPLE-ACUTE
contract_reference: EX-2024-001
title: Acute services 2024/25 to 2026/27
general_conditions: {2024-04-01: full-length-2024-25, 2025-04-01: full-length-2025-26}
term: {from: 2024-04-01, to: 2027-03-31}
co_ordinating_commissioner: {name: Example Integrated Care Board, ods: QZ1, representative: Head of contracting, notices_to: contracts@example.org}
associates:
  - {name: Example Neighbouring Integrated Care Board, ods: QZ2}
provider:
  name: Example Acute NHS Foundation Trust
  ods: RZ1
  representative: Director of contracting
  notices_to: notices@example.org
  copies_to: [Chief Executive, Chief Nurse]
  sites: [{ods: RZ101, name: Example General Hospital}, RZ102]
signed_by: {challenge: Chief Nurse, notice: Chief Nurse and Head of contracting}
meetings: {quality_review: [2025-08-27, 2025-11-26, 2026-02-25]}
services: [inpatient, emergency, maternity, outpatient]
ladder: local-then-gc9
requirements: []
monitored: [FFT-OP-POSITIVE]
reports_due:
  complaints: {clause: Schedule 6A, every: quarter, due: 15 operational days after period end, measures: [complaints_acknowledged_in_time], severity: minor}
"""

CLAUSES = {
    "FFT-IP-POSITIVE": "Schedule 4, local quality requirement 7",
    "FFT-MAT-POSITIVE": "Schedule 4, local quality requirement 8",
    "FFT-MAT-NEGATIVE": "Schedule 4, local quality requirement 9",
    "FFT-ED-POSITIVE": "Schedule 4, local quality requirement 10",
    "CMP-ACKNOWLEDGED": "SC16",
    "CMP-ANSWERED": "SC16",
    "MSA-NONE": "SC10",
    "RETURN-COMPLAINTS": "Schedule 6A",
}
FFT_FILE = "contracts/published/FFT_IP_Jul-25.xlsx"
RETURN_FILE = "contracts/example-acute/returns/2025-26-Q2.xlsx"
SHEETS = {
    "inpatient": "Inpatient",
    "maternity": "Maternity",
    "emergency": "A&E",
    "outpatient": "Outpatient",
    "all": "Complaints",
}


def model(text: str, kind: type[Any], name: str = "example.yaml") -> Any:
    """A rulebook model from the YAML a user would write."""
    return model_of(read_yaml_text(text, name), kind)


def vocabulary() -> Vocabulary:
    """The words of the example."""
    found = model(VOCABULARY, VocabularyFile)
    return Vocabulary(
        found.measures, found.services, found.aspects, key_questions=found.key_questions, feedback=found.feedback
    )


def finding(requirement: str, service: str, numerator: int | None, denominator: int | None, **more: Any) -> Finding:
    """A finding with the ordinary answer for everything not said."""
    place = RulePlace("rules/friends-and-family-test.yaml", 6)
    level = more.pop("threshold", "at least 95%")
    origin = more.pop("document", "")
    base = Finding(
        contract="EXAMPLE-ACUTE", provider="RZ1", requirement=requirement, service=service, touchpoint="", site="",
        ward="", level="provider", unit_name="Example Acute NHS Foundation Trust", period=QUARTER, outcome=Outcome.BREACH,
        reason=None, detail="", final=True, awaiting=(), numerator=numerator, denominator=denominator,
        unit="count" if denominator is None else "proportion",
        threshold=ThresholdInForce(level, "contract", origin, "2024-04-01", RulePlace("contracts/example-acute/contract.yaml", 31)) if level else None,
        short_by=more.pop("short_by", 8), breaches_in_a_row=1, breaches_in_last=((4, 1),), met_in_a_row=0, streak_has_gap=False, severity="major",
        aspect="overall", adopted=True, origin="published", clearly_below=False, comparison=None,
        evidence=(Address(FFT_FILE, SHEETS[service], "F14"), Address(FFT_FILE, SHEETS[service], "L14")), rule=place,
    )  # fmt: skip
    return replace(base, **more)


def findings() -> tuple[Finding, ...]:
    """What the quarter's check came to."""
    met, unknown = {"outcome": Outcome.MET, "short_by": 0, "met_in_a_row": 3, "breaches_in_a_row": 0}, {"outcome": Outcome.NOT_ASSESSED, "breaches_in_a_row": 0, "short_by": None}  # fmt: skip
    ours = (Address(RETURN_FILE, "Complaints", "C8"), Address(RETURN_FILE, "Complaints", "D8"))
    return (
        finding(
            "FFT-IP-POSITIVE",
            "inpatient",
            1132,
            1218,
            threshold="at least 93%",
            document="Variation 3, signed 12 September 2025",
            breaches_in_a_row=3,
            short_by=1,
            previous=("2025/26 Q1 91.2% breach", "2024/25 Q4 90.8% breach"),
            restated="An earlier edition said 1,120 of 1,218 (92.0%); the provider corrected this figure on 3 November 2025",
        ),
        finding(
            "FFT-MAT-POSITIVE",
            "maternity",
            61,
            70,
            touchpoint="birth",
            breaches_in_a_row=2,
            streak_has_gap=True,
            site="RZ101",
            level="site",
            unit_name="Example General Hospital",
            short_by=6,
        ),
        finding(
            "FFT-MAT-POSITIVE",
            "maternity",
            88,
            96,
            touchpoint="postnatal ward",
            breaches_in_a_row=2,
            ward=HOSTILE,
            site="RZ101",
            level="ward",
            unit_name=HOSTILE,
            short_by=4,
        ),
        finding("FFT-MAT-POSITIVE", "maternity", 11, 12, touchpoint="antenatal", reason=Reason.TOO_FEW, **unknown),
        finding(
            "FFT-MAT-POSITIVE",
            "maternity",
            None,
            None,
            touchpoint="postnatal community",
            reason=Reason.SUPPRESSED,
            **unknown,
        ),
        finding("FFT-MAT-NEGATIVE", "maternity", 3, 70, threshold="at most 2%", touchpoint="birth", short_by=2),
        finding("FFT-ED-POSITIVE", "emergency", 1702, 2080, threshold="at least 80%", **met),
        finding("FFT-OP-POSITIVE", "outpatient", 899, 950, adopted=False, short_by=4),
        finding(
            "CMP-ACKNOWLEDGED",
            "all",
            40,
            40,
            threshold="acknowledged_in_time == acknowledgements_due",
            evidence=ours,
            **met,
        ),
        finding(
            "CMP-ANSWERED",
            "all",
            30,
            41,
            threshold="at least 90%",
            evidence=ours,
            origin="local",
            breaches_in_a_row=4,
            short_by=7,
            reconciled=("The provider's board paper says 31 of 41 (75.6%)",),
        ),
        finding(
            "MSA-NONE",
            "inpatient",
            3,
            None,
            threshold="mixed_sex_breaches == 0",
            breaches_in_a_row=4,
            short_by=3,
            severity="critical",
        ),
        finding(
            "RETURN-COMPLAINTS",
            "all",
            None,
            None,
            threshold="",
            severity="minor",
            detail="Looked for on 27 October 2025; not received.",
            evidence=(),
            short_by=None,
            origin="local",
        ),
    )


def proposal(stage: str, requirement: str, service: str, units: tuple[Finding, ...], **more: Any) -> Proposal:
    """A proposed step for some findings."""
    case = f"EXAMPLE-ACUTE/{requirement}/{service}"
    ids = tuple(unit.id for unit in units)
    because = more.pop("because", ("in breach", "breaches in a row at least 2 (it is 2)"))
    return Proposal(
        case, "EXAMPLE-ACUTE", requirement, service, "overall", QUARTER, ids, stage, "repeated", because, **more
    )


def checked(**more: Any) -> CheckedContract:
    """The checked quarter of the example contract."""
    found = findings()
    by = {f.id.removeprefix("2025-26-Q2/EXAMPLE-ACUTE/"): f for f in found}
    maternity = tuple(f for f in found if f.requirement == "FFT-MAT-POSITIVE" and f.outcome is Outcome.BREACH)
    base = CheckedContract(
        run="0a1b2c3d4e5f", period=QUARTER, as_at=AS_AT, engine="durable_rules 2.0.28 and reference reading",
        contract=model(CONTRACT, Contract, "contracts/example-acute/contract.yaml"),
        contract_file="contracts/example-acute/contract.yaml", form=model(FORM, ContractForm), form_id="full-length-2025-26",
        ladder=model(LADDER, Ladder), requirements={r.id: r for r in model(REQUIREMENTS, RuleFile).requirements},
        clauses=CLAUSES, vocabulary=vocabulary(), findings=found,
        proposals=(
            proposal("challenge", "FFT-IP-POSITIVE", "inpatient", (by["FFT-IP-POSITIVE/inpatient"],)),
            proposal("challenge", "FFT-MAT-POSITIVE", "maternity", maternity),
            proposal("query", "FFT-MAT-NEGATIVE", "maternity", (by["FFT-MAT-NEGATIVE/maternity/birth"],), because=("in breach",)),
            proposal("query", "FFT-OP-POSITIVE", "outpatient", (by["FFT-OP-POSITIVE/outpatient"],), because=("in breach",)),
            proposal("notice", "MSA-NONE", "inpatient", (by["MSA-NONE/inpatient"],)),
            proposal(STEP_DOWN, "CMP-ACKNOWLEDGED", "all", (), because=("met in a row at least 2 (it is 3)",)),
        ),
        held_back=(
            HeldBack("EXAMPLE-ACUTE/CMP-ANSWERED/all", "EXAMPLE-ACUTE", "CMP-ANSWERED", "all", QUARTER, "challenge",
                     ("the reply date of the letter of 28 August 2025 has not passed",)),
        ),
        awaited=(Awaited("EXAMPLE-ACUTE", "gp_survey", "publication", QUARTER, date(2025, 12, 11), "not yet published", "by NHS England"),),
        said=(
            ProvidersWord(RETURN_FILE, Statement("EXAMPLE-ACUTE", "FFT-IP-POSITIVE", "inpatient", "", "", "", QUARTER.start,
                          QUARTER.end, "agreed", "Two wards moved in August & September.", "Ward sisters meet weekly; board paper in December.", "Statements", "F4"), date(2025, 10, 20)),
            ProvidersWord(RETURN_FILE, Statement("EXAMPLE-ACUTE", "FFT-MAT-POSITIVE", "maternity", "birth", "RZ101", "", QUARTER.start,
                          QUARTER.end, "disputed", HOSTILE, "@SUM(1+1)", "Statements", "F5"), date(2025, 10, 20)),
        ),
        sources=(
            SourceUsed(FFT_FILE, "ab" * 32, "fft inpatient", "fft_xlsx 3", "published", date(2025, 11, 13), None),
            SourceUsed(RETURN_FILE, "cd" * 32, "return", "template 1", "local", None, date(2025, 10, 20)),
        ),
        notes=(DataNote(f"{FFT_FILE}!Inpatient!F14", "the cell held a number as text", "note"),
               DataNote(RETURN_FILE, "-3 rows were empty", "warning")),
    )  # fmt: skip
    return replace(base, **more)


def questions_only() -> CheckedContract:
    """The same quarter with queries alone."""
    base = checked()
    return replace(base, proposals=tuple(p for p in base.proposals if p.stage == "query"), held_back=())
