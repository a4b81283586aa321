"""What measures count in the registers: by month, unit and service, in working days, and never a zero that nobody vouched for."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from listening.registers_written import (
    TODAY,
    add,
    complaint,
    complete,
    filled_form,
    group,
    listening,
    load,
    story,
    when,
)
from small_workspace import Small, adopt, quarter_figures, rule

from pxcommission.evidence.observations import Origin
from pxcommission.listening.counting import Calendar, six_months_after
from pxcommission.listening.joined import HeardEvidence
from pxcommission.listening.observations import heard
from pxcommission.listening.recording import withdraw
from pxcommission.listening.register import registers_on
from pxcommission.rulebook.rulebook import load_rulebook

# Published for England; written out here so that the test does not ask the library it checks.
BANK_HOLIDAYS = {
    date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 5), date(2025, 5, 26), date(2025, 8, 25), date(2025, 12, 25),
    date(2025, 12, 26), date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6),
}  # fmt: skip
Figure = tuple[str, str, str, str, str, int | None, int | None]


def figures(
    made: Small, as_at: date = TODAY
) -> dict[tuple[str, str, str, str, date, date], tuple[int | None, int | None]]:
    """Every figure counted from the registers: by measure, site, ward, service and time."""
    frame = HeardEvidence(made.folder, load_rulebook(made.folder)).observations(as_at).collect()
    return {
        (row["measure"], row["site"], row["ward"], row["service"], row["start"], row["end"]): (
            row["numerator"],
            row["denominator"],
        )
        for row in frame.filter(frame["origin"] == Origin.REGISTER.value).to_dicts()
    }


def of(made: Small, measure: str, service: str = "all", site: str = "", as_at: date = TODAY) -> dict[str, Any]:
    """A measure's figures of the provider or a site, by month."""
    found = figures(made, as_at)
    return {
        f"{key[4]:%Y-%m}": value
        for key, value in found.items()
        if (key[0], key[3], key[1], key[2]) == (measure, service, site, "")
    }


def test_entries_count_in_their_month_for_their_service_and_for_all(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(
        made,
        "complaint",
        complaint("2025-07-03", site="RZ101"),
        complaint("2025-07-31"),
        complaint("2025-08-01", service="emergency"),
    )
    assert of(made, "complaints_received") == {"2025-07": (2, None), "2025-08": (1, None)}
    assert of(made, "complaints_received", "inpatient") == {"2025-07": (2, None)}
    assert of(made, "complaints_received", "emergency") == {"2025-08": (1, None)}
    assert of(made, "complaints_received", "inpatient", "RZ101") == {"2025-07": (1, None)}


def test_a_month_without_an_entry_is_nothing_until_a_person_says_the_register_is_complete(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "complaint", complaint("2025-07-03"))
    assert of(made, "complaints_received") == {"2025-07": (1, None)}
    complete(made, "complaint", "2025/26 Q2")
    assert of(made, "complaints_received") == {"2025-07": (1, None), "2025-08": (0, None), "2025-09": (0, None)}
    assert of(made, "acknowledged")["2025-09"] == (0, 0)
    assert of(made, "unexplained") == {"2025-07": (0, None)}  # once, for the quarter that begins then
    assert of(made, "complaints_received", as_at=date(2026, 1, 9)) == {}


def test_an_entry_withdrawn_is_counted_up_to_that_day_and_not_after(tmp_path: Path) -> None:
    made = listening(tmp_path)
    _, twice = add(made, "complaint", complaint("2025-07-03"), complaint("2025-07-03"))
    withdraw(tmp_path, twice, "recorded twice", when("2026-01-20"))
    assert of(made, "complaints_received", as_at=date(2026, 1, 19)) == {"2025-07": (2, None)}
    assert of(made, "complaints_received", as_at=date(2026, 1, 20)) == {"2025-07": (1, None)}


def test_a_measure_of_two_kinds_needs_both_registers_complete(tmp_path: Path) -> None:
    made = listening(tmp_path)
    complete(made, "patient-story", "2025-07")
    assert of(made, "stories_negative") == {}
    complete(made, "experience-diary", "2025-07")
    assert of(made, "stories_negative") == {"2025-07": (0, 0)}


def test_people_and_aspects_are_counted_as_the_words_say(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "discussion-group", group("2025-07-03", "9"), group("2025-07-20", "4", aspect="information"))
    add(made, "patient-story", story("2025-07-03"), story("2025-07-04", "positive"))
    add(made, "experience-diary", story("2025-07-05", "mixed"))
    assert of(made, "people_heard") == {"2025-07": (13, None)}
    assert of(made, "information_groups") == {"2025-07": (1, None)}
    assert of(made, "stories_negative") == {"2025-07": (1, 3)}


def test_an_answer_counts_by_the_day_agreed_and_late_once_that_has_passed(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "complaint", complaint("2025-07-03", answer_due="2025-08-29", answered="2025-08-29"),
        complaint("2025-07-04", answer_due="2025-08-29", answered="2025-08-30"), complaint("2025-07-07", answer_due="2025-08-29"),
        complaint("2025-07-08"), day="2025-09-01")  # fmt: skip
    assert of(made, "answered") == {"2025-07": (0, 0), "2025-08": (1, 3)}
    assert of(made, "reopened")["2025-08"] == (0, 2)


def test_the_working_days_end_may_lie_in_the_next_month(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "complaint", complaint("2025-08-21", acknowledged="2025-08-27"))  # Monday 25 August is a bank holiday
    add(made, "complaint", complaint("2025-08-28", acknowledged="2025-09-03"))
    assert of(made, "acknowledged") == {"2025-08": (1, 1), "2025-09": (0, 1)}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cases=st.lists(
        st.tuples(st.dates(date(2025, 4, 1), date(2025, 12, 20)), st.one_of(st.none(), st.integers(0, 12))),
        min_size=1,
        max_size=12,
    )
)
@example(cases=[(date(2025, 4, 17), 6), (date(2025, 4, 17), 7), (date(2025, 12, 24), 6)])
def test_acknowledgements_agree_with_days_counted_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, cases: list[tuple[date, int | None]]
) -> None:
    made = listening(tmp_path_factory.mktemp("calendar"))
    expected: dict[str, list[int]] = {}
    forms = []
    for on, after in cases:
        done = None if after is None else on + timedelta(days=after)
        forms.append(complaint(on.isoformat(), **({"acknowledged": done.isoformat()} if done else {})))
        due, left = on, 3
        while left:
            due += timedelta(days=1)
            left -= due.weekday() < 5 and due not in BANK_HOLIDAYS
        expected.setdefault(f"{on:%Y-%m}", [0, 0])
        counted = expected.setdefault(f"{due:%Y-%m}", [0, 0])
        counted[0] += done is not None and done <= due
        counted[1] += 1
    add(made, "complaint", *forms, day="2026-01-15")
    assert of(made, "acknowledged") == {month: tuple(pair) for month, pair in expected.items()}


@settings(max_examples=4, deadline=None, derandomize=True)
@given(data=st.data())
def test_a_register_typed_in_and_one_loaded_from_a_form_give_the_same_figures(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    same_figures_both_ways(tmp_path_factory, data)


@pytest.mark.stress
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_many_registers_give_the_same_figures_both_ways(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    same_figures_both_ways(tmp_path_factory, data)


def same_figures_both_ways(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    days = st.dates(date(2025, 4, 1), date(2025, 12, 31))
    one = st.fixed_dictionaries(
        {
            "on": days.map(date.isoformat),
            "service": st.sampled_from(["inpatient", "emergency", "all"]),
            "themes": st.sampled_from(["timeliness", "staff-manner; timeliness", "Staff manner"]),
            "site": st.sampled_from(["", "RZ101", "RZ102"]),
            "ward": st.sampled_from(["", "Ward 3"]),
        }
    )
    forms = [
        {**form, "provider": "RZ1", "reference": str(number), **_later(form["on"], data)}
        for number, form in enumerate(data.draw(st.lists(one, min_size=1, max_size=8)))
    ]
    typed = listening(tmp_path_factory.mktemp("typed"))
    filled = listening(tmp_path_factory.mktemp("filled"))
    add(typed, "complaint", *forms)
    as_cells = [{n: date.fromisoformat(v) if n in _DAYS and v else v for n, v in form.items()} for form in forms]
    load(filled, "a.xlsx", filled_form(filled, "complaint", *as_cells))
    if data.draw(st.booleans()):
        complete(typed, "complaint", "2025/26 Q2")
        complete(filled, "complaint", "2025/26 Q2")
    assert figures(typed) == figures(filled)
    entries = [[one.entry for one in registers_on(made.folder).entries.values()] for made in (typed, filled)]
    assert entries[0] == entries[1]


_DAYS = ("on", "acknowledged", "answer_due", "answered", "reopened", "explained")


def _later(on: str, data: st.DataObject) -> dict[str, str]:
    """Days after the day received that agree with each other."""
    begun, last = date.fromisoformat(on), date(2026, 1, 9)
    span = st.integers(0, max(0, (last - begun).days))
    days = sorted(begun + timedelta(days=data.draw(span)) for _ in range(3))
    stage = data.draw(st.integers(0, 3))
    found = dict(zip(("acknowledged", "answered", "reopened"), (day.isoformat() for day in days), strict=True))
    kept = dict(list(found.items())[:stage])
    return {**kept, "answer_due": (begun + timedelta(days=40)).isoformat()}


@pytest.mark.parametrize(
    ("day", "later"), [("2025-01-31", "2025-07-31"), ("2025-08-31", "2026-02-28"), ("2025-03-01", "2025-09-01")]
)
def test_six_months_end_on_the_same_day_or_the_months_last(day: str, later: str) -> None:
    assert six_months_after(date.fromisoformat(day)) == date.fromisoformat(later)


def test_a_complaint_over_six_months_counts_at_each_quarter_end_until_somebody_explains(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(
        made,
        "complaint",
        complaint("2025-01-10"),
        complaint("2025-01-10", explained="2025-10-05"),
        complaint("2025-02-10", answered="2025-08-09"),
    )
    assert of(made, "unexplained") == {"2025-07": (2, None), "2025-10": (1, None)}


def story_workspace(tmp_path: Path, more: str = "") -> Small:
    made = listening(tmp_path)
    made.rules(rule("ACK", "require: acknowledged_in_time == acknowledgements_due", "acknowledged", "all"))
    return made.contract(adopt("ACK", ""), more).write("contracts/published/published.csv", "file,published\n")


def test_a_contract_is_judged_from_the_register_and_every_figure_has_its_address(tmp_path: Path) -> None:
    made = story_workspace(tmp_path)
    add(
        made,
        "complaint",
        complaint("2025-07-03", acknowledged="2025-07-04"),
        complaint("2025-08-04"),
        complaint("2025-09-03", acknowledged="2025-09-04"),
    )
    (finding,) = made.check().findings
    assert (finding.outcome, finding.numerator, finding.denominator, finding.origin) == ("breach", 2, 3, "register")
    assert not finding.final and "complaint register, 2025/26 Q2: incomplete" in finding.awaiting
    assert [str(one) for one in finding.evidence] == [
        f".pxcommission/listening/entries.jsonl!complaint-000{n}" for n in (1, 2, 3)
    ]
    complete(made, "complaint", "2025/26 Q2")
    (finding,) = made.check().findings
    assert finding.final and finding.outcome == "breach"


def test_an_incomplete_register_is_never_final_even_where_the_report_is_in(tmp_path: Path) -> None:
    report = "{clause: S6A, every: quarter, due: 15 operational days after period end, measures: [acknowledged], severity: minor}"
    made = story_workspace(tmp_path, f"evidence: [register, local]\nreports_due:\n  complaints: {report}")
    made.load(*quarter_figures(90, 95, measure="acknowledged", service="all"), received="2025-10-10")
    add(made, "complaint", *(complaint(f"2025-0{month}-03") for month in (7, 8, 9)))
    finding = next(one for one in made.check().findings if one.requirement == "ACK")
    assert (finding.numerator, finding.denominator, finding.origin, finding.final) == (0, 3, "register", False)
    complete(made, "complaint", "2025/26 Q2")
    assert next(one for one in made.check().findings if one.requirement == "ACK").final


def test_a_register_without_an_entry_is_not_loaded_and_a_complete_one_has_nothing_to_judge(tmp_path: Path) -> None:
    made = story_workspace(tmp_path)
    add(made, "complaint", complaint("2025-04-03", acknowledged="2025-04-04"))
    (finding,) = made.check().findings
    assert (finding.outcome, finding.reason, finding.final) == ("not assessed", "not loaded", False)
    complete(made, "complaint", "2025/26 Q2")
    (finding,) = made.check().findings
    assert (finding.outcome, finding.reason, finding.final) == ("not assessed", "zero denominator", True)


def test_two_of_three_months_are_an_incomplete_quarter(tmp_path: Path) -> None:
    made = story_workspace(tmp_path)
    add(
        made,
        "complaint",
        complaint("2025-07-03", acknowledged="2025-07-04"),
        complaint("2025-09-03", acknowledged="2025-09-04"),
    )
    (finding,) = made.check().findings
    assert finding.outcome == "not assessed"


@pytest.mark.parametrize(("order", "judged"), [("", "local"), ("evidence: [register, local]", "register")])
def test_a_return_and_the_register_are_reconciled_in_the_contracts_order(
    tmp_path: Path, order: str, judged: str
) -> None:
    from small_workspace import figure, month

    made = story_workspace(tmp_path, order)
    add(made, "complaint", complaint("2025-07-03", acknowledged="2025-07-04"), complaint("2025-08-04"))
    complete(made, "complaint", "2025/26 Q2")
    returned = [
        figure(1, 1, month(text), service="all", measure="acknowledged") for text in ("2025-07", "2025-08", "2025-09")
    ]
    made.load(*returned, received="2025-10-10")
    (finding,) = made.check().findings
    assert finding.origin == judged
    assert (finding.numerator, finding.denominator) == ((3, 3) if judged == "local" else (1, 2))
    other = "the listening register says 1 of 2" if judged == "local" else "the provider's own return says 3 of 3"
    assert other in finding.reconciled[0]


def test_a_register_in_which_nothing_stands_gives_no_figure(root: Path, tmp_path: Path) -> None:
    vocabulary = load_rulebook(root).vocabulary
    assert any(measure.counted_from for measure in vocabulary.measures.values())
    assert heard(registers_on(tmp_path), vocabulary, {}, Calendar(TODAY), {}) == []
