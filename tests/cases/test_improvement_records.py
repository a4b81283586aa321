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
    (found,) = improvements_of(kept(tmp_path, STARTED, shift))
    refused = {
        date(2025, 6, 1): "before the start",
        date(2025, 8, 15): "first day of a month",
        date(2026, 4, 1): "no figure",
    }
    for day, why in refused.items():
        assert why in rebase_refusals(found, day)[0].message
    assert rebase_refusals(found, date(2025, 8, 1)) == []


WORSE = REVIEWED.model_copy(
    update={
        "verdict": "worsened",
        "sustained": "concern",
        "sustained_from": date(2025, 7, 1),
        "last": date(2026, 3, 31),
    }
)


def test_one_shift_is_one_rebase_and_another_shift_another(tmp_path: Path) -> None:
    held = {"sustained_from": date(2025, 7, 1), "last": date(2026, 3, 31)}
    first = REVIEWED.model_copy(update=held)
    again = REVIEWED.model_copy(update={**held, "look": 2})
    (found,) = improvements_of(kept(tmp_path, STARTED, first, REBASED, again))
    for day in (date(2025, 7, 1), date(2025, 8, 1)):
        (refused,) = rebase_refusals(found, day)
        assert refused.message == "the charts are drawn anew from 2025-07-01 already, after the same shift"
        assert "--on 2025-07-01 --withdraw" in refused.fix
    later = REVIEWED.model_copy(update={"look": 3, "sustained_from": date(2025, 11, 1), "last": date(2026, 6, 30)})
    (found,) = improvements_of(kept(tmp_path, later))
    assert rebase_refusals(found, date(2025, 11, 1)) == []
    (found,) = improvements_of(
        kept(tmp_path, again.model_copy(update={"look": 4}), RebaseWithdrawn(id="improvement-1", since=date(2025, 7, 1), reason="ended"))
    )  # fmt: skip
    assert rebase_refusals(found, date(2025, 8, 1)) == []


def test_a_worse_level_becomes_usual_only_where_an_office_accepts_it(tmp_path: Path) -> None:
    day = date(2025, 7, 1)
    (found,) = improvements_of(kept(tmp_path, STARTED, WORSE))
    (refused,) = rebase_refusals(found, day)
    assert "would call the worse level usual" in refused.message and "--worse-accepted-by" in refused.fix
    assert rebase_refusals(found, day, "Quality committee") == []
    made = REBASED.model_copy(update={"worse_accepted_by": "Quality committee"})
    events = kept(tmp_path, made)
    reason = "the rule now (a worse level, accepted by Quality committee)"
    assert rebases_of(events, "ACUTE", "GOOD", "inpatient") == ((day, reason),)


def test_a_worse_level_is_not_accepted_without_evidence_nor_a_better_one_as_a_worse(tmp_path: Path) -> None:
    unsure = WORSE.model_copy(update={"verdict": "no evidence yet"})
    (found,) = improvements_of(kept(tmp_path, STARTED, unsure))
    (refused,) = rebase_refusals(found, date(2025, 7, 1), "Quality committee")
    assert "says 'no evidence yet'" in refused.message
    (found,) = improvements_of(kept(tmp_path / "better", STARTED, REVIEWED))
    (refused,) = rebase_refusals(found, date(2025, 7, 1), "Quality committee")
    assert "for the better" in refused.message


def test_charts_are_not_drawn_anew_from_a_day_after_the_last_figure(tmp_path: Path) -> None:
    (found,) = improvements_of(kept(tmp_path, STARTED, REVIEWED.model_copy(update={"last": date(2026, 3, 31)})))
    assert rebase_refusals(found, date(2026, 3, 1)) == []
    for day in (date(2026, 4, 1), date(2026, 5, 1), date(2030, 1, 1)):
        (refused,) = rebase_refusals(found, day)
        assert refused.message == f"no figure from {day} on was known at the last review"


def test_figures_known_at_first_stay_known_whatever_a_later_correction_knew(tmp_path: Path) -> None:
    begun = STARTED.model_copy(update={"figures_known": 3})
    for number, (known, wanted) in enumerate(((0, 3), (1, 3), (5, 5))):
        corrected = ImprovementCorrected(
            id="improvement-1", registration=WANTED, reason="said better", figures_known=known
        )
        (found,) = improvements_of(kept(tmp_path / str(number), begun, corrected))
        assert found.figures_known == wanted
        assert found.registered.startswith(f"registered after {wanted} periods of figures were known")
