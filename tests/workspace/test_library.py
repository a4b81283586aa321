"""The shipped rule library: it reads, its tests name the edges, and it says only what can be stood behind."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pxcommission.assessment.findings import Outcome
from pxcommission.assessment.reading import run_test
from pxcommission.periods import Length
from pxcommission.problems import Problem, Weight
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.rulebook.thresholds import Against
from pxcommission.strict_models import read_model
from pxcommission.vocabulary.models import VocabularyFile

FRAMEWORK = (
    "respect",
    "co-ordination",
    "information",
    "comfort",
    "emotional support",
    "family",
    "transition",
    "access",
)
BLAME = re.compile(r"\b(fail\w*|fault|negligen\w*|unacceptable|poor performance|guilty|blame\w*)\b", re.IGNORECASE)


def every(rulebook: Rulebook) -> list[Requirement]:
    return [*rulebook.requirements.values(), *(r for c in rulebook.contracts.values() for r in c.own.values())]


def test_every_rule_and_contract_file_reads_without_an_error_or_warning(
    read: tuple[Rulebook, tuple[Problem, ...]],
) -> None:
    assert [problem.text for problem in read[1] if problem.weight is not Weight.NOTE] == []


def test_there_are_at_least_24_requirements_over_five_subjects(rulebook: Rulebook, root: Path) -> None:
    assert len(rulebook.requirements) >= 24
    assert {path.stem for path in (root / "rules").glob("*.yaml")} >= {
        "friends-and-family-test",
        "complaints",
        "waiting-and-timeliness",
        "dignity-and-environment",
        "communication",
    }


def test_ids_are_unique_across_the_library_and_the_contracts(rulebook: Rulebook) -> None:
    assert [name for name, count in Counter(r.id for r in every(rulebook)).items() if count > 1] == []


def test_every_requirement_has_tests_for_met_breach_and_not_assessed_that_come_out_as_they_say(
    rulebook: Rulebook,
) -> None:
    for requirement in every(rulebook):
        assert {test.expect for test in requirement.tests} == {"met", "breach", "not assessed"}, requirement.id
        for test in requirement.tests:
            verdict = run_test(requirement, test, rulebook.vocabulary)
            reason = verdict.reason.value if verdict.reason else None
            assert (verdict.outcome.value, reason) == (test.expect, test.reason), f"{requirement.id}: {test.name}"


def test_every_requirement_has_a_test_that_is_exactly_one_case_short(rulebook: Rulebook) -> None:
    for requirement in every(rulebook):
        verdicts = [run_test(requirement, test, rulebook.vocabulary) for test in requirement.tests]
        short = [verdict.short_by for verdict in verdicts if verdict.outcome is Outcome.BREACH]
        assert 1 in short, requirement.id


def test_every_threshold_has_a_test_exactly_at_it(rulebook: Rulebook) -> None:
    for requirement in every(rulebook):
        words = rulebook.vocabulary.components(requirement.measure)
        for test in (test for test in requirement.tests if test.expect == "met"):
            placed = test.threshold or requirement.usual_threshold
            if placed is None or placed.threshold.against is not Against.NUMBER:
                continue
            numbers = [int(test.given[word]) for word in words]
            at = placed.threshold.bound * (numbers[1] if len(numbers) > 1 else 1)
            if numbers[0] == at:
                break
        else:
            assert requirement.require is not None, requirement.id


def test_the_library_uses_every_way_to_judge_that_the_models_offer(rulebook: Rulebook) -> None:
    listed = list(rulebook.requirements.values())
    against = {r.usual_threshold.threshold.against for r in listed if r.usual_threshold}
    assert against == set(Against)
    assert {r.judged_over for r in listed} >= {Length.MONTH, Length.QUARTER, Length.ROLLING_YEAR}
    assert any(r.require for r in listed) and any(r.needs for r in listed)
    assert any(r.level == ("site", "ward") for r in listed) and any(r.level == ("site",) for r in listed)
    assert any(r.touchpoint == ("each",) for r in listed)


def test_every_obligation_has_a_source_and_none_claims_to_be_verified(rulebook: Rulebook) -> None:
    """The clauses were not read when the library was written."""
    for requirement in every(rulebook):
        assert requirement.source.document and not requirement.source.verified, requirement.id


def test_every_element_of_the_patient_experience_framework_has_a_requirement(rulebook: Rulebook) -> None:
    used = {requirement.aspect for requirement in rulebook.requirements.values()}
    assert used == {*FRAMEWORK, "overall", "feedback"} == set(rulebook.vocabulary.aspects)
    assert set(rulebook.vocabulary.key_questions) == {"safe", "effective", "caring", "responsive", "well-led"}


def test_no_requirement_puts_a_ceiling_on_the_number_of_complaints(rulebook: Rulebook) -> None:
    assert rulebook.vocabulary.measures["complaints_received"].better == "neither"
    assert [r.id for r in every(rulebook) if r.measure == "complaints_received"] == []


def test_only_measures_that_may_be_compared_are_held_against_england(rulebook: Rulebook) -> None:
    for requirement in every(rulebook):
        if requirement.usual_threshold and requirement.usual_threshold.threshold.relative:
            assert rulebook.vocabulary.measures[requirement.measure].comparable, requirement.id
    fft = [m for m in rulebook.vocabulary.measures.values() if m.feedback == "fft"]
    assert fft and not any(measure.comparable for measure in fft)
    assert "not designed to compare providers" in (rulebook.vocabulary.feedback["fft"].caution or "")


def test_no_statement_repeats_its_threshold_and_no_wording_blames(rulebook: Rulebook) -> None:
    for requirement in every(rulebook):
        number = re.search(r"\d+", requirement.usual_threshold.threshold.text) if requirement.usual_threshold else None
        assert "%" not in requirement.statement, requirement.id
        assert number is None or number[0] not in re.findall(r"\d+", requirement.statement), requirement.id
        for text in (requirement.statement, requirement.why or "", requirement.question_to_provider):
            assert BLAME.search(text) is None, f"{requirement.id}: {text}"


def test_every_word_stands_in_one_vocabulary_file_only(root: Path) -> None:
    words: Counter[tuple[str, str]] = Counter()
    for path in (root / "rules" / "vocabulary").glob("*.yaml"):
        file = read_model(path, path.name, VocabularyFile)
        for kind in ("measures", "services", "aspects", "key_questions", "feedback"):
            words.update((kind, word) for word in getattr(file, kind))
    assert [word for word, count in words.items() if count > 1] == []


FFT_SHAPES = {"fft_positive": ("positive", "responses"), "fft_negative": ("negative", "responses")}


@pytest.mark.parametrize(("measure", "components"), sorted(FFT_SHAPES.items()))
def test_friends_and_family_words_share_their_denominator(
    rulebook: Rulebook, measure: str, components: tuple[str, str]
) -> None:
    assert rulebook.vocabulary.components(measure) == components
    assert rulebook.vocabulary.measures["fft_responses"].unit == "count"
    assert rulebook.vocabulary.services["maternity"].touchpoints == (
        "antenatal",
        "birth",
        "postnatal ward",
        "postnatal community",
    )
