"""The same measure for groups of people: beside the rest, small numbers protected, and never a finding."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from small_workspace import Small, adopt, figure, month, quarter_figures, reading, rule, small

from pxcommission.assessment.equality import EqualityTable, Reading
from pxcommission.assessment.equality_figures import Breakdown
from pxcommission.assessment.equality_protected import Counts, protected
from pxcommission.assessment.small_numbers_attacked import possible_values
from pxcommission.assessment.small_numbers_sums import known_from
from pxcommission.evidence.observations import Characteristic, Observation, Status
from pxcommission.evidence.store import EvidenceStore, Loaded
from pxcommission.periods import read_period
from pxcommission.quarter import check_quarter, equality_of, with_differences
from pxcommission.workspace import open_workspace

Q2 = "2025/26 Q2"


@pytest.fixture
def space(tmp_path: Path) -> Small:
    return small(tmp_path).rules(rule(), rule("LATE", "usual_threshold: none", "late_letters")).contract(adopt())


def of_group(
    name: str, positive: int, answers: int, characteristic: str = "ethnicity", at: str = "2025-09"
) -> Observation:
    return figure(positive, answers, month(at))._replace(characteristic=characteristic, group=name)


def load(
    space: Small, whole: tuple[int, int] | None, *groups: Observation, name: str = "groups.csv", on: str = "2025-11-10"
):
    """A quarter's figures, all of them in September, and its groups; the months before hold nothing."""
    wholes = quarter_figures(*whole) if whole else []
    nothing = [one._replace(numerator=0, denominator=0, start=month(at).start, end=month(at).end)
               for one in groups for at in ("2025-07", "2025-08") if one.start.month == 9]  # fmt: skip
    made = replace(reading(tuple(wholes), name, received=on), by_group=(*groups, *nothing))
    return EvidenceStore(space.folder).add(replace(made, id=made.id[:-4] + f"{abs(hash(groups)) % 10000:04d}"))


def tables(space: Small, period: str = Q2, as_at: str = "2026-01-31") -> tuple[EqualityTable, ...]:
    workspace = open_workspace(space.folder)
    wanted = read_period(period)
    assert wanted is not None
    return equality_of(workspace, tuple(workspace.rulebook.contracts.values()), wanted, date.fromisoformat(as_at))


def readings(table: EqualityTable) -> dict[str, str]:
    return {row.group: str(row.reading) for row in table.rows}


def test_a_group_is_held_against_the_rest_and_the_gap_is_to_the_rest(space):
    load(space, (900, 1000), of_group("Asian", 120, 200), of_group("Black", 90, 100), of_group("White", 690, 700))
    (table,) = tables(space)
    assert (table.whole, table.whole_from, table.compared) == ((900, 1000), "as stated", 3)
    assert table.said == "1,000 of 1,000 answers are of people whose group is known"
    asian = table.rows[0]
    assert (asian.numerator, asian.denominator) == (120, 200)
    assert asian.gap is not None
    assert asian.gap.size == pytest.approx(120 / 200 - 780 / 800)
    assert readings(table) == {"Asian": Reading.WORSE, "Black": Reading.SAME, "White": Reading.BETTER}


def test_where_less_is_better_a_higher_share_is_worse(space):
    space.rules(rule("NEGATIVE", "usual_threshold: at most 5%", "answers_negative")).contract(
        adopt("NEGATIVE", "2024-04-01: at most 5%")
    )
    groups = [of_group(name, n, 500, "sex")._replace(measure="answers_negative") for name, n in (("F", 100), ("M", 20))]
    load(space, None, *groups)
    (table,) = tables(space)
    assert (table.whole, table.whole_from) == ((120, 1000), "its groups added up")
    assert readings(table) == {"F": Reading.WORSE, "M": Reading.BETTER}


def test_two_groups_that_make_up_the_whole_are_one_comparison(space):
    load(space, (860, 1000), of_group("Female", 440, 500, "sex"), of_group("Male", 420, 500, "sex"))
    (table,) = tables(space)
    assert table.compared == 1


def test_one_of_many_groups_needs_more_than_its_own_interval(space):
    groups = [of_group(f"Decile {n}", 90, 100, "deprivation") for n in range(1, 10)]
    load(space, (892, 1000), *groups, of_group("Decile 10", 82, 100, "deprivation"))
    (table,) = tables(space)
    last = table.rows[-1]
    assert [row.group for row in table.rows] == [f"Decile {n}" for n in range(1, 11)]
    assert last.gap is not None and last.gap.high < 0
    assert (last.reading, last.reason) == (
        Reading.SAME,
        "its own interval leaves out 0, but among 10 groups that may well be chance",
    )


def test_fewer_than_ten_answers_are_not_rated_and_who_did_not_say_is_counted_but_not_compared(space):
    load(space, (900, 1000), of_group("Mixed", 9, 9), of_group("Not stated", 91, 101), of_group("White", 800, 890))
    (table,) = tables(space)
    assert [(row.group, row.reading.value, row.reason) for row in table.rows if row.reading is Reading.NOT_RATED] == [
        ("Mixed", "not rated", "fewer than 10 answers"),
        ("Not stated", "not rated", "people of whom it isn't known which group they are in"),
    ]
    assert table.said == "899 of 1,000 answers are of people whose group is known"


def test_a_small_count_is_hidden_with_another_so_that_the_whole_does_not_give_it_away(space):
    load(space, (900, 1000), of_group("Asian", 140, 180), of_group("Black", 48, 50), of_group("White", 712, 770))
    (table,) = tables(space)
    hidden = [row.group for row in table.rows if row.hidden]
    assert "Black" in hidden and len(hidden) >= 2
    assert all(row.value is None and row.gap is None for row in table.rows if row.hidden)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=5), st.integers(0, 6))
def test_nobody_can_work_out_a_hidden_count(pairs, left):
    groups = {f"g{at}": (part, part + others) for at, (part, others) in enumerate(pairs)}
    groups["in none of these groups"] = (left, 2 * left)
    whole = tuple(sum(pair[at] for pair in groups.values()) for at in (0, 1))
    one = Breakdown("C", "RZ1", "m", "inpatient", "", read_period(Q2), Characteristic.AGE, "local", whole, ())
    table = protected(one, Counts(groups, whole, True), ())
    if table is not None:
        known = known_from([table])
        for number, (low, high) in possible_values(known).items():
            assert number not in known.hidden or high is None or high - low >= 3
        small = [where for where, count in table.counts.items() if count is not None and 1 <= count <= 4]
        assert small == []


def test_groups_that_do_not_fit_the_whole_are_not_compared(space):
    load(space, (900, 1000), of_group("A", 800, 900), of_group("B", 700, 900))
    (table,) = tables(space)
    assert table.withheld.startswith("its groups and the whole do not fit together")


def test_events_have_no_rate_and_are_not_compared(space):
    late = [of_group(name, n, 0, "sex")._replace(measure="late_letters", unit="count", denominator=None)
            for name, n in (("F", 20), ("M", 30))]  # fmt: skip
    load(space, None, *late)
    (table,) = tables(space)
    assert [(row.numerator, row.reading) for row in table.rows] == [(20, Reading.NOT_RATED), (30, Reading.NOT_RATED)]
    assert table.rows[0].reason.startswith("a number of events")


def test_what_is_not_given_for_every_month_is_not_added_up(space):
    groups = [of_group(name, 90, 100, "sex", at) for name in ("F", "M") for at in ("2025-07", "2025-08")]
    load(space, None, *groups, name="months.csv")
    space.load(*quarter_figures(540, 600), received="2025-11-10")
    (table,) = tables(space)
    assert {row.reason for row in table.rows} == {"its counts are not given, or not for all of the period"}


def test_the_newer_edition_of_a_group_counts_from_the_day_it_was_known(space):
    load(space, None, of_group("F", 300, 500, "sex"), of_group("M", 400, 500, "sex"), on="2025-10-20")
    load(space, None, of_group("F", 350, 500, "sex"), name="mended.csv", on="2025-11-20")
    before, after = tables(space, as_at="2025-11-01"), tables(space)
    assert (before[0].rows[0].numerator, after[0].rows[0].numerator) == (300, 350)


def test_loading_groups_changes_no_finding_proposal_difference_or_reading_of_sources(space):
    space.load(*quarter_figures(80, 100, "2025/26 Q1"), *quarter_figures(80, 100), received="2025-11-10")

    def checked():
        workspace = open_workspace(space.folder)
        period = read_period(Q2)
        assert period is not None
        contracts = tuple(workspace.rulebook.contracts.values())
        return with_differences(workspace, check_quarter(workspace, period, date(2026, 1, 31), contracts, "reference"))[
            0
        ]

    before = checked()
    groups = [of_group("F", 10, 50, "sex"), of_group("M", 50, 50, "sex"), of_group("White", 1, 90)]
    assert load(space, None, *groups) is Loaded.NEW
    after = checked()
    assert len(after.equality) == 2 and before.equality == ()
    assert before.findings == after.findings
    same = ("findings", "proposals", "held_back", "awaited", "said", "sources", "notes", "signals", "states", "records",
            "differences", "triangulated", "for_the_lead")  # fmt: skip
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert EvidenceStore(space.folder).observations().collect().height == 6


def test_a_group_among_the_whole_figures_is_refused_by_the_store(space):
    with pytest.raises(ValueError, match="by_group"):
        EvidenceStore(space.folder).add(reading((of_group("F", 1, 2, "sex"),)))


def test_evidence_kept_before_groups_were_known_has_none(space):
    space.load(*quarter_figures(80, 100), received="2025-11-10")
    log = space.folder / ".pxcommission/evidence/log.jsonl"
    log.write_text(log.read_text().replace('"by_group": 0, ', ""))
    assert "by_group" not in log.read_text()
    assert tables(space) == ()
    assert space.check().findings


def test_one_group_without_counts_leaves_nothing_to_compare_with_where_the_whole_is_not_given(space):
    hidden = of_group("M", 0, 0, "sex")._replace(numerator=None, denominator=None, status=Status.SUPPRESSED)
    load(space, None, of_group("F", 20, 40, "sex"), hidden)
    (table,) = tables(space)
    assert table.withheld.startswith("the whole is not given")


def test_two_measures_of_the_same_answers_give_no_groups_total_away_between_them(space):
    groups = [("A", 40, 3), ("B", 60, 30), ("C", 30, 12), ("D", 3, 3)]
    positive = [of_group(name, answers - part, answers, "age") for name, answers, part in groups]
    negative = [
        of_group(name, part, answers, "age")._replace(measure="answers_negative") for name, answers, part in groups
    ]
    load(space, None, *positive, *negative)
    found = [{row.group: (row.numerator, row.denominator) for row in table.rows} for table in tables(space)]
    assert {group for table in found for group, pair in table.items() if pair[1] is None} == {
        group for group, pair in found[0].items() if pair[1] is None
    }
    assert found[0]["D"] == (None if found[0]["D"][0] is None else 0, None)
