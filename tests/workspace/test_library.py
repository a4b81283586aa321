"""The shipped rule library: it reads, its tests name the edges, and it says only what can be stood behind."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from pxcommission.assessment.requirement_tests import run_test
from pxcommission.periods import Length
from pxcommission.problems import Problem, Weight
from pxcommission.rulebook.conditions import calls_of, words_of
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


def test_there_are_at_least_75_requirements_one_subject_a_file(rulebook: Rulebook, root: Path) -> None:
    assert len(rulebook.requirements) >= 75
    files = sorted((root / "rules").glob("*.yaml"))
    assert {path.stem for path in files} >= {
        "friends-and-family-test",
        "complaints",
        "waiting-and-timeliness",
        "dignity-and-environment",
        "communication",
        "national-surveys",
        "patient-transport",
        "equality-of-experience",
        "learning-from-feedback",
    }
    assert [path.name for path in files if len(path.read_text().splitlines()) > 250] == []


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


def test_the_library_uses_every_way_to_judge_that_the_models_offer(rulebook: Rulebook) -> None:
    listed = list(rulebook.requirements.values())
    against = {r.usual_threshold.threshold.against for r in listed if r.usual_threshold}
    assert against == set(Against)
    assert {r.judged_over for r in listed} == set(Length)
    assert any(r.needs for r in listed) and any(r.partial == "allowed" for r in listed)
    assert any(r.level == ("site", "ward") for r in listed) and any(r.level == ("site",) for r in listed)
    assert any(r.touchpoint == ("each",) for r in listed) and any(r.touchpoint == ("birth",) for r in listed)
    conditions = [r.require.tree for r in listed if r.require]
    assert {call.function for tree in conditions for call in calls_of(tree)} == {"total", "previous", "change"}
    assert any(not list(calls_of(tree)) and len(set(words_of(tree))) == 2 for tree in conditions)


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
