"""The listening trail in parts: the line a decision changed, concerns with their own accounts, gaps, and copied words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_workspace import Small, adopt, figure, month, rule, small

from pxcommission.cases.details import Details
from pxcommission.cases.events import Entry as RegisterEntry
from pxcommission.cases.kinds import Closed, ConcernRaised, kind_of
from pxcommission.cases.register import Register, open_register
from pxcommission.cases.trail_details import FeedbackLinked
from pxcommission.cases.trail_records import links_of, trail_case
from pxcommission.casework.trail import TrailKnown, TrailWanted, trail_of
from pxcommission.casework.trail_asked import WORDS_IN_A_ROW, repeats
from pxcommission.casework.trail_changed import LineAsked, LineChanged, line_changed
from pxcommission.casework.trail_told import chain_lines, line_told
from pxcommission.listening.entries import Entry, Said
from pxcommission.listening.recording import Draft, When, record
from pxcommission.listening.register import registers_on
from pxcommission.problems import Problem
from pxcommission.workspace import open_workspace

VARIED = """\
variations:
  - {requirement: GOOD, from: 2025-10-01, to: 2026-03-31, threshold: at least 85%, document: Variation 5, signed: 2025-09-01, reason: two wards moved}
monitored: [WATCHED]
"""
LATER = date(2026, 6, 30)
CONCERN = "ACUTE/CONCERN-OVERALL/inpatient"


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A contract with a raised level, a variation, a requirement with its own condition, and one that is watched."""
    made = small(tmp_path_factory.mktemp("trail"))
    made.rules(rule(), rule("ALL", "require: positive == responses"), rule("WATCHED"), rule("NEW", service="emergency"))
    levels = adopt(threshold="2024-04-01: at least 90%, 2025-07-01: at least 92%")
    made.contract(levels + adopt("ALL", "") + adopt("NEW", "2025-04-01: at least 80%"), VARIED)
    return made


def line(space: Small, requirement: str, since: str = "") -> LineChanged | Problem:
    return line_changed(
        open_workspace(space.folder).rulebook,
        LineAsked("ACUTE", requirement, date.fromisoformat(since) if since else None),
    )


def account(folder: Path, on: date, provider: str = "RZ1") -> str:
    """An account, recorded on its day."""
    made = Entry(
        kind="visit", provider=provider, on=on, service="inpatient", themes=("food",), sentiment="mixed", listener="Lead",
        aspect="overall",
    )  # fmt: skip
    return record(folder, [Draft(made, Said())], When("Lead", on, on))[0]


def happened(register: Register, case: str, on: date, details: Details, after: int) -> None:
    entry = RegisterEntry(case.partition("/")[0], case, kind_of(details), on, details.recorded(), after)
    register.append([entry], "Lead", "a test", "2026-06-30T09:00:00+00:00")


def known(folder: Path, as_at: date = LATER) -> TrailKnown:
    events = open_register(folder, None, create=False).events()
    return TrailKnown(open_workspace(folder), registers_on(folder, as_at), events, as_at)


@pytest.mark.parametrize(
    ("requirement", "since", "told"),
    [
        ("GOOD", "2025-07-01", "at least 90% → at least 92%, from 1 July 2025 (Schedule 4)"),
        ("GOOD", "2025-10-01", "at least 92% → at least 85%, from 1 October 2025 to 31 March 2026 (Schedule 4)"),
        ("GOOD", "2024-04-01", "at least 90%, from 1 April 2024 (Schedule 4)"),
        ("NEW", "2025-04-01", "not asked before → at least 80%, from 1 April 2025 (Schedule 4)"),
        ("ALL", "", "ACUTE/ALL, judged by its own condition (Schedule 4)"),
        ("WATCHED", "", "ACUTE/WATCHED, watched, no obligation"),
    ],
)
def test_a_line_is_told_with_its_place_and_what_was_asked_before(
    space: Small, requirement: str, since: str, told: str
) -> None:
    found = line(space, requirement, since)
    assert isinstance(found, LineChanged)
    place, _, rest = line_told(found).partition(": ")
    assert rest == told
    file, _, number = place.partition(":")
    written = (space.folder / file).read_text("utf-8").split("\n")[int(number) - 1]
    assert (found.after in written) if found.since else (requirement in written)


def test_what_is_not_in_the_rulebook_is_a_problem_with_the_nearest_name(space: Small) -> None:
    rulebook = open_workspace(space.folder).rulebook
    for asked, near in (
        (LineAsked("ACUT", "GOOD"), "did you mean 'ACUTE'"),
        (LineAsked("ACUTE", "GOD"), "did you mean 'GOOD'"),
        (LineAsked("ACUTE", "GOOD", date(2025, 8, 1)), "no line from 1 August 2025"),
    ):
        found = line_changed(rulebook, asked)
        assert isinstance(found, Problem) and near in found.message


def test_a_concern_stands_in_the_trail_with_its_own_accounts_also_when_it_is_closed(
    space: Small, tmp_path: Path
) -> None:
    folder = _copied(space, tmp_path)
    first, second = account(folder, date(2025, 5, 1)), account(folder, date(2025, 5, 2))
    register = open_register(folder, None)
    raised = ConcernRaised(
        service="inpatient", aspect="overall", period="2025-26-Q1", reason="nobody had time", entries=(first,)
    )
    happened(register, CONCERN, date(2025, 7, 1), raised, 0)
    happened(register, CONCERN, date(2025, 9, 1), Closed(evidence="answered"), 1)
    found = trail_of(known(folder), TrailWanted())
    (chain,) = found.chains
    told = dict(chain_lines(chain, known(folder).workspace.rulebook.vocabulary))
    assert (chain.link.kind, chain.link.feedback, chain.link.id) == ("concern", (first,), CONCERN)
    assert told["changed"] == "closed on 1 September 2025"
    assert told["effect"].startswith("not measured yet: a concern alleges no level")
    assert [one.id for one in found.unanswered] == [second]
    assert [one.changed.requirement for one in found.without_feedback if one.changed] == ["NEW", "GOOD", "GOOD"]

    linked = FeedbackLinked(id="decision-1", kind="concern", feedback=(second,), about=CONCERN, why="we asked")
    happened(register, trail_case("ACUTE"), date(2025, 9, 2), linked, 0)
    again = trail_of(known(folder), TrailWanted())
    assert [one.link.id for one in again.chains] == ["ACUTE/decision-1"]


def test_a_day_sees_what_was_heard_and_decided_by_then(space: Small, tmp_path: Path) -> None:
    folder = _copied(space, tmp_path)
    first = account(folder, date(2025, 5, 1))
    other = account(folder, date(2025, 5, 2), provider="RZ2")
    linked = FeedbackLinked(id="decision-1", kind="requirement", feedback=(first,), about="GOOD", since=date(2025, 7, 1), why="time")  # fmt: skip
    happened(open_register(folder, None), trail_case("ACUTE"), date(2025, 6, 1), linked, 0)
    before = trail_of(known(folder, date(2025, 5, 31)), TrailWanted())
    assert (before.chains, [one.id for one in before.unanswered]) == ((), [first, other])
    after = trail_of(known(folder), TrailWanted(contract="ACUTE"))
    assert after.unanswered == ()
    assert [one.changed.since for one in after.without_feedback if one.changed] == [date(2025, 4, 1), date(2025, 10, 1)]
    (chain,) = after.chains
    assert [effect.verdict for effect in chain.effects] == ["not measured yet"]
    assert links_of(known(folder).events)[0].on == date(2025, 6, 1)


def test_results_of_sites_are_counted_and_those_of_a_variation_end_with_it(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule("SITES", "usual_threshold: at least 90%\n    level: site", judged_over="month"))
    varied = (
        "variations:\n  - {requirement: SITES, from: 2025-07-01, to: 2025-08-31, threshold: at least 50%, document: Variation 6, "
        "signed: 2025-06-01, reason: a ward moved}\n"
    )
    space.contract(adopt("SITES"), varied, provider="sites: [RZ101, RZ102]")
    shares = {"2025-06": (95, 80), "2025-07": (60, 40), "2025-08": (60, 70), "2025-09": (95, 95)}
    sites = ("RZ101", "RZ102")
    space.load(*(figure(n, 100, month(m), site=s) for m, both in shares.items() for s, n in zip(sites, both, strict=True)), received="2025-10-01")  # fmt: skip
    name = account(space.folder, date(2025, 5, 1))
    linked = FeedbackLinked(id="decision-1", kind="requirement", feedback=(name,), about="SITES", since=date(2025, 7, 1), why="x")  # fmt: skip
    happened(open_register(space.folder, None), trail_case("ACUTE"), date(2025, 6, 1), linked, 0)
    (effect,) = trail_of(known(space.folder), TrailWanted()).chains[0].effects
    assert effect.verdict == "met"
    assert effect.told == (
        "last before it June 2025, met in 1 of 2 sites and wards (at least 90%); newest since it August 2025, met in 2 of 2 "
        "sites and wards (at least 50%)"
    )


@given(st.lists(st.sampled_from(["we", "waited", "for", "hours", "and", "nobody", "came"]), min_size=1, max_size=12))
def test_words_in_a_row_are_found_however_they_are_written_and_fewer_are_nobodys(words: list[str]) -> None:
    said = Said(f"at noon {' '.join(words)} that day", "")
    written = f"Because {', '.join(words).upper()}!"
    assert repeats(written, said) == (len(words) >= WORDS_IN_A_ROW)


def _copied(space: Small, folder: Path) -> Path:
    import shutil

    return Path(shutil.copytree(space.folder, folder / "own"))


def test_the_details_of_a_link_hold_ids_and_a_reason_and_nothing_else() -> None:
    linked = FeedbackLinked(
        id="decision-1", kind="decision", feedback=("visit-0001",), what="An evening clinic", why="work"
    )
    kept: Mapping[str, Any] = linked.recorded()
    assert set(kept) == {"id", "kind", "feedback", "what", "why"}
