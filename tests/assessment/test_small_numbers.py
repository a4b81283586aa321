"""Small counts as they are shared: what is hidden, what stays, and what earlier tables have to do with it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from pxcommission.assessment.small_numbers import (
    ALL,
    PROFILES,
    About,
    Counted,
    Dimension,
    SharedTable,
    as_line,
    dimension,
    from_line,
    protected_counts,
    protected_groups,
    table_of,
)
from pxcommission.assessment.small_numbers_attacked import attacker
from pxcommission.periods import Period, quarter_of
from pxcommission.problems import ProblemsFound

PUBLIC, PARTY = PROFILES["public"], PROFILES["party"]
GROUPS = dimension("age", ("under 18", "18 to 64", "65 and over"))
Q1, Q2 = quarter_of(date(2025, 4, 1)), quarter_of(date(2025, 7, 1))
HALF = Period(Q1.start, Q2.end)


def groups(counts: tuple[int, ...], about: About, before: tuple[SharedTable, ...] = ()) -> SharedTable:
    return protected_groups(
        dict(zip(GROUPS.sums[0][1], counts, strict=True)), GROUPS, PUBLIC, about=about, already_shared=before
    )


def printed(shared: SharedTable) -> list[str]:
    return [shared.text(name) for name in (*GROUPS.sums[0][1], ALL)]


def test_a_count_of_1_to_4_takes_a_second_one_with_it_so_that_the_total_does_not_tell() -> None:
    assert printed(groups((3, 20, 30), About("answers"))) == ["*", "*", "30", "53"]


def test_a_count_of_5_and_a_zero_are_shown() -> None:
    assert printed(groups((5, 0, 30), About("answers"))) == ["5", "0", "30", "35"]


def test_a_total_of_1_to_4_is_hidden() -> None:
    assert printed(groups((2, 0, 0), About("answers"))) == ["*", "0", "0", "*"]


def test_two_small_counts_whose_sum_would_narrow_them_take_a_third() -> None:
    assert printed(groups((1, 2, 30), About("answers"))) == ["*", "*", "*", "33"]


def test_a_share_of_a_hidden_count_is_hidden() -> None:
    shared = groups((3, 20, 30), About("answers"))
    assert shared.share(["under 18"], [ALL]) is None
    assert shared.share(["65 and over"], [ALL]) == Fraction(30, 53)


def test_zeros_are_hidden_too_where_an_earlier_total_leaves_no_other_way() -> None:
    whole = protected_groups({"all": 5}, dimension("whole", ["all"]), PUBLIC, about=About("answers"))
    shared = groups((2, 2, 1), About("answers"), (whole,))
    assert printed(shared) == ["*", "*", "*", "5"]
    assert shared.may_hide_zeros


def test_a_year_to_date_does_not_tell_the_quarter_that_was_hidden() -> None:
    first = groups((20, 20, 30), About("answers", Q1))
    half = groups((23, 45, 60), About("answers", HALF), (first,))
    assert half.text("under 18") == "*"
    assert attacker([first, half]) == ()


def test_a_quarter_after_its_year_to_date_tells_no_small_number_of_the_other_quarter() -> None:
    half = groups((23, 45, 60), About("answers", HALF))
    second = groups((20, 25, 30), About("answers", Q2), (half,))
    assert second.text("under 18") == "*"


def test_inpatients_apart_do_not_tell_the_few_others() -> None:
    everyone = groups((20, 20, 30), About("answers", Q1))
    inpatients = groups((18, 10, 20), About("answers", Q1, within=(("service", "inpatient"),)), (everyone,))
    assert inpatients.text("under 18") == "*"


def test_a_later_edition_does_not_tell_what_an_earlier_one_hid() -> None:
    first = groups((3, 20, 30), About("answers", Q1, edition="1 August"))
    later = groups((5, 21, 30), About("answers", Q1, edition="1 September"), (first,))
    assert later.text("under 18") == "*"
    assert not [one for one in attacker([first, later]) if one.number.coordinates]


def test_the_same_table_shared_again_is_the_same() -> None:
    first = groups((3, 20, 30), About("answers", Q1))
    assert groups((3, 20, 30), About("answers", Q1), (first,)) == first


def test_overlapping_themes_do_not_tell_the_few_that_did_not_mention_one() -> None:
    themes, sentiment = (
        dimension("theme", ("food", "noise"), overlapping=True),
        dimension("sentiment", ("good", "poor")),
    )
    counts = {("food", "poor"): 18, ("noise", "poor"): 9, ("food", "good"): 10, (ALL, "poor"): 20, (ALL, "good"): 40}
    shared = protected_counts(counts, themes, sentiment, PUBLIC, about=About("comments"))
    assert shared.text("food", "poor") == "*" or shared.text(ALL, "poor") == "*"
    assert shared.text("noise", "poor") == "9"


def test_overlapping_themes_need_their_total_once() -> None:
    themes, sentiment = (
        dimension("theme", ("food", "noise"), overlapping=True),
        dimension("sentiment", ("good", "poor")),
    )
    with pytest.raises(ValueError, match="give the total once"):
        protected_counts({("food", "poor"): 18}, themes, sentiment, PUBLIC, about=About("comments"))


def test_groups_of_groups_are_protected_at_every_level() -> None:
    sites = Dimension(
        "site", ((ALL, ("north", "south")), ("north", ("ward 1", "ward 2")), ("south", ("ward 3", "ward 4")))
    )
    counts = {("ward 1",): 3, ("ward 2",): 20, ("ward 3",): 9, ("ward 4",): 12}
    shared = protected_groups({name: count for (name,), count in counts.items()}, sites, PUBLIC, about=About("answers"))
    assert [shared.text(name) for name in sites.categories] == ["44", "23", "21", "*", "*", "9", "12"]


def test_the_parties_see_exact_operational_counts_but_no_small_groups_of_people() -> None:
    known = {"under 18": 3, "18 to 64": 20, "65 and over": 30}
    exact = protected_groups(known, GROUPS, PARTY, about=About("breaches"), counted=Counted.OPERATIONAL)
    assert printed(exact) == ["3", "20", "30", "53"]
    people = protected_groups(known, GROUPS, PARTY, about=About("answers"), counted=Counted.DEMOGRAPHIC_GROUPS)
    assert printed(people) == ["*", "*", "30", "53"]


def test_the_record_of_what_was_shared_reads_back_and_holds_nothing_hidden() -> None:
    about = About("answers", Q1, (("service", "inpatient"),), "2025-08-01")
    shared = groups((3, 20, 31), about)
    assert from_line(as_line(shared)) == shared
    assert "20" not in as_line(shared).split('"counts"')[1]


def test_a_category_nobody_named_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown categories"):
        table_of(About("answers"), (GROUPS,), {("teenagers",): 3})


def test_breakdowns_that_depend_on_each_other_beyond_what_can_be_proved_are_refused() -> None:
    wide = [dimension(name, [f"{name} {number}" for number in range(12)]) for name in ("ward", "theme", "age")]
    shared: list[SharedTable] = []
    for rows, columns in ((0, 1), (1, 2)):
        counts = {(f"{wide[rows].name} {n}", f"{wide[columns].name} {n}"): 12 for n in range(12)}
        shared.append(
            protected_counts(counts, wide[rows], wide[columns], PUBLIC, about=About("answers"), already_shared=shared)
        )
    with pytest.raises(ProblemsFound, match="too many breakdowns"):
        protected_counts(
            {("ward 1", "age 1"): 9}, wide[0], wide[2], PUBLIC, about=About("answers"), already_shared=shared
        )
