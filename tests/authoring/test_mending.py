"""`rules lint --fix` mends what is certain, byte for byte, and leaves the rest to a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_workspace import adopt, rule, small

from pxcommission.authoring.linting import every_problem
from pxcommission.authoring.mending import mended_files


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
