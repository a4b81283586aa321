"""Streaks counted without the findings that a person set aside."""

import sys
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parents[1] / "packs"))

from examples import finding

from pxcommission.assessment.findings import Outcome
from pxcommission.inference.set_aside import as_the_ladder_sees
from pxcommission.inference.streaks import streaks
from pxcommission.periods import add_months, quarter_of

OUTCOMES = {"m": Outcome.MET, "b": Outcome.BREACH, "-": Outcome.NOT_ASSESSED}
marks = st.lists(st.sampled_from("mb-"), min_size=1, max_size=9)


def quarters(marks: list[str]):
    """A finding for each mark, one quarter after the other, with its streaks."""
    runs, found = streaks(marks), []
    for number, (mark, run) in enumerate(zip(marks, runs, strict=True)):
        one = finding("FFT-IP-POSITIVE", "inpatient", 1, 2, outcome=OUTCOMES[mark], breaches_in_a_row=run.breaches_in_a_row,
                      met_in_a_row=run.met_in_a_row, breaches_in_last=((4, marks[: number + 1][-4:].count("b")),))  # fmt: skip
        found.append(replace(one, period=quarter_of(add_months(date(2024, 4, 1), 3 * number))))
    return found


@given(marks)
def test_with_nothing_set_aside_a_ladder_sees_the_findings_as_they_are(given_marks):
    found = quarters(given_marks)
    assert as_the_ladder_sees(found[-1:], found, ()) == tuple(found[-1:])


@given(marks, st.sets(st.integers(0, 8)))
def test_what_is_set_aside_counts_as_if_it_could_not_be_assessed(given_marks, chosen):
    found = quarters(given_marks)
    aside = {found[number].id for number in chosen if number < len(found)}
    wanted = quarters(["-" if number in chosen else mark for number, mark in enumerate(given_marks)])[-1]
    (seen,) = as_the_ladder_sees(found[-1:], found, aside)
    told = ("outcome", "breaches_in_a_row", "met_in_a_row", "breaches_in_last")
    assert [getattr(seen, name) for name in told] == [getattr(wanted, name) for name in told]
