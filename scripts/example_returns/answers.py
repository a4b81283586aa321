"""Answers to the Friends and Family Test, invented: how many, how they fall on six answers, and what is hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from example_returns.sharing import chance, share

HIDDEN_BELOW = 5


class Answers(Struct, frozen=True):
    """Answers of one unit and month: very good, good, neither, poor, very poor, don't know; and who could have answered."""

    counts: tuple[int, int, int, int, int, int]
    eligible: int | None

    @property
    def total(self) -> int:
        """All answers; neither and don't know are in it."""
        return sum(self.counts)

    @property
    def positive(self) -> int:
        """Very good and good."""
        return self.counts[0] + self.counts[1]

    @property
    def negative(self) -> int:
        """Poor and very poor."""
        return self.counts[3] + self.counts[4]


def answers(total: int, positive: int, *key: object, negative_share: float = 0.36, reach: int = 4) -> Answers:
    """Answers with exactly this total and so many positive; the rest falls as it usually does."""
    random = chance("answers", *key)
    very_good = min(positive, round(positive * random.uniform(0.76, 0.82)))
    rest = total - positive
    negative = round(rest * negative_share)
    poor = negative - negative // 2
    neither = rest - negative
    unknown = neither // 3
    eligible = total * reach + random.randrange(20, 60) if total else random.randrange(8, 30)
    counts = (very_good, positive - very_good, neither - unknown, poor, negative - poor, unknown)
    return Answers(counts, eligible)


def usual_answers(responses: int, share_positive: float, *key: object, reach: int = 4) -> Answers:
    """Answers of a provider that is not under contract: a little apart from month to month."""
    random = chance("usual", *key)
    total = max(6, round(responses * random.uniform(0.93, 1.07)))
    positive = min(total, round(total * (share_positive + random.uniform(-0.006, 0.006))))
    return answers(total, positive, *key, reach=reach)


def added(parts: Iterable[Answers]) -> Answers:
    """The sum of units; who could have answered is unknown when one of them is."""
    listed = list(parts)
    counts = tuple(sum(one.counts[n] for one in listed) for n in range(6))
    eligible = None if any(one.eligible is None for one in listed) else sum(one.eligible or 0 for one in listed)
    return Answers(counts, eligible)  # type: ignore[arg-type]


def modes(total: int, count: int, *key: object) -> list[int]:
    """How the answers came in, over so many ways."""
    random = chance("modes", *key)
    return share(total, [random.uniform(0.2, 3) for _ in range(count)])


def hidden_levels(totals: Mapping[str, int], parent_hidden: bool) -> dict[str, int]:
    """For each unit of one parent 0 (shown), 1 (first level: 1 to 4 answers) or 2 (second level: the next smallest).

    If the parent itself is hidden, so are the counts of its two smallest units.
    """
    levels = {unit: int(0 < total < HIDDEN_BELOW) for unit, total in totals.items()}
    by_size = sorted((unit for unit in totals if totals[unit]), key=lambda unit: (totals[unit], unit))
    hide: Sequence[str] = by_size[:2] if parent_hidden or (by_size and levels[by_size[0]]) else ()
    return levels | {unit: levels[unit] or 2 for unit in hide}
