"""What an organisation says of itself beside the contract's evidence: facts with reasons, and questions instead of verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from casework.test_trail import account, happened
from diagnostics.assessments_written import diagnostic, frameworks, recorded, when
from hypothesis import given
from hypothesis import strategies as st
from small_workspace import Small, adopt, figure, month, quarter_figures

from pxcommission.cases.improvement_details import ImprovementReviewed, ImprovementStarted, Registration
from pxcommission.cases.kinds import Noted
from pxcommission.cases.register import open_register
from pxcommission.cases.trail_records import trail_case
from pxcommission.casework.assurance import NOTHING_HERE, Assurance, assurance_of, span_before
from pxcommission.casework.assurance_fact import Fact, FactKind, Shows
from pxcommission.casework.assurance_rules import RULES, questions_of, ratings_up
from pxcommission.casework.trail import TrailKnown
from pxcommission.diagnostics.entries import Answer, Round
from pxcommission.diagnostics.frameworks import Framework, frameworks_of
from pxcommission.diagnostics.recording import record_presented
from pxcommission.diagnostics.rounds import diagnostics_on
from pxcommission.listening.register import registers_on
from pxcommission.periods import Period, quarter_of
from pxcommission.quarter import check_quarter
from pxcommission.workspace import open_workspace

AS_AT, ASSESSED = date(2026, 1, 31), "2025-10-08"
SPAN = Period(date(2024, 10, 1), date(2025, 9, 30))
OWED = "reports_due:\n  answers: {clause: A, every: quarter, due: 15 operational days after period end, measures: [answers_positive], severity: minor}\n"
TRAILING = """\
  - id: {area}
    name: {area} area
    key_questions: [caring]
    statements:
      - {{id: {area}-1, text: One thing holds., evidence: Papers.}}
      - {{id: {area}-2, text: Another thing holds., evidence: Papers.}}
"""
AREAS = ("LEAD", "CULT", "COLL", "ANAL", "IMPR", "REPT", "OWN")
RATED = {"rating": "2 established", "evidence": "Papers of June"}
Ratings = Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """Four quarters of a report, one late and one looked for in vain, a visit, an action looked at, and a page released."""
    space = diagnostic(tmp_path_factory.mktemp("assurance"))
    words = (space.folder / "rules/vocabulary/words.yaml").read_text("utf-8")
    space.write("rules/vocabulary/words.yaml", words.replace("{name: Answers}", "{name: Answers, survey: true}"))
    space.contract(adopt(), OWED)
    framework = (space.folder / "rules/frameworks/first.yaml").read_text("utf-8")
    head = framework[: framework.index("areas:")]
    space.write("rules/frameworks/first.yaml", head + "areas:\n" + "".join(TRAILING.format(area=one) for one in AREAS))
    arrivals = {"2024/25 Q3": "2025-01-20", "2024/25 Q4": "2025-04-20", "2025/26 Q1": "2025-09-01"}
    for number, (quarter, received) in enumerate(arrivals.items()):
        space.load(*quarter_figures(90 + number, 100, quarter), name=f"{number}.csv", received=received)
    space.write(
        "contracts/acute/returns/received.csv",
        "return,period,file,received,looked_for_on,by\nanswers,2025/26 Q2,,,2025-11-03,Contract manager\n",
    )
    space.load(
        figure(40, 41, month("2025-05"), service="maternity", touchpoint="birth"),
        name="births.csv",
        received="2025-06-10",
    )
    account(space.folder, date(2025, 5, 12))
    register = open_register(space.folder, None, create=True)
    case = "ACUTE/GOOD/inpatient"
    begun = Registration(action="hourly rounds", start=date(2025, 5, 1), expect="more", direction="increase", measure="answers_positive")  # fmt: skip
    for number in (1, 2):
        started = ImprovementStarted(id=f"improvement-{number}", registration=begun)
        happened(register, case, date(2025, 4, 20), started, number - 1)
    look = ImprovementReviewed(id="improvement-1", look=1, verdict="improved", figures_before=12, figures_after=4)
    happened(register, case, date(2025, 9, 1), look, 2)
    note = Noted(text="“You said, we did” of 2025/26 Q1 released: page.html, SHA-256 00")
    happened(register, trail_case("ACUTE"), date(2025, 8, 1), note, 0)
    return space


def known_of(folder: Path) -> TrailKnown:
    workspace = open_workspace(folder)
    events = open_register(folder, None, create=False).events()
    return TrailKnown(workspace, registers_on(folder, AS_AT), events, AS_AT)


def assured(made: Small, ratings: Ratings, label: str, organisation: str = "RZ1") -> Assurance:
    """A round of these ratings by the board, beside the evidence."""
    recorded(made.folder, ratings, on=ASSESSED, label=label, organisation=organisation)
    parts = [
        one for one in diagnostics_on(made.folder).rounds if (one.organisation, one.round) == (organisation, label)
    ]
    return assurance_of(known_of(made.folder), frameworks(made.folder)["first"], parts)


@pytest.fixture(scope="module")
def found(made: Small) -> Assurance:
    return assured(made, {"COLL-1": RATED, "REPT-1": RATED, "REPT-2": {"rating": "0 not started"}}, "2025-26")


def fact(found: Assurance, kind: FactKind) -> Fact:
    return next(one for area in found.areas for one in area.facts if one.kind is kind)


def test_the_evidence_is_that_of_the_four_whole_quarters_before_the_assessment(found: Assurance) -> None:
    assert found.span == SPAN == span_before(date(2025, 12, 31)) == span_before(date(2025, 10, 1))
    assert fact(found, FactKind.ON_TIME).period == SPAN


def test_what_is_on_record_is_told_with_its_source_and_where_it_points(found: Assurance) -> None:
    on_time = fact(found, FactKind.ON_TIME)
    assert on_time.says.startswith("Of 4 reports that can be judged, 2 came on time, 1 came late and 1 did not come. ")
    assert "received 1 September 2025, 29 Operational Days after it was due" in on_time.says
    assert (on_time.shows, on_time.contract) == (Shows.LACKING, "ACUTE")
    assert fact(found, FactKind.RECEIVED).says == "Of 4 reports, 3 are in, and 1 was looked for and not there."
    assert fact(found, FactKind.JUDGED).says == (
        "Of 2 improvement actions registered, 1 was looked at with figures and 1 not yet."
    )
    effect = fact(found, FactKind.EFFECT)
    assert (effect.says, effect.shows) == (
        "At the last look at 1 improvement action: 1 improved by more than chance would explain.", Shows.NEITHER,
    )  # fmt: skip
    assert fact(found, FactKind.RELEASED).says == (
        "A page was released for 2025/26 Q1, and none for 2024/25 Q3, 2024/25 Q4 and 2025/26 Q2."
    )
    assert fact(found, FactKind.SERVICES).says == (
        "Answers or accounts are on record here for: Inpatient care; Maternity care. None for: Emergency care."
    )
    assert fact(found, FactKind.VOLUMES).says == (
        "Answers, Inpatient care: answers in 9 of 12 months. Numbers are told only where they are published."
    )


def test_what_is_not_known_is_not_assessed_with_a_reason_and_never_a_zero(found: Assurance) -> None:
    silent = {one.kind for one in found.not_assessed}
    assert {FactKind.ANSWERED, FactKind.CANDOUR, FactKind.STORIES, FactKind.GROUPS, FactKind.PRESENTED} <= silent
    for one in found.not_assessed:
        assert one.why_not and not one.says and one.shows is Shows.NOTHING
    assert next(one for one in found.areas if one.area.id == "OWN").why_none == NOTHING_HERE


def test_a_rating_that_points_another_way_is_a_question_and_no_verdict(found: Assurance) -> None:
    asked = {(one.area, one.fact.kind): one for one in found.questions}
    late = asked["COLL", FactKind.ON_TIME]
    assert late.text.startswith("The board rated COLL-1 established. On record under “Reports on time”: Of 4 reports")
    assert late.text.endswith(RULES[FactKind.ON_TIME].lacking) and late.text[-1] == "?"
    assert asked["REPT", FactKind.RELEASED].rated[0].indicators == ("REPT-1",)
    assert set(asked) == {("COLL", FactKind.ON_TIME), ("REPT", FactKind.RELEASED)}


def test_no_rating_changes_the_evidence_or_a_finding(made: Small, found: Assurance) -> None:
    def findings() -> object:
        workspace = open_workspace(made.folder)
        contracts = tuple(workspace.rulebook.contracts.values())
        return check_quarter(workspace, quarter_of(date(2025, 8, 1)), AS_AT, contracts, "durable")[0].findings

    before = findings()
    highest = assured(made, {f"{area}-{n}": RATED for area in AREAS for n in (1, 2)}, "other")
    assert [one.facts for one in highest.areas] == [one.facts for one in found.areas]
    assert findings() == before
    assert len(highest.questions) > len(found.questions)


def test_no_small_number_of_people_stands_in_a_fact(made: Small) -> None:
    """One visit is on record, which nothing here may tell."""
    themes = fact(assured(made, {"LEAD-1": RATED}, "third"), FactKind.THEMES)
    assert themes.says == "Not every account on record has a theme of the framework in use (visits)."


def test_an_organisation_without_a_contract_has_reasons_alone(made: Small) -> None:
    alone = assured(made, {"COLL-1": RATED}, "2025-26", organisation="RZ8")
    assert alone.contracts == () and alone.questions == ()
    reasons = {one.why_not for one in alone.not_assessed if one.kind is not FactKind.PRESENTED}
    assert "no contract of this workspace is with this organisation as its provider" in reasons


def test_that_the_board_had_the_round_is_told_with_its_minute(made: Small) -> None:
    recorded(made.folder, {"LEAD-1": RATED}, on=ASSESSED, label="shown")
    record_presented(made.folder, "RZ1", "first", "shown", date(2025, 10, 30), "Item 7", when("2025-11-01"))
    said = fact(assured(made, {"LEAD-1": RATED}, "shown"), FactKind.PRESENTED)
    assert said.says == "This round was before the board on 30 October 2025: Item 7."


def part(framework: Framework, ratings: Mapping[str, int | None]) -> Round:
    answers = {
        name: Answer(rating=one, not_assessed="" if one is not None else "none here") for name, one in ratings.items()
    }
    day = date(2025, 10, 8)
    return Round("RZ1", "", "first", "e", "r", "board", day, day, "Lead", tuple(ratings), answers)


@pytest.fixture(scope="module")
def framework(made: Small) -> Framework:
    return frameworks(made.folder)["first"]


@given(data=st.data(), shows=st.sampled_from(list(Shows)), kind=st.sampled_from(list(FactKind)))
def test_a_question_stands_exactly_where_a_rating_and_a_fact_point_different_ways(
    framework: Framework, data: st.DataObject, shows: Shows, kind: FactKind
) -> None:
    names = [one.id for one in framework.statements]
    ratings = {name: data.draw(st.sampled_from([None, 0, 1, 2])) for name in names}
    given_fact = Fact(kind, "It is so.", shows, SPAN, "a test")
    rule = RULES[kind]
    own = rule.indicators or [name for name in names if name.startswith(rule.area)]
    up = [name for name in names if name in own and ratings[name] == 2 and shows is Shows.LACKING and rule.lacking]
    down = [name for name in names if name in own and ratings[name] == 0 and shows is Shows.DONE and rule.done]
    asked = list(questions_of(framework, [part(framework, ratings)], [given_fact]))
    assert [set(one.rated[0].indicators) for one in asked] == ([set(up or down)] if up or down else [])
    assert all(one.text.endswith("?") for one in asked)


def test_a_scale_without_the_names_counts_its_highest_rating_alone(framework: Framework) -> None:
    assert ratings_up(framework) == {2}
    renamed = framework.model_copy(
        update={"scale": tuple(one.model_copy(update={"name": f"step {one.rating}"}) for one in framework.scale)}
    )
    assert ratings_up(renamed) == {2}


def test_every_rule_names_areas_and_indicators_of_the_shipped_framework(root: Path) -> None:
    from pxcommission.rulebook.rulebook import load_rulebook

    shipped = frameworks_of(load_rulebook(root))["patient-experience-2018"]
    assert set(RULES) == set(FactKind)
    for one in RULES.values():
        assert one.area in {area.id for area in shipped.areas}
        assert all(shipped.statement(name) is not None for name in one.indicators)
        assert all(asks == "" or asks.endswith("?") for asks in (one.lacking, one.done))
