"""Differences in meaning: what is told, what is no difference, and that reading them backwards is the mirror."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from small_workspace import LADDER, VOCABULARY, Small, adopt, rule, small

from pxcommission.rulebook import (
    chart_settings,
    contract_forms,
    contract_patterns,
    contracts,
    ladders,
    requirements,
    rulebook,
)
from pxcommission.rulebook.differences import Difference, Effect, differences
from pxcommission.rulebook.differences_of_contracts import ADOPTED, CONTRACT, REBASE, VARIATION, WAIVER
from pxcommission.rulebook.differences_of_ladders import FORM as FORM_TOLD
from pxcommission.rulebook.differences_of_ladders import LADDER as LADDER_TOLD
from pxcommission.rulebook.differences_of_ladders import NUMBER, RULE, STAGE, STEP
from pxcommission.rulebook.differences_of_parties import COMMISSIONER, PROVIDER, SITE
from pxcommission.rulebook.differences_of_reports import PUBLICATION, REPORT
from pxcommission.rulebook.differences_of_requirements import REQUIREMENT, SOURCE
from pxcommission.rulebook.differences_of_words import (
    ASPECT,
    FEEDBACK,
    KEY_QUESTION,
    MEASURE,
    ORGANISATION,
    SERVICE,
    THEME,
    TRIANGULATION,
    WORDING,
)
from pxcommission.rulebook.differences_told import Told, stretches
from pxcommission.rulebook.differences_weighed import threshold_effect
from pxcommission.rulebook.rulebook import Rulebook, load_rulebook
from pxcommission.rulebook.thresholds import meets, read_threshold
from pxcommission.strict_models import Strict
from pxcommission.vocabulary import counted_from, models, organisations, triangulation

calm = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=60)
MORE = """\
monitored: [WATCHED]
reports_due:
  quality: {clause: Schedule 6A, every: quarter, due: 15 operational days after period end, measures: [answers_positive], severity: minor}
published:
  answers: {by: NHS England, every: month, expected: 6 weeks after month end}
variations:
  - {requirement: GOOD, from: 2025-07-01, to: 2025-12-31, threshold: at least 80%, document: Variation 1, signed: 2025-06-20, reason: The ward is rebuilt.}
waivers:
  - {requirement: GOOD, from: 2025-04-01, to: 2025-06-30, reason: A new system., source: Minute 7, approved_by: Head of contracting}
rebases:
  - {requirement: GOOD, from: 2025-04-01, reason: The ward moved., source: Minute 4}
"""
ADOPTED_LINES = adopt(threshold="2024-04-01: at least 90%, 2025-04-01: at least 92%") + adopt(
    "NONE", "2024-04-01: none"
)
WORDING_LINES = "wording:\n  fail: {say: not met, why: it blames, also: [failed, failing]}\n"
CONDITION = rule("ALL", "require: positive == responses and responses >= 5\n    needs: responses >= 10")


def base(folder: Path) -> Small:
    """A workspace with something of everything."""
    rules = (
        rule(), rule("WATCHED"), rule("NONE", "usual_threshold: none", measure="late_letters"), CONDITION,
    )  # fmt: skip
    made = small(folder).rules(*rules).contract(ADOPTED_LINES + adopt("ALL", ""), MORE)
    return made.write(WORDS, VOCABULARY + WORDING_LINES)


@pytest.fixture
def before(tmp_path: Path) -> Rulebook:
    return load_rulebook(base(tmp_path / "before").folder)


@pytest.fixture
def changed(tmp_path: Path, before: Rulebook) -> Callable[..., list[Difference]]:
    """The differences after one text in one file is replaced by another."""

    def change(name: str, old: str, new: str) -> list[Difference]:
        folder = base(tmp_path / "after").folder
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return list(differences(before, load_rulebook(folder)))

    return change


CONTRACT_FILE, RULES = "contracts/acute/contract.yaml", "rules/rules.yaml"
LADDER_FILE, FORM_FILE, WORDS = (
    "rules/ladders/a-ladder.yaml",
    "rules/contract-forms/a-form.yaml",
    "rules/vocabulary/words.yaml",
)


def test_a_rulebook_has_no_difference_from_itself(before: Rulebook, root: Path) -> None:
    assert differences(before, before) == ()
    shipped = load_rulebook(root)
    assert differences(shipped, load_rulebook(root)) == ()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (RULES, "title: Rules", "# a comment\ntitle: Rules"),
        (RULES, "usual_threshold: at least 90%", "usual_threshold: at least 90.0%"),
        (RULES, "positive == responses and responses >= 5", "5 <= responses and positive == responses"),
        (
            RULES,
            "statement: Patients describe their care as good.",
            "statement: >-\n      Patients describe\n      their care as good.",
        ),
        (CONTRACT_FILE, "2024-04-01: none", "2024-04-01: at most 0"),
        (CONTRACT_FILE, "2025-04-01: at least 92%", "2025-04-01: at least 92%, 2026-04-01: at least 92%"),
        (CONTRACT_FILE, "services: [inpatient, emergency, maternity]", "services: [maternity, emergency, inpatient]"),
        (LADDER_FILE, "  - {id: not-met, when: in_breach, propose: query}\n", ""),
    ],
    ids=[
        "a comment",
        "95.0%",
        "the order of conditions",
        "layout",
        "none or at most 0",
        "a line that says the same",
        "order",
        "moved",
    ],
)
def test_what_means_the_same_is_no_difference(
    changed: Callable[..., list[Difference]], file: str, old: str, new: str
) -> None:
    if file == LADDER_FILE:  # the same rule, further down
        new_place = "  - {id: recovered"
        found = changed(file, LADDER[LADDER.index("rules:") :], _moved_down(old, new_place))
    else:
        found = changed(file, old, new)
    assert found == []


def _moved_down(line: str, before_line: str) -> str:
    rules = LADDER[LADDER.index("rules:") :].replace(line, "")
    return rules.replace(before_line, line + before_line)


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence", "effect"),
    [
        (CONTRACT_FILE, "2025-04-01: at least 92%", "2025-04-01: at least 92%, 2026-04-01: at least 96%",
         "GOOD: the threshold is raised from at least 92% to at least 96% from 1 April 2026", "stricter"),
        (CONTRACT_FILE, "2024-04-01: at least 90%", "2024-04-01: at least 85%",
         "GOOD: the threshold is lowered from at least 90% to at least 85% from 1 April 2024 to 31 March 2025", "looser"),
        (CONTRACT_FILE, ", 2025-04-01: at least 92%", "",
         "GOOD: the threshold is lowered from at least 92% to at least 90% from 1 April 2025", "looser"),
        (CONTRACT_FILE, "2024-04-01: none", "2024-04-01: at most 3",
         "NONE: the threshold is raised from none to at most 3 from 1 April 2024", "looser"),
        (CONTRACT_FILE, "2024-04-01: none", "2025-04-01: none",
         "NONE: no threshold from 1 April 2024 to 31 March 2025; it was none", "looser"),
        (CONTRACT_FILE, "2024-04-01: at least 90%", "2024-04-01: to be agreed",
         "GOOD: the threshold is changed from at least 90% to “to be agreed” from 1 April 2024 to 31 March 2025", "looser"),
        (CONTRACT_FILE, "monitored: [WATCHED]\n", "", "WATCHED: no longer monitored", "other"),
        (CONTRACT_FILE, "  - use: ALL\n    clause: Schedule 4\n", "", "ALL: dropped", "looser"),
        (CONTRACT_FILE, "to: 2025-06-30", "to: 2025-09-30",
         "waiver of GOOD: days changed from “1 April 2025 to 30 June 2025” to “1 April 2025 to 30 September 2025”", "looser"),
        (CONTRACT_FILE, "threshold: at least 80%", "threshold: at least 85%",
         "GOOD, Variation 1: threshold changed from at least 80% to at least 85%", "stricter"),
        (CONTRACT_FILE, "due: 15 operational", "due: 10 operational",
         "quality report: due date changed from 15 operational days after period end to 10 operational days after period end",
         "stricter"),
        (CONTRACT_FILE, "notices_to: a@provider.example", "notices_to: b@provider.example",
         "provider: address for notices changed from a@provider.example to b@provider.example", "other"),
        (RULES, "severity: major", "severity: critical", "severity changed from major to critical", "stricter"),
        (RULES, "judged_over: quarter", "judged_over: month",
         "period it is judged over changed from quarter to month", "other"),
        (RULES, "verified: false", "verified: true", "source verified changed from no to yes", "other"),
        (RULES, "and responses >= 5", "and responses >= 3",
         "condition it requires changed from “positive equal to responses and responses at least 5” to “positive equal to "
         "responses and responses at least 3”", "looser"),
        (RULES, "needs: responses >= 10", "needs: responses >= 20",
         "what it needs to be judged changed from “responses at least 10” to “responses at least 20”", "other"),
        (RULES, "usual_threshold: at least 90%", "usual_threshold: more than 90%",
         "usual threshold changed from at least 90% to more than 90%", "stricter"),
        (LADDER_FILE, "reply_within: {days: 10", "reply_within: {days: 15",
         "stage challenge: time to reply changed from 10 days to 15 days", "looser"),
        (LADDER_FILE, "breaches_in_a_row >= 3", "breaches_in_a_row >= 2",
         "rule long: condition changed from “in breach and breaches in a row at least 3” to “in breach and breaches in a "
         "row at least 2”", "stricter"),
        (LADDER_FILE, "met_in_a_row >= 2", "met_in_a_row >= 3",
         "rule recovered: condition changed from “met in a row at least 2” to “met in a row at least 3”", "stricter"),
        (FORM_FILE, "value: 10", "value: 15",
         "contract-management-meeting-within: number changed from 10 operational days to 15 operational days", "other"),
        (WORDS, "say: not met", "say: not yet met",
         "what to write instead changed from “not met” to “not yet met”", "other"),
        (WORDS, "also: [failed, failing]", "also: [failed]",
         "other forms changed from failed, failing to failed", "other"),
        (WORDS, "unit: proportion, better: higher", "unit: proportion, better: neither",
         "better direction changed from higher to neither", "other"),
    ],
)  # fmt: skip
def test_each_change_is_told_in_a_sentence(
    changed: Callable[..., list[Difference]], file: str, old: str, new: str, sentence: str, effect: str
) -> None:
    found = changed(file, old, new)
    assert [(d.sentence, d.effect.value) for d in found] == [(sentence, effect)]
    assert found[0].before is None or found[0].before.file == file
    assert found[0].after is None or found[0].after.file == file


def test_a_difference_knows_both_lines(changed: Callable[..., list[Difference]]) -> None:
    (moved,) = changed(RULES, "title: Rules\nowner: Lead\nrequirements:\n  - id: GOOD\n    statement: Patients",
                       "# more\ntitle: Rules\nowner: Lead\nrequirements:\n  - id: GOOD\n    statement: Carers")  # fmt: skip
    assert moved.before is not None and moved.after is not None
    assert (moved.before.line, moved.after.line) == (5, 6)


def test_changed_tests_are_a_lesser_line(tmp_path: Path, before: Rulebook) -> None:
    tested = rule().replace(
        "    severity", "    tests: [{name: one, given: {positive: 9, responses: 10}, expect: met}]\n    severity"
    )
    rules = (tested, rule("WATCHED"), rule("NONE", "usual_threshold: none", measure="late_letters"), CONDITION)
    after = load_rulebook(base(tmp_path / "after").rules(*rules).folder)
    assert [(d.sentence, d.lesser) for d in differences(before, after)] == [("tests: 1 added", True)]


def test_a_contract_that_comes_is_one_line(tmp_path: Path, before: Rulebook) -> None:
    after = load_rulebook(base(tmp_path / "after").contract(adopt(), name="OTHER", ods="RZ2").folder)
    found = differences(before, after)
    assert [(d.subject, d.sentence, d.before) for d in found] == [("OTHER", "the contract “A contract” added", None)]


CHANGES = (
    (CONTRACT_FILE, "at least 92%", "at least 95%"), (CONTRACT_FILE, "monitored: [WATCHED]\n", ""),
    (CONTRACT_FILE, "2024-04-01: none", "2024-04-01: at most 4"), (CONTRACT_FILE, "to: 2025-12-31", "to: 2025-09-30"),
    (CONTRACT_FILE, "title: A contract", "title: Another"), (RULES, "severity: major", "severity: minor"),
    (RULES, "needs: responses >= 10", "needs: responses >= 2"), (LADDER_FILE, "days: 10", "days: 5"),
    (LADDER_FILE, "short_by >= 2 and ", ""), (FORM_FILE, "value: 10", "value: 8"), (WORDS, "kind: fact", "kind: view"),
    (CONTRACT_FILE, "ladder: a-ladder", "ladder: b-ladder"), (CONTRACT_FILE, "  - {requirement: GOOD, from: 2025-04-01",
    "  - {requirement: NONE, from: 2025-04-01"), (RULES, "  - id: WATCHED", "  - id: WATCHED-NOW"),
)  # fmt: skip


def written(folder: Path, chosen: list[int]) -> Rulebook:
    made = base(folder)
    made.write("rules/ladders/b-ladder.yaml", LADDER)
    for number in chosen:
        name, old, new = CHANGES[number]
        made.write(name, (folder / name).read_text("utf-8").replace(old, new, 1))
        if new.endswith("WATCHED-NOW"):
            made.write(CONTRACT_FILE, (folder / CONTRACT_FILE).read_text("utf-8").replace("[WATCHED]", "[WATCHED-NOW]"))
    return load_rulebook(folder)


@given(st.integers(0, 10**9))
@calm
def test_read_backwards_every_difference_is_its_mirror(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    rng = random.Random(seed)
    folder = tmp_path_factory.mktemp("mirror")
    books = [written(folder / name, rng.sample(range(len(CHANGES)), rng.randint(0, 6))) for name in ("a", "b")]
    there, back = differences(*books), differences(*reversed(books))
    assert Counter((d.part, d.subject, d.kind, d.before, d.after, d.effect, d.lesser) for d in there) == Counter(
        (d.part, d.subject, d.kind, d.after, d.before, d.effect.mirrored, d.lesser) for d in back
    )
    assert differences(books[0], books[0]) == ()


BOUNDS = st.builds(lambda sign, n: f"{sign} {n}%", st.sampled_from(["at least", "more than", "at most", "less than"]),
                   st.integers(0, 100))  # fmt: skip


@given(BOUNDS, BOUNDS)
@calm
def test_stricter_means_that_no_figure_newly_passes(old: str, new: str) -> None:
    a, b = read_threshold(old), read_threshold(new)
    assert a and b and a.bound is not None and b.bound is not None
    passes = [{n for n in range(201) if meets(n, 200, t.operator, t.bound or Fraction(0))} for t in (a, b)]
    match threshold_effect(a, b):
        case Effect.STRICTER:
            assert passes[1] <= passes[0]
        case Effect.LOOSER:
            assert passes[0] <= passes[1]


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 2)), st.dictionaries(st.integers(0, 30), st.integers(0, 2)))
@calm
def test_stretches_hold_exactly_the_days_on_which_two_dated_lists_differ(
    old: dict[int, int], new: dict[int, int]
) -> None:
    first = date(2025, 1, 1)
    dated = [{first + timedelta(days=n): str(v) for n, v in lines.items()} for lines in (old, new)]
    found = list(stretches(dated[0], dated[1], str))

    def on(lines: dict[date, str], day: date) -> str | None:
        begun = [start for start in lines if start <= day]
        return lines[max(begun)] if begun else None

    for n in range(40):
        day = first + timedelta(days=n)
        said = [(s.before, s.after) for s in found if s.first <= day and (s.last is None or day <= s.last)]
        pair = (on(dated[0], day), on(dated[1], day))
        assert said == ([pair] if pair[0] != pair[1] else [])


TOLD: list[tuple[type[BaseModel], tuple[Told, ...], set[str]]] = [  # type: ignore[type-arg]
    (requirements.Requirement, REQUIREMENT, {"id", "source", "tests"}),
    (requirements.Source, SOURCE, set()),
    (contracts.Contract, CONTRACT, {"contract", "general_conditions", "co_ordinating_commissioner", "associates", "provider",
                                    "requirements", "monitored", "reports_due", "published", "variations", "waivers", "rebases"}),
    (contracts.Adopted, ADOPTED, {"use", "threshold"}),
    (contracts.Variation, VARIATION, {"requirement", "document"}),
    (contracts.Waiver, WAIVER, {"requirement", "service", "from_", "to"}),
    (chart_settings.RebasedFrom, REBASE, {"requirement", "service", "site", "from_"}),
    (contracts.ReportDue, REPORT, set()),
    (contracts.Published, PUBLICATION, set()),
    (contracts.Commissioner, COMMISSIONER, set()),
    (contracts.Provider, PROVIDER, {"sites"}),
    (contracts.Site, SITE, {"ods"}),
    (ladders.Ladder, LADDER_TOLD, {"stages", "rules", "tests"}),
    (ladders.Stage, STAGE, {"id"}),
    (ladders.LadderRule, RULE, {"id", "step_down"}),
    (contract_forms.ContractForm, FORM_TOLD, {"source", "numbers", "steps"}),
    (contract_forms.FormNumber, NUMBER, {"unit"}),
    (contract_forms.FormStep, STEP, {"id"}),
    (models.Measure, MEASURE, set()),
    (models.Service, SERVICE, set()),
    (models.Aspect, ASPECT, set()),
    (models.Theme, THEME, set()),
    (organisations.OrganisationEntry, ORGANISATION, set()),
    (models.KeyQuestion, KEY_QUESTION, set()),
    (models.Feedback, FEEDBACK, set()),
    (models.Wording, WORDING, set()),
    (triangulation.TriangulationNumber, TRIANGULATION, set()),
]  # fmt: skip
WITHIN = {
    # whole files, whose parts are told
    requirements.RuleFile, models.VocabularyFile, rulebook.WorkspaceFile, chart_settings.ChartSettings, organisations.OrganisationFile,
    # parts told within a key of what holds them
    counted_from.CountedFrom, requirements.RequirementTest, ladders.LadderTest, ladders.ReplyWithin, contracts.Term, contracts.FormerCode, contracts.Confirmed,
    # starting points for new contracts, which no rulebook holds
    contract_patterns.ContractPattern, contract_patterns.PatternReport,
}  # fmt: skip


@pytest.mark.parametrize(("model", "told", "elsewhere"), TOLD, ids=lambda one: getattr(one, "__name__", ""))
def test_every_key_people_write_is_told_when_it_changes(
    model: type[BaseModel],
    told: tuple[Told, ...],
    elsewhere: set[str],  # type: ignore[type-arg]
) -> None:
    named = {one.attribute for one in told} | elsewhere
    assert set(model.model_fields) - {"place"} <= named


def test_every_model_of_a_file_of_rules_is_told_or_told_within_another() -> None:
    known, waiting = set(), [Strict]
    while waiting:
        found = waiting.pop().__subclasses__()
        known |= set(found)
        waiting += found
    of_rules = {one for one in known if one.__module__.startswith(("pxcommission.rulebook", "pxcommission.vocabulary"))}
    assert of_rules == {model for model, _, _ in TOLD} | WITHIN
