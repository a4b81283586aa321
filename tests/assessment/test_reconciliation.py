"""Differences between statements of one figure: both sides with their cells, which is judged, and nothing hidden shown."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_workspace import Small, adopt, figure, month, quarter_figures, rule, small

from pxcommission.assessment.reconciliation import differences
from pxcommission.assessment.reconciliation_found import Between, Difference
from pxcommission.evidence.observations import Observation, Status
from pxcommission.periods import read_period
from pxcommission.workspace import open_workspace

JULY = month("2025-07")
WHERE = "contracts/acute/returns"


def made(folder: Path, contract: str = "", provider: str = "") -> Small:
    return small(folder).rules(rule()).contract(adopt(), contract, provider)


def found(space: Small, period: str = "2025/26 Q2", as_at: str = "2026-01-31") -> tuple[Difference, ...]:
    workspace = open_workspace(space.folder)
    wanted = read_period(period)
    assert wanted is not None
    contracts = tuple(workspace.rulebook.contracts.values())
    return differences(workspace.rulebook, workspace.store, contracts, wanted, date.fromisoformat(as_at))


def test_publication_and_return_that_differ_are_listed_with_both_cells(tmp_path: Path) -> None:
    space = made(tmp_path)
    space.load(figure(180, 200, JULY, cell="B7"), name="p.xlsx", published="2025-09-11")
    space.load(figure(170, 198, JULY, cell="C9"), name="l.xlsx", received="2025-10-10")
    (one,) = found(space)
    assert (one.between, one.judged.says, one.judged.text, one.other.text) == (
        Between.SOURCES, "the publication", "180 of 200", "170 of 198",
    )  # fmt: skip
    assert (one.judged.addresses, one.other.addresses) == ((f"{WHERE}/p.xlsx!Sheet!B7",), (f"{WHERE}/l.xlsx!Sheet!C9",))
    assert (one.apart, one.requirements, one.where) == ("10 and 2; 4.14 points", ("GOOD",), "provider as a whole")


def test_the_contracts_order_of_evidence_says_which_is_judged(tmp_path: Path) -> None:
    space = made(tmp_path, "evidence: [local, published]")
    space.load(figure(180, 200, JULY), name="p.xlsx", published="2025-09-11")
    space.load(figure(170, 198, JULY), name="l.xlsx", received="2025-10-10")
    assert found(space)[0].judged.says == "the provider's return"


def test_figures_that_agree_are_no_difference(tmp_path: Path) -> None:
    space = made(tmp_path)
    space.load(figure(180, 200, JULY), name="p.xlsx", published="2025-09-11")
    space.load(figure(180, 200, JULY), name="l.xlsx", received="2025-10-10")
    assert found(space) == ()


def test_a_quarters_figure_is_held_against_the_sum_of_published_months(tmp_path: Path) -> None:
    space = made(tmp_path)
    space.load(*quarter_figures(90, 100), name="p.xlsx", published="2025-11-11")
    quarter = read_period("2025/26 Q2")
    assert quarter is not None
    space.load(figure(92, 100, quarter), name="l.xlsx", received="2025-10-10")
    (one,) = found(space)
    assert (one.period, one.judged.text, one.other.text) == (quarter, "90 of 100", "92 of 100")


def test_one_missing_month_is_nothing_to_hold_a_quarter_against(tmp_path: Path) -> None:
    space = made(tmp_path)
    space.load(*quarter_figures(90, 100)[:2], name="p.xlsx", published="2025-11-11")
    quarter = read_period("2025/26 Q2")
    assert quarter is not None
    space.load(figure(92, 100, quarter), name="l.xlsx", received="2025-10-10")
    assert found(space) == ()


def test_a_total_that_is_not_the_sum_of_its_sites_is_listed_unnamed_sites_included(tmp_path: Path) -> None:
    space = made(tmp_path, provider="sites: [RZ101]")
    sites = (figure(80, 100, JULY, site="RZ101", cell="A2"), figure(90, 100, JULY, site="RZ199", cell="A3"))
    space.load(figure(160, 190, JULY), *sites, published="2025-09-11")
    (one,) = found(space)
    assert (one.between, one.judged.text, one.other.says, one.other.text) == (
        Between.PARTS, "160 of 190", "the sum of 2 sites in it", "170 of 200",
    )  # fmt: skip
    assert one.other.addresses == (f"{WHERE}/file.csv!Sheet!A2", f"{WHERE}/file.csv!Sheet!A3")


def test_a_site_that_is_not_the_sum_of_its_wards_is_listed(tmp_path: Path) -> None:
    wards = (figure(40, 50, JULY, site="RZ101", ward="A"), figure(40, 50, JULY, site="RZ101", ward="B"))
    space = made(tmp_path)
    space.load(figure(85, 100, JULY, site="RZ101"), *wards, published="2025-09-11")
    (one,) = found(space)
    assert (one.level, one.site, one.judged.text, one.other.text) == ("site", "RZ101", "85 of 100", "80 of 100")
    assert one.because == "no requirement of this contract is judged by it"


def test_a_restated_figure_is_held_against_the_first_publication(tmp_path: Path) -> None:
    space = made(tmp_path)
    for numerator, name, day in ((180, "a", "2025-09-11"), (185, "b", "2025-10-09"), (190, "c", "2025-11-13")):
        space.load(figure(numerator, 200, JULY), name=f"{name}.xlsx", published=day)
    (one,) = found(space)
    assert (one.between, one.judged.numerator, one.other.numerator) == (Between.EDITIONS, 190, 180)
    assert one.other.says == "the publication as first known, from 11 September 2025"
    (then,) = found(space, as_at="2025-10-31")
    assert (then.judged.numerator, then.other.numerator) == (185, 180)


def test_a_figure_that_was_hidden_later_is_told_without_any_number(tmp_path: Path) -> None:
    space = made(tmp_path)
    space.load(figure(3, 4, JULY), name="a.xlsx", published="2025-09-11")
    space.load(figure(None, 4, JULY, status=Status.SUPPRESSED), name="b.xlsx", published="2025-11-13")
    (one,) = found(space)
    assert (one.judged.text, one.other.text, one.apart) == ("hidden or missing", "hidden or missing", "")


def test_only_measures_that_matter_to_a_contract_are_compared(tmp_path: Path) -> None:
    space = made(tmp_path)
    space.load(figure(1, 200, JULY, measure="answers_negative"), name="p.xlsx", published="2025-09-11")
    space.load(figure(2, 200, JULY, measure="answers_negative"), name="l.xlsx", received="2025-10-10")
    assert found(space) == ()


def test_former_codes_are_held_together_before_anything_is_compared(tmp_path: Path) -> None:
    space = made(tmp_path, provider="formerly: [{ods: RZ5, until: 2025-12-31}]")
    space.load(figure(180, 200, JULY, provider="RZ5"), name="p.xlsx", published="2025-09-11")
    space.load(figure(170, 200, JULY), name="l.xlsx", received="2025-10-10")
    assert [one.provider for one in found(space)] == ["RZ1"]


def test_a_small_count_of_a_survey_and_a_small_rest_are_marked(tmp_path: Path) -> None:
    space = made(tmp_path)
    space.load(figure(3, 4, JULY), name="p.xlsx", published="2025-09-11")
    space.load(figure(30, 40, JULY), name="l.xlsx", received="2025-10-10")
    august = month("2025-08")
    sites = (figure(80, 100, august, site="RZ101"), figure(90, 100, august, site="RZ102"))
    space.load(figure(172, 203, august), *sites, name="s.xlsx", published="2025-10-11")
    assert [one.small for one in found(space)] == [True, True]


COUNTS = st.integers(0, 30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(COUNTS, COUNTS, st.booleans()), min_size=2, max_size=6), COUNTS, COUNTS)
def test_a_total_is_never_held_against_parts_one_of_which_is_hidden(
    parts: list[tuple[int, int, bool]], extra: int, more: int
) -> None:
    sites: list[Observation] = []
    for number, (good, bad, hidden) in enumerate(parts):
        shown = None if hidden else good
        status = Status.SUPPRESSED if hidden else Status.REPORTED if good + bad else Status.ZERO_DENOMINATOR
        sites.append(figure(shown, good + bad, JULY, site=f"RZ1{number:02}", status=status))
    good, all_ = sum(p[0] for p in parts) + extra, sum(p[0] + p[1] for p in parts) + extra + more
    with tempfile.TemporaryDirectory() as folder:
        space = made(Path(folder))
        space.load(figure(good, all_, JULY), *sites, published="2025-09-11")
        listed = [one for one in found(space) if one.between is Between.PARTS]
    hidden = any(p[2] for p in parts)
    assert bool(listed) == (not hidden and bool(extra or more) and bool(all_))


@pytest.mark.parametrize("period", ["2025/26 Q2", "2025-07"])
def test_the_same_evidence_gives_the_same_differences_in_the_same_order(tmp_path: Path, period: str) -> None:
    space = made(tmp_path)
    space.load(
        figure(180, 200, JULY), *(figure(9, 10, JULY, site=f"RZ1{n:02}") for n in range(9)), published="2025-09-11"
    )
    space.load(figure(170, 198, JULY), name="l.xlsx", received="2025-10-10")
    assert found(space, period) == found(space, period)
    assert [one.between for one in found(space, period)] == [Between.SOURCES, Between.PARTS]


@pytest.mark.parametrize(
    ("order", "judged", "words"),
    [
        (
            "[register, local, published]",
            "the provider's return",
            "of these two the contract takes what is local first; ",
        ),
        ("[register, published]", "the publication", "of these two the contract takes what is published first; "),
        ("[register]", "the publication", "the contract judges by its listening register, by neither of these two"),
        ("[local, register]", "the provider's return", "the contract judges by what is local alone"),
        (
            "[published, register, local]",
            "the publication",
            "the contract's order of evidence is published, register, local",
        ),
    ],
)
def test_the_register_is_neither_side_of_publication_and_return(
    tmp_path: Path, order: str, judged: str, words: str
) -> None:
    space = made(tmp_path, f"evidence: {order}")
    space.load(figure(180, 200, JULY), name="p.xlsx", published="2025-09-11")
    space.load(figure(170, 198, JULY), name="l.xlsx", received="2025-10-10")
    (one,) = found(space)
    assert one.judged.says == judged and one.because.startswith(words)
