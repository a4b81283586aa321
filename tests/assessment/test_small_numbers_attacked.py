"""Nobody who holds every shared table finds a hidden count: three attackers, two of which know nothing of the method."""

from __future__ import annotations

import itertools
import random

import pytest
from msgspec.structs import replace
from shared_stories import Story, a_story, atoms_of, equations_of, solved_by_elimination, true_count

from pxcommission.assessment.small_numbers import PROFILES
from pxcommission.assessment.small_numbers_attacked import attacker
from pxcommission.assessment.small_numbers_simplex import Possibilities

STORIES_IN_A_TEST = 12


def sure_values(story: Story) -> list[int]:
    """The stars that only one value fits, among all finest counts that are not below nothing."""
    equations, floors = equations_of(story.shared)
    places = {unknown: place for place, unknown in enumerate(floors)}
    sums = [({places[name]: each for name, each in terms.items()}, right) for terms, right in equations]
    fitting = Possibilities({place: floors[unknown] for unknown, place in places.items()}, sums)
    assert fitting.possible
    stars = [place for unknown, place in places.items() if isinstance(unknown, frozenset)]
    return [fitting.lowest(place) for place in stars if fitting.lowest(place) == fitting.highest(place)]


def nothing_is_recovered(story: Story) -> None:
    assert attacker(story.shared) == ()
    assert solved_by_elimination(story.shared) == {}
    assert sure_values(story) == []
    for table in story.shared:
        for where, count in table.counts.items():
            true = true_count(story, table, where)
            assert count == true or (count is None and (true > 0 or table.may_hide_zeros))
            assert count is None or not 1 <= count <= PROFILES["public"].small


@pytest.mark.parametrize("part", range(7))
def test_three_hundred_tables_that_overlap_give_no_hidden_count_away(part: int) -> None:
    for seed in range(part * STORIES_IN_A_TEST, (part + 1) * STORIES_IN_A_TEST):
        nothing_is_recovered(a_story(seed))


@pytest.mark.stress
@pytest.mark.parametrize("part", range(100))
def test_ten_thousand_tables_that_overlap_give_no_hidden_count_away(part: int) -> None:
    for seed in range(10_000 + part * 30, 10_000 + (part + 1) * 30):
        nothing_is_recovered(a_story(seed))


def test_the_attackers_find_what_is_hidden_badly() -> None:
    """Tables in which only the small counts themselves are hidden give most of them away, and each attacker sees it."""
    found = [0, 0, 0]
    for seed in range(20):
        story = a_story(seed)
        table = story.shared[0]
        counts = {where: true_count(story, table, where) for where in table.counts}
        badly = replace(table, counts={w: None if 1 <= c <= 4 and w else c for w, c in counts.items()})
        bad = Story(story.atoms, (badly,))
        told = {one.number.coordinates: one.value for one in attacker(bad.shared)}
        assert all(counts[where] == value for where, value in told.items())
        assert all(
            value == sum(story.atoms[atom] for atom in star)
            for star, value in solved_by_elimination(bad.shared).items()
        )
        found = [
            found[0] + len(told),
            found[1] + len(solved_by_elimination(bad.shared)),
            found[2] + len(sure_values(bad)),
        ]
    assert min(found) > 10
    assert found[0] >= found[1]


def test_lowest_and_highest_agree_with_trying_every_number() -> None:
    chance = random.Random(5)
    for _ in range(60):
        hidden = [chance.randint(0, 2) for _ in range(4)]
        sums = []
        for _ in range(chance.randint(1, 3)):
            factors = {place: chance.choice((-1, 0, 1, 1)) for place in range(4)}
            sums.append((factors, sum(factors[place] * hidden[place] for place in range(4))))
        sums.append((dict.fromkeys(range(4), 1), sum(hidden)))
        fitting = [
            values
            for values in itertools.product(range(sum(hidden) + 1), repeat=4)
            if all(sum(f[p] * values[p] for p in range(4)) == right for f, right in sums)
        ]
        group = Possibilities(dict.fromkeys(range(4), 0), sums)
        for place in range(4):
            true_low, true_high = min(v[place] for v in fitting), max(v[place] for v in fitting)
            high = group.highest(place)
            assert group.lowest(place) <= true_low and (high is None or high >= true_high)
            seen = group.values_seen(place)
            assert seen is None or (true_low <= seen[0] and seen[1] is not None and seen[1] <= true_high)


def test_what_contradicts_itself_is_not_possible() -> None:
    assert not Possibilities({"a": 1, "b": 1}, [({"a": 1, "b": 1}, 1)]).possible


def test_a_star_is_made_of_the_finest_counts_of_its_period() -> None:
    story = a_story(3)
    table = story.shared[0]
    assert sum(len(atoms_of(table, where)) for where in table.counts if not where) in (18, 36, 54, 6, 12)
