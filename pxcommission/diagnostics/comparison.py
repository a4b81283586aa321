"""Rounds of a self-assessment side by side: how each rating moved, on what evidence, and where raters differ; never a mean.

Ratings are steps of an ordinal scale: they are shown, counted and compared one by one. Nothing here adds or averages them, and
what was not assessed, not answered yet or not asked in an edition says so instead of standing for a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from pxcommission.diagnostics.entries import RATERS, Answer, Round
from pxcommission.diagnostics.frameworks import Area, Framework, Statement

NOT_ANSWERED = "not answered yet"


class RoundName(Struct, frozen=True, order=True):
    """A round of an organisation, whoever rated: its framework's id and edition, and its label."""

    framework: str
    edition: str
    round: str


class Said(Struct, frozen=True):
    """What one rater said of one indicator in one round; `why_not` says why there is no rating, where there is none."""

    round: RoundName
    rater: str
    answer: Answer | None
    why_not: str = ""

    @property
    def rating(self) -> int | None:
        """The rating, where there is one."""
        return self.answer.rating if self.answer else None


class Movement(Struct, frozen=True):
    """How one rater's rating of one indicator went from one round to the next one that the rater took part in.

    `steps` is the number of steps up (or down, below zero); None with `why_not` where one of the two has no rating.
    """

    rater: str
    before: Said
    after: Said
    steps: int | None
    why_not: str = ""


class Agreement(Struct, frozen=True):
    """What the raters of one round say of one indicator: each rating by rater, and how far apart they are.

    `apart` is the number of steps between the highest and the lowest; None where fewer than two raters gave a rating.
    """

    round: RoundName
    ratings: Mapping[str, int]
    apart: int | None

    @property
    def agree(self) -> bool:
        """Whether at least two raters gave a rating, and all of them the same."""
        return self.apart == 0


class StatementCompared(Struct, frozen=True):
    """One indicator over every round and rater."""

    statement: Statement
    area: str
    said: tuple[Said, ...]
    movements: tuple[Movement, ...]
    agreements: tuple[Agreement, ...]

    def by(self, round_name: RoundName, rater: str) -> Said | None:
        """What a rater said in a round; None where the rater took no part in it."""
        return next((one for one in self.said if (one.round, one.rater) == (round_name, rater)), None)


class AreaCounts(Struct, frozen=True):
    """How one rater answered an area in one round: indicators by rating, not assessed, not answered, not in the edition."""

    area: str
    round: RoundName
    rater: str
    by_rating: Mapping[int, int]
    not_assessed: int
    not_answered: int
    not_in_edition: int

    @property
    def assessed(self) -> int:
        """The indicators with a rating."""
        return sum(self.by_rating.values())


class Comparison(Struct, frozen=True):
    """The rounds of one organisation side by side, oldest first, told by the indicators of one edition.

    `left_out`: indicators of other editions that this one does not have, with the edition's id.
    """

    framework: Framework
    rounds: tuple[RoundName, ...]
    raters: tuple[str, ...]
    statements: tuple[StatementCompared, ...]
    areas: tuple[AreaCounts, ...]
    left_out: tuple[tuple[str, str], ...]

    def of(self, statement: str) -> StatementCompared | None:
        """One indicator over every round and rater."""
        return next((one for one in self.statements if one.statement.id == statement), None)

    def in_area(self, area: str) -> tuple[StatementCompared, ...]:
        """The indicators of an area."""
        return tuple(one for one in self.statements if one.area == area)

    @property
    def differences(self) -> tuple[tuple[StatementCompared, Agreement], ...]:
        """Where raters of one round differ, furthest apart first."""
        found = [(one, said) for one in self.statements for said in one.agreements if said.apart]
        return tuple(sorted(found, key=lambda pair: -(pair[1].apart or 0)))

    @property
    def moved(self) -> tuple[tuple[StatementCompared, Movement], ...]:
        """Every rating that went up or down, in the order of the framework."""
        return tuple((one, move) for one in self.statements for move in one.movements if move.steps)


def compared(framework: Framework, rounds: Iterable[Round]) -> Comparison:
    """The rounds of one organisation side by side; those of other editions count by the ids they share with this one."""
    parts = sorted(rounds, key=lambda one: (one.assessed_on, one.round))
    order = tuple(dict.fromkeys(name_of(part) for part in parts))
    taken = {part.rater for part in parts}
    raters = tuple(rater for rater in RATERS if rater in taken)
    statements = tuple(
        _statement(area, statement, order, raters, parts) for area in framework.areas for statement in area.statements
    )
    known = {one.id for one in framework.statements}
    left_out = dict.fromkeys((name, part.framework) for part in parts for name in part.statements if name not in known)
    return Comparison(framework, order, raters, statements, _areas(framework, statements), tuple(left_out))


def name_of(part: Round) -> RoundName:
    """The round that a rater's part belongs to."""
    return RoundName(part.framework, part.edition, part.round)


def _statement(
    area: Area, statement: Statement, order: Sequence[RoundName], raters: Sequence[str], parts: Sequence[Round]
) -> StatementCompared:
    said = tuple(
        _said(statement.id, part)
        for name in order
        for rater in raters
        for part in parts
        if (name_of(part), part.rater) == (name, rater)
    )
    movements = tuple(
        _movement(rater, before, after)
        for rater in raters
        for before, after in pairwise(one for one in said if one.rater == rater)
    )
    agreements = tuple(_agreement(name, [one for one in said if one.round == name]) for name in order)
    return StatementCompared(statement, area.id, said, movements, agreements)


def _said(statement: str, part: Round) -> Said:
    name, answer = name_of(part), part.answers.get(statement)
    if answer is not None:
        return Said(name, part.rater, answer, f"not assessed: {answer.not_assessed}" if answer.rating is None else "")
    if statement not in part.statements:
        return Said(name, part.rater, None, f"not asked in the edition {part.edition}")
    return Said(name, part.rater, None, NOT_ANSWERED)


def _movement(rater: str, before: Said, after: Said) -> Movement:
    old, new = before.rating, after.rating
    if old is not None and new is not None:
        return Movement(rater, before, after, new - old)
    lacking = [f"{one.round.round}: {one.why_not}" for one in (before, after) if one.rating is None]
    return Movement(rater, before, after, None, "; ".join(lacking))


def _agreement(name: RoundName, said: Sequence[Said]) -> Agreement:
    ratings = {one.rater: one.rating for one in said if one.rating is not None}
    values = list(ratings.values())
    return Agreement(name, ratings, max(values) - min(values) if len(values) > 1 else None)


def _areas(framework: Framework, statements: Sequence[StatementCompared]) -> tuple[AreaCounts, ...]:
    found = []
    for area in framework.areas:
        inside = [one for one in statements if one.area == area.id]
        for name, rater in dict.fromkeys((said.round, said.rater) for one in inside for said in one.said):
            said_here = [said for one in inside for said in one.said if (said.round, said.rater) == (name, rater)]
            found.append(_counts(framework, area, name, rater, said_here))
    return tuple(found)


def _counts(framework: Framework, area: Area, name: RoundName, rater: str, said: Sequence[Said]) -> AreaCounts:
    ratings = [one.rating for one in said if one.rating is not None]
    scale = dict.fromkeys((*(step.rating for step in framework.scale), *sorted(ratings)), 0)
    by_rating = {rating: ratings.count(rating) for rating in scale}
    not_assessed = sum(one.answer is not None and one.rating is None for one in said)
    not_answered = sum(one.why_not == NOT_ANSWERED for one in said)
    return AreaCounts(
        area.id,
        name,
        rater,
        by_rating,
        not_assessed,
        not_answered,
        len(said) - len(ratings) - not_assessed - not_answered,
    )
