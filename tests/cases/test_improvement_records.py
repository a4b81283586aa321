"""Actions as the register keeps them: what counts, what was undone, and the rebases that charts read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pxcommission.cases.details import Details
from pxcommission.cases.events import Entry, Event
from pxcommission.cases.improvement_details import (
    ImprovementCorrected,
    ImprovementReviewed,
    ImprovementStarted,
    ImprovementStopped,
    Rebased,
    RebaseWithdrawn,
    Registration,
    Unit,
)
from pxcommission.cases.improvement_records import improvements_of, next_name, rebases_by_unit, rebases_of
from pxcommission.cases.kinds import Undone, kind_of
from pxcommission.cases.register import open_register
from pxcommission.casework.improvement_rebase import rebase_refusals

CASE = "ACUTE/GOOD/inpatient"
WANTED = Registration(
    action="hourly rounds", start=date(2025, 7, 1), expect="more good answers", direction="increase", measure="answers"
)
STARTED = ImprovementStarted(id="improvement-1", registration=WANTED)
REVIEWED = ImprovementReviewed(
    id="improvement-1", look=1, verdict="improved", figures_before=12, figures_after=9, sustained="improvement"
)
REBASED = Rebased(id="improvement-1", since=date(2025, 7, 1), reason="the rule now", review=1)


def kept(
    folder: Path, *all_details: Details, case: str = CASE, moment: str = "2025-06-20T09:00:00+00:00"
) -> tuple[Event, ...]:
    """The events of a case as a register keeps them, all of 20 June 2025."""
    register = open_register(folder, None)
    after = len(register.events(case=case))
    entries = [Entry("ACUTE", case, kind_of(one), date(2025, 6, 20), one.recorded(), after) for one in all_details]
    register.append(entries, "Quality lead", "test", moment)
    return register.events()


def test_an_action_is_what_its_events_say(tmp_path: Path) -> None:
    (found,) = improvements_of(kept(tmp_path, STARTED, REVIEWED))
    assert (found.id, found.requirement, found.service) == (f"{CASE}/improvement-1", "GOOD", "inpatient")
    assert found.registration == WANTED
    assert (found.standing, [one.by for one in found.reviews]) == ("improved", ["Quality lead"])
    assert found.registered == "registered on 20 June 2025, before any figure after its start was known"


def test_figures_known_when_it_was_registered_or_corrected_are_said(tmp_path: Path) -> None:
    late = WANTED.model_copy(update={"start": date(2025, 5, 1)})
    corrected = ImprovementCorrected(id="improvement-1", registration=late, reason="begun sooner", figures_known=1)
    (found,) = improvements_of(kept(tmp_path, STARTED, corrected))
    assert found.registration.start == date(2025, 5, 1)
    assert found.registered == "registered after 1 period of figures were known: not pre-registered"


def test_an_action_dated_before_the_day_it_was_recorded_says_so(tmp_path: Path) -> None:
    (found,) = improvements_of(kept(tmp_path, STARTED, moment="2026-02-03T09:00:00+00:00"))
    assert found.registered.startswith("dated 20 June 2025 but recorded on 3 February 2026")


def test_what_was_undone_does_not_count_and_its_name_is_not_used_again(tmp_path: Path) -> None:
    events = kept(tmp_path, STARTED, Undone(number=1, reason="wrong case"))
    assert improvements_of(events) == ()
    assert next_name(events) == "improvement-2"


def test_a_stopped_action_stands_as_stopped(tmp_path: Path) -> None:
    (found,) = improvements_of(
        kept(tmp_path, STARTED, REVIEWED, ImprovementStopped(id="improvement-1", reason="closed"))
    )
    assert (found.standing, found.stopped) == ("stopped", (date(2025, 6, 20), "closed"))


def test_charts_read_the_rebases_of_their_own_unit_until_they_are_withdrawn(tmp_path: Path) -> None:
    elsewhere = Rebased(id="improvement-1", since=date(2025, 8, 1), unit=Unit(site="RZ101"), reason="moved", review=1)
    events = kept(tmp_path, STARTED, REVIEWED, REBASED, elsewhere)
    assert rebases_of(events, "ACUTE", "GOOD", "inpatient") == ((date(2025, 7, 1), "the rule now"),)
    assert rebases_of(events, "ACUTE", "GOOD", "inpatient", site="RZ101") == ((date(2025, 8, 1), "moved"),)
    assert rebases_of(events, "ACUTE", "GOOD", "emergency") == ()
    assert set(rebases_by_unit(events)) == {(CASE, Unit()), (CASE, Unit(site="RZ101"))}
    events = kept(tmp_path, RebaseWithdrawn(id="improvement-1", since=date(2025, 7, 1), reason="ended"))
    assert rebases_of(events, "ACUTE", "GOOD", "inpatient") == ()


def test_two_actions_of_one_case_are_kept_apart(tmp_path: Path) -> None:
    second = STARTED.model_copy(update={"id": "improvement-2"})
    found = improvements_of(kept(tmp_path, STARTED, second, REVIEWED.model_copy(update={"id": "improvement-2"})))
    assert [one.standing for one in found] == ["not reviewed", "improved"]


def test_charts_are_not_drawn_anew_from_any_other_day_than_a_period_of_the_shift(tmp_path: Path) -> None:
    shift = REVIEWED.model_copy(update={"last": date(2026, 3, 31)})
    (found,) = improvements_of(kept(tmp_path, STARTED, shift, REBASED))
    refused = {
        date(2025, 6, 1): "before the start",
        date(2025, 8, 15): "first day of a month",
        date(2026, 4, 1): "no figure",
        date(2025, 7, 1): "already",
    }
    for day, why in refused.items():
        assert why in rebase_refusals(found, day)[0].message
    assert rebase_refusals(found, date(2025, 8, 1)) == []
