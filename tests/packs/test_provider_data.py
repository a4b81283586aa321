"""The provider's data workbook: what the letter may say and no more, to the checklist, with references the form knows."""

from __future__ import annotations

import io
import re
from datetime import date
from fractions import Fraction

import pytest
from examples import CLAUSES, QUARTER, checked, finding, questions_only
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook
from reading import parts, sheet_text
from trended import trended

from pxcommission.assessment.findings import Outcome
from pxcommission.assessment.triangulation import Triangulated
from pxcommission.assessment.triangulation_signals import FROM_WORDS, LeadSignal
from pxcommission.inference.cases import HeldBack
from pxcommission.inference.checked import CheckedContract, DataNote
from pxcommission.inference.recorded import CaseRecord, Decided, LetterOut, PersonsDecision, ReplyGiven
from pxcommission.packs.letter import letter_of
from pxcommission.packs.provider_sheets import provider_sheets, told
from pxcommission.packs.provider_workbook import provider_workbook
from pxcommission.packs.response import response_form_of
from pxcommission.packs.sheets import Share
from pxcommission.packs.xlsx_checks import PUBLISHED, violations

BY = "1 December 2025"
INPATIENT = "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"


def results(one: CheckedContract) -> list[dict[str, object]]:
    sheet = provider_sheets(one, BY)[1]
    headings = [column.heading for column in sheet.columns]
    return [dict(zip(headings, row, strict=True)) for row in sheet.rows]


def by_requirement(one: CheckedContract) -> dict[str, dict[str, object]]:
    return {str(row["Finding"]).split("/", 2)[2]: row for row in results(one)}


def test_every_result_is_there_met_and_not_met_with_its_figure_level_and_cells() -> None:
    rows = by_requirement(checked())
    inpatient, met = rows["FFT-IP-POSITIVE/inpatient"], rows["CMP-ACKNOWLEDGED/all"]
    assert (inpatient["Result"], inpatient["Figure"]) == ("Not met", Share(Fraction(1132, 1218), 1))
    assert (inpatient["Numerator"], inpatient["Denominator"], inpatient["Not met for"]) == (1132, 1218, "3 quarters")
    assert "FFT_IP_Jul-25.xlsx!Inpatient!F14" in str(inpatient["Source cells"])
    assert (met["Result"], met["Numerator"], met["Not met for"]) == ("Met", 40, "[z]")
    judged = [f for f in checked().findings if f.outcome is not Outcome.NOT_ASSESSED]
    assert len(rows) == len(judged)


def test_small_numbers_of_answers_are_withheld_and_operational_ones_are_not() -> None:
    rows = by_requirement(checked())
    negative, nights = rows["FFT-MAT-NEGATIVE/maternity/birth"], rows["MSA-NONE/inpatient"]
    assert (negative["Figure"], negative["Numerator"], negative["Denominator"]) == ("[c]", "[c]", 70)
    assert (nights["Figure"], nights["Numerator"]) == (3, 3)


def test_a_chart_that_would_give_a_small_number_away_says_nothing() -> None:
    assert (
        by_requirement(trended((50, 60), (51, 60)))["FFT-IP-POSITIVE/inpatient"]["What the chart says"]
        == "Not charted: 10 periods are too few for a chart (12 are needed)."
    )
    assert by_requirement(trended((3, 60), (51, 60)))["FFT-IP-POSITIVE/inpatient"]["What the chart says"] == "[c]"


def test_what_is_watched_is_said_to_be_no_obligation() -> None:
    assert by_requirement(checked())["FFT-OP-POSITIVE/outpatient"]["Standing"] == "final; watched, no obligation"


@pytest.mark.parametrize("decision", ["hold", "not pursued", "override"])
def test_what_a_person_keeps_inside_is_not_told_as_not_met(decision: Decided) -> None:
    first = checked().findings[0]
    decided = PersonsDecision(
        INPATIENT, decision, "a reason", "Approver", date(2025, 11, 1), date(2026, 1, 31), (first.id,)
    )
    one = checked(records={INPATIENT: CaseRecord(INPATIENT, decisions=(decided,))})
    assert first.id not in {finding.id for finding in told(one)}
    listed = first.id in sheet_text(provider_workbook(one, BY), "Not assessed")
    assert listed is (decision == "override")


def test_what_is_provisional_is_not_told_unless_the_letter_cites_it_at_once() -> None:
    base = checked()
    nights = replace(base.findings[10], final=False, awaiting=("emergency_waits",))
    late = replace(base, findings=(*base.findings[:10], nights, base.findings[11]))
    assert nights.id not in {finding.id for finding in told(late)}
    assert "The result is provisional: we are waiting for emergency waits." in sheet_text(provider_workbook(late, BY), "Not assessed")  # fmt: skip
    cited = replace(base.proposals[0], case=nights.case, requirement="MSA-NONE", units=(nights.id,), at_once=True)
    assert nights.id in {finding.id for finding in told(replace(late, proposals=(cited,)))}


def test_its_references_are_those_of_the_letter_and_of_the_response_form() -> None:
    letter = letter_of(checked())
    assert letter is not None
    form = load_workbook(io.BytesIO(response_form_of(checked(), letter)))["Response"]
    cases = {str(row["Case"]) for row in results(checked())}
    assert {form.cell(row, 2).value for row in range(10, form.max_row + 1)} <= cases
    assert form["A10"].value == letter.reference
    assert f"Letter reference | {letter.reference}" in sheet_text(provider_workbook(checked(), BY), "Cover")


def test_beside_a_page_of_questions_it_asks_for_no_reply() -> None:
    cover = sheet_text(provider_workbook(questions_only(), ""), "Cover")
    assert "How to correct a figure" in cover and "How to reply" not in cover


def test_the_same_content_has_the_same_bytes_and_keeps_to_the_checklist() -> None:
    made = provider_workbook(checked(), BY)
    assert made == provider_workbook(checked(), BY)
    assert violations(made, PUBLISHED) == []
    nothing = replace(checked(), findings=(), proposals=())
    assert violations(provider_workbook(nothing, ""), PUBLISHED) == []


def text_of(package: bytes) -> str:
    return b"\n".join(data for name, data in sorted(parts(package).items())).decode("utf-8", errors="replace")


def test_it_never_says_breach_challenge_proposal_or_escalation() -> None:
    base = replace(checked(), findings=tuple(f for f in checked().findings if f.requirement != "MSA-NONE"))
    said = text_of(provider_workbook(base, BY)).lower()
    assert not [
        word for word in ("breach", "escalat", "propos", "held back", "triangul", "severity", "ladder") if word in said
    ]


word = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=12, max_size=24).map(
    lambda text: f"zq{text}"
)


unheard_of = st.lists(word, min_size=14, max_size=14, unique=True)


def keeps_to_itself(words: list[str]) -> None:
    """Every word stands somewhere that is ours alone; none may stand in what the provider is given."""
    w = iter(words)
    base = checked()
    proposals = tuple(replace(p, because=(next(w),), ladder_rule=next(w)) for p in base.proposals[:1])
    held = (HeldBack(INPATIENT, "EXAMPLE-ACUTE", "FFT-IP-POSITIVE", "inpatient", QUARTER, "challenge", (next(w),)),)
    decided = PersonsDecision("EXAMPLE-ACUTE/CMP-ANSWERED/all", "hold", next(w), next(w), date(2025, 11, 1))
    record = CaseRecord(
        decided.case, letters=(LetterOut("challenge", date(2025, 8, 1), None, next(w)),), decisions=(decided,),
        replies=(ReplyGiven(date(2025, 9, 1), "disputes", next(w)),), agreed_instead=next(w),
    )  # fmt: skip
    signal = LeadSignal("EXAMPLE-ACUTE", "inpatient", "overall", QUARTER, FROM_WORDS, next(w), (next(w),))
    row = Triangulated("EXAMPLE-ACUTE", "RZ1", "inpatient", "overall", QUARTER, (), next(w))
    stranger = replace(finding("FFT-ED-POSITIVE", "emergency", 1, 2), severity=next(w))
    one = replace(
        base, proposals=proposals, held_back=held, records={decided.case: record}, for_the_lead=(signal,), triangulated=(row,),
        notes=(DataNote(next(w), next(w), "warning"),), findings=(*base.findings, stranger), said=(),
    )  # fmt: skip
    assert not list(w)
    said = text_of(provider_workbook(one, BY))
    assert not [one_ for one_ in words if one_ in said]


@settings(max_examples=6, deadline=None, derandomize=True)
@given(unheard_of)
def test_no_word_of_what_is_ours_alone_stands_in_it(words: list[str]) -> None:
    keeps_to_itself(words)


@pytest.mark.stress
@settings(max_examples=1_000, deadline=None)
@given(unheard_of)
def test_no_word_of_a_thousand_times_fourteen_stands_in_it(words: list[str]) -> None:
    keeps_to_itself(words)


def test_nothing_of_another_contract_gets_in() -> None:
    said = text_of(provider_workbook(checked(), BY))
    assert set(re.findall(r"EXAMPLE-[A-Z]+", said)) == {"EXAMPLE-ACUTE"}
    assert CLAUSES["FFT-IP-POSITIVE"] in said
