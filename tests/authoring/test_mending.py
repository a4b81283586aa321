"""`rules lint --fix` mends what is certain, byte for byte, and leaves the rest to a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_workspace import adopt, rule, small

from pxcommission.authoring.linting import every_problem
from pxcommission.authoring.mending import mended_files
from pxcommission.misspellings import safely_meant
from pxcommission.rulebook.ladders import PERIOD_WORDS, REGISTER_WORDS
from pxcommission.rulebook.rulebook import load_rulebook
from pxcommission.rulebook.threshold_slips import slip_of
from pxcommission.rulebook.thresholds import SENTENCES, read_threshold

MEANT = {"no more than": "<=", "not more than": "<=", "no less than": ">=", "not less than": ">="}


def after(folder: Path, file: str = "rules/rules.yaml") -> str | None:
    changes = {change.file: change for change in mended_files(folder, lambda _: True)}
    data = changes[file].after if file in changes else None
    return None if data is None else data.decode("utf-8")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("severty: major", "severity: major"),
        ("aspect: overalll", "aspect: overall"),
        ("service: inpatients", "service: inpatient"),
        ("measure: answers_postive", "measure: answers_positive"),
        ("usual_threshold: at least 90", "usual_threshold: at least 90%"),
        ("usual_threshold: at leasst 90%", "usual_threshold: at least 90%"),
        ("usual_threshold: at least 97.5  # raised", "usual_threshold: at least 97.5%  # raised"),
        ("usual_threshold: At least 90 %", "usual_threshold: at least 90%"),
        ("usual_threshold: no more than 5%", "usual_threshold: at most 5%"),
        ("usual_threshold: not more than 5%", "usual_threshold: at most 5%"),
        ("usual_threshold: up to 5%", "usual_threshold: at most 5%"),
        ("usual_threshold: maximum 5%", "usual_threshold: at most 5%"),
        ("usual_threshold: Maximum of 5%", "usual_threshold: at most 5%"),
        ("usual_threshold: no less than 94%", "usual_threshold: at least 94%"),
        ("usual_threshold: no less than 94", "usual_threshold: at least 94%"),
        ("usual_threshold: no fewer than 94%", "usual_threshold: at least 94%"),
        ("usual_threshold: not less than 94%", "usual_threshold: at least 94%"),
        ("usual_threshold: minimum 94%", "usual_threshold: at least 94%"),
        ("usual_threshold: no worse than England", "usual_threshold: not worse than England"),
        ("measure: answers_possitive", "measure: answers_positive"),
    ],
)
def test_what_is_certain_is_mended_and_nothing_else(tmp_path: Path, wrong: str, right: str) -> None:
    key = right.split(":")[0]
    whole = rule().splitlines(keepends=True)
    index = next(n for n, line in enumerate(whole) if line.strip().startswith(f"{key}:"))
    written, wanted = whole.copy(), whole.copy()
    written[index], wanted[index] = f"    {wrong}\n", f"    {right}\n"
    small(tmp_path).rules("".join(written)).contract(adopt())
    assert after(tmp_path) == "title: Rules\nowner: Lead\nrequirements:\n" + "".join(wanted)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("aspect: overall", "aspect: everything"),
        ("aspect: overall", 'aspect: "overalll"'),
        ("at least 90%", "at least 0.9"),
        ("at least 90%", "95%"),
        ("measure: answers_positive", "measure: answers"),
        ("measure: answers_positive", "measure: answers_late_positive"),
        ("measure: answers_positive", "measure: answers_given"),
        ("at least 90%", "worse than England"),
        ("at least 90%", "now worse than England"),
        ("at least 90%", "not at least 90%"),
        ("at least 90%", "never more than 90%"),
        ("at least 90%", "at least 9 5%"),
        ("at least 90%", "at least .95"),
        ("at least 90%", "at least 95,5%"),
        ("at least 90%", "at last 90%"),
        ("at least 90%", "lest than 90%"),
        ("at least 90%", "at more 90%"),
        ("at least 90%", "one"),
        ("at least 90%", "nine"),
        ("at least 90%", "> .95"),
        ("at least 90%", "no more than England"),
    ],
)
def test_what_could_be_meant_two_ways_is_left_to_a_person(tmp_path: Path, old: str, new: str) -> None:
    small(tmp_path).rules(rule().replace(old, new)).contract(adopt())
    assert after(tmp_path) is None and any(p.code for p in every_problem(tmp_path)[1])


def test_entries_that_stand_twice_are_taken_out_of_a_list_on_one_line(tmp_path: Path) -> None:
    small(tmp_path).rules(rule()).contract(adopt())
    path = tmp_path / "contracts" / "acute" / "contract.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("[inpatient,", "[inpatient, inpatient,").replace("maternity]", "maternity, emergency] # three")
    )
    assert after(tmp_path, "contracts/acute/contract.yaml") == text.replace("maternity]", "maternity] # three")


def test_what_a_mended_key_brings_to_light_is_mended_too(tmp_path: Path) -> None:
    text = rule().replace("severity: major", "severty: majr")
    small(tmp_path).rules(text).contract(adopt())
    assert "    severity: major\n" in (after(tmp_path) or "")


def test_nothing_is_written_and_the_bytes_outside_stay(tmp_path: Path) -> None:
    small(tmp_path).contract(adopt())
    text = "title: Rules\r\nowner: Lead # é\r\nrequirements:\r\n" + rule().replace("\n", "\r\n")
    path = tmp_path / "rules" / "rules.yaml"
    path.write_bytes(text.replace("severity:", "severty:").encode("utf-8"))
    (change,) = mended_files(tmp_path, lambda _: True)
    assert change.after == text.encode("utf-8") and b"severty" in path.read_bytes()


@pytest.mark.parametrize(
    ("written", "means"),
    [("no more than 5", "at most"), ("up to 5", "at most"), ("no fewer than 5", "at least"), ("minimum 5", "at least")],
)
def test_words_that_mean_a_sentence_of_the_closed_list_are_told_which(written: str, means: str) -> None:
    slip = slip_of(written, SENTENCES)
    assert f"is `{means}` in the closed list" in slip.message
    assert (slip.fix, slip.mended) == (f"write `{means} 5`", f"{means} 5")


TURNED = st.sampled_from(["not", "no", "never", "un", "non", "nor", "Not", "NOT", "now", "hardly"])
ONE_LETTER = st.tuples(st.integers(0, 40), st.sampled_from("abeostx "))


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.sampled_from(SENTENCES), TURNED, st.integers(0, 6), st.none() | ONE_LETTER)
def test_a_word_that_turns_a_threshold_round_is_never_taken_away_or_added(
    sentence: str, turned: str, at: int, slip: tuple[int, str] | None
) -> None:
    words = sentence.split()
    said = " ".join([*words[:at], turned, *words[at:]])
    if slip is not None:
        said = said[: slip[0]] + slip[1] + said[slip[0] :]
    mended = read_threshold(slip_of(said, SENTENCES).mended)
    assert mended is None or mended.operator == MEANT.get(" ".join(said.split()[:-1]).lower()), said


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.sampled_from(SENTENCES), st.data())
def test_a_threshold_with_a_word_left_out_is_never_mended(sentence: str, data: st.DataObject) -> None:
    words = sentence.split()
    left = data.draw(st.integers(0, len(words) - 1))
    assert slip_of(" ".join([*words[:left], *words[left + 1 :]]), SENTENCES).mended == ""


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.text("0123456789.,% ", min_size=1, max_size=8), st.sampled_from(["at leasst", "no more than", ">=", "At most"])
)
def test_a_mend_keeps_the_number_as_it_was_written(number: str, before: str) -> None:
    mended = slip_of(f"{before} {number}", SENTENCES).mended
    digits = re.sub(r"[^0-9.,]", " ", number).split()
    assert not mended or digits == re.sub(r"[^0-9.,]", " ", mended).split()


def words_by_kind(root: Path) -> Iterator[tuple[str, ...]]:
    """Every set of words in which a misspelt one is looked for."""
    rulebook = load_rulebook(root)
    vocabulary = rulebook.vocabulary
    named = (vocabulary.component_words, vocabulary.measures, vocabulary.services, vocabulary.aspects,
             vocabulary.key_questions, vocabulary.feedback, rulebook.ladders, rulebook.forms)  # fmt: skip
    yield from (tuple(map(str, words)) for words in named)
    yield tuple({touchpoint for service in vocabulary.services.values() for touchpoint in service.touchpoints})
    steps = {step.id for form in rulebook.forms.values() for step in form.steps}
    stages = {stage.id for ladder in rulebook.ladders.values() for stage in ladder.stages}
    yield tuple(steps | stages)
    yield tuple({state for form in rulebook.forms.values() for state in form.states})
    yield tuple({number for form in rulebook.forms.values() for number in form.numbers})
    yield (*PERIOD_WORDS, *REGISTER_WORDS)


def test_taking_a_shipped_word_away_never_makes_a_mend_write_another(root: Path) -> None:
    for words in words_by_kind(root):
        for word in words:
            assert safely_meant(word, [other for other in words if other != word]) == "", word


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("complaints_received", "complaints_reopened"),
        ("people_to_tell", "people_told"),
        ("FFT-SUBMITTED", "FFT-GP-SUBMITTED"),
        ("PTS-RENAL-COLLECTION", "PTS-COLLECTION"),
        ("unanswered", "answered"),
        ("waits_over_18_weeks", "waits_over_52_weeks"),
        ("full-length-2024-25", "full-length-2025-26"),
        ("negative", "positive"),
        ("date", "late"),
        ("art", "are"),
    ],
)
def test_another_word_is_no_slip_of_the_pen(written: str, known: str) -> None:
    assert safely_meant(written, [known]) == safely_meant(known, [written]) == ""


def test_the_id_of_a_requirement_is_suggested_and_never_mended(tmp_path: Path) -> None:
    small(tmp_path).rules(rule("ANSWERS-GOOD")).contract(adopt("ANSWERS-GOOOD"))
    (problem,) = [problem for problem in every_problem(tmp_path)[1] if problem.code == "PX101"]
    assert "did you mean 'ANSWERS-GOOD'?" in problem.message and problem.mend is None
    assert after(tmp_path, "contracts/acute/contract.yaml") is None


WORDS = ("answers_positive", "inpatient", "overall", "quarter", "major", "severity", "statement")


@settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(WORDS), st.integers(0, 20), st.sampled_from("xqz"))
def test_a_mend_gives_back_the_word_that_was_spoilt_or_leaves_the_file(
    tmp_path_factory: pytest.TempPathFactory, word: str, at: int, letter: str
) -> None:
    folder = tmp_path_factory.mktemp("spoilt")
    good = "title: Rules\nowner: Lead\nrequirements:\n" + rule()
    spoilt = word[: at % len(word)] + letter + word[at % len(word) :]
    small(folder).rules(rule().replace(word, spoilt, 1)).contract(adopt())
    assert after(folder) in (good, None)
