"""What the shipped library covers: every aspect of a good experience, every kind of service, and what each is drawn from."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.rulebook.thresholds import Against

SERVICES = (
    "inpatient",
    "emergency",
    "maternity",
    "outpatient",
    "community",
    "mental health",
    "patient transport",
    "ambulance",
    "general practice",
    "dental",
    "hospice",
    "care home",
)
# Ids that contracts use: a published id never disappears and never changes its meaning. Add to the list, never take away.
FIRST_IDS = """
ACCESSIBLE-INFORMATION CAND-LETTER CANC-28-DAYS CARE-PLAN-AGREED CLINIC-LETTER CMP-ACKNOWLEDGED CMP-ANSWERED
CMP-FELT-RESPECTED CMP-LEARNING CMP-REOPENED CMP-SIX-MONTHS COM-FIRST-VISIT DISCHARGE-LETTER
ED-FOUR-HOURS-ENGLAND ED-OVER-TWELVE-HOURS ED-WITHIN-FOUR-HOURS ENV-CLEAN ENV-MEALTIMES ENV-NIGHT-MOVES ENV-PAIN
FFT-AE-LAST-YEAR FFT-AE-POSITIVE FFT-CHANGES-SHOWN FFT-COM-POSITIVE FFT-HEARD-MONTHLY FFT-IP-NEGATIVE
FFT-IP-POSITIVE FFT-IP-SITE-WARD FFT-MAT-POSITIVE FFT-MH-POSITIVE FFT-OP-POSITIVE FFT-PTS-POSITIVE INTERPRETER
MH-CRISIS-ANSWERED MSA-NONE OP-SEEN-IN-THIRTY-MINUTES PALS-SETTLED PTS-ARRIVAL PTS-COLLECTION
PTS-RENAL-COLLECTION PTS-TIME-ON-VEHICLE SUR-FAMILY-INVOLVED SUR-JOINED-UP SUR-OVERALL SUR-PRIVACY
SUR-SOMEONE-TO-TALK-TO SUR-WHOM-TO-CONTACT
"""
CHOSEN = re.compile(r"illustrative|\blocal(ly)?\b", re.IGNORECASE)


def listed(rulebook: Rulebook) -> list[Requirement]:
    return list(rulebook.requirements.values())


def test_the_services_are_those_a_commissioner_buys(rulebook: Rulebook) -> None:
    assert tuple(rulebook.vocabulary.services) == SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_three_requirements_of_its_own_over_two_aspects(rulebook: Rulebook, service: str) -> None:
    own = [r for r in listed(rulebook) if service in r.service]
    assert len(own) >= 3 and len({r.aspect for r in own}) >= 2


def test_every_aspect_has_three_requirements(rulebook: Rulebook) -> None:
    counted = Counter(r.aspect for r in listed(rulebook))
    assert [aspect for aspect in rulebook.vocabulary.aspects if counted[aspect] < 3] == []


def test_every_key_question_is_asked(rulebook: Rulebook) -> None:
    assert {r.key_question for r in listed(rulebook)} == set(rulebook.vocabulary.key_questions)


def test_every_touchpoint_of_maternity_is_asked_about(rulebook: Rulebook) -> None:
    asked = {point for r in listed(rulebook) if "maternity" in r.service for point in r.touchpoint}
    assert {"each", "antenatal", "birth", "postnatal ward"} <= asked


def test_ids_once_published_stay(rulebook: Rulebook) -> None:
    assert set(FIRST_IDS.split()) <= set(rulebook.requirements)


def test_every_source_is_honest_about_what_was_read(rulebook: Rulebook) -> None:
    """Only what the project's reference says was seen is called verified, and then with its clause."""
    verified = [r for r in listed(rulebook) if r.source.verified]
    assert [r.id for r in verified] == ["CAND-TOLD"]
    assert all(r.source.clause and "Seen" in (r.source.note or "") for r in verified)
    assert [r.id for r in listed(rulebook) if not r.source.document] == []


def test_a_chosen_level_says_that_it_is_illustrative_or_local(rulebook: Rulebook) -> None:
    """`none` and `all` are the obligation itself, not a level somebody chose; `to be agreed` chooses none."""
    for requirement in listed(rulebook):
        placed = requirement.usual_threshold
        chosen = placed is not None and placed.threshold.text not in ("none", "all", "to be agreed")
        if chosen and not requirement.source.verified:
            said = f"{requirement.source.document} {requirement.source.note or ''}"
            assert CHOSEN.search(said), requirement.id


def test_what_is_held_against_england_is_minor_and_says_it_opens_a_question(rulebook: Rulebook) -> None:
    for requirement in listed(rulebook):
        if requirement.usual_threshold and requirement.usual_threshold.threshold.against is Against.ENGLAND:
            said = f"{requirement.why or ''} {requirement.source.note or ''}"
            assert requirement.severity == "minor" and "question" in said, requirement.id


def test_the_friends_and_family_test_is_never_compared_with_other_providers(rulebook: Rulebook) -> None:
    of_the_test = [r for r in listed(rulebook) if rulebook.vocabulary.measures[r.measure].feedback == "fft"]
    assert len(of_the_test) >= 15
    assert not any(r.usual_threshold and r.usual_threshold.threshold.relative for r in of_the_test)


def test_only_the_surveys_and_assessments_published_to_be_compared_are_comparable(rulebook: Rulebook) -> None:
    comparable = {m.feedback for m in rulebook.vocabulary.measures.values() if m.comparable}
    published = {"national_survey", "place", "gp_survey", "cqc_ratings"}
    assert comparable == published | {"emergency_waits", "planned_waits", "planned_care"}
    for name in ("national_survey", "place", "fft", "local_survey", "bereavement_survey", "resident_survey"):
        assert rulebook.vocabulary.feedback[name].caution, name


def test_no_requirement_reads_a_self_rating_or_a_response_rate(rulebook: Rulebook) -> None:
    by_others = {n: m for n, m in rulebook.vocabulary.measures.items() if m.feedback != "cqc_ratings"}
    words = " ".join([*by_others, *(m.name.lower() for m in by_others.values())])
    assert "response rate" not in words and "response_rate" not in words and "rating" not in words


def test_every_measure_is_judged_or_is_there_to_be_read(rulebook: Rulebook) -> None:
    judged = {r.measure for r in listed(rulebook)} | {
        r.measure for c in rulebook.contracts.values() for r in c.own.values()
    }
    published = {
        "planned_care", "planned_waits", "ambulance_systems", "fft_before_2020", "cqc_ratings", "national_survey", "gp_survey",
        "national_complaints_return", "place",
    }  # fmt: skip
    measures = rulebook.vocabulary.measures
    to_read = {n for n, m in measures.items() if m.feedback in published or m.counted_from is not None}
    assert set(measures) - judged - to_read == {"emergency_attendances"}


def test_every_ladder_has_a_step_down_and_a_test_of_it(rulebook: Rulebook) -> None:
    assert set(rulebook.ladders) >= {"local-then-gc9", "missing-returns", "questions-only", "immediate-risk"}
    for name, ladder in rulebook.ladders.items():
        assert any(rule.step_down for rule in ladder.rules), name
        assert {"step down", "nothing"} <= {test.expect for test in ladder.tests}, name


def test_only_the_ladder_for_an_immediate_risk_acts_at_once_and_only_on_what_is_critical(rulebook: Rulebook) -> None:
    at_once = [(name, rule) for name, ladder in rulebook.ladders.items() for rule in ladder.rules if rule.at_once]
    assert [name for name, _ in at_once] == ["immediate-risk"]
    assert all("severity == critical" in rule.when.text for _, rule in at_once)
