"""One series read as the method is written down, point by point in plain Python: an oracle of its own for the tests."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from msgspec import Struct

from pxcommission.assessment.statistics.profiles import Profile


class PlainPoint(Struct, frozen=True):
    """What is compared of a point."""

    mean: float
    lpl: float
    upl: float
    cause: str
    kind: str


def read_plainly(
    values: Sequence[float | None],
    better: int,
    profile: Profile,
    starts: Sequence[int] = (),
    fix_after: int | None = None,
) -> list[PlainPoint]:
    """Every point of a series whose groups begin at 0 and at `starts`."""
    bounds = sorted({0, *starts, len(values)})
    found: list[PlainPoint] = []
    for first, end in itertools.pairwise(bounds):
        found += _group(values[first:end], better, profile, fix_after)
    return found


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan


def _group(values: Sequence[float | None], better: int, profile: Profile, fix_after: int | None) -> list[PlainPoint]:
    base = list(values[: fix_after or len(values)])
    mean = _mean([v for v in base if v is not None])
    ranges = [abs(b - a) for a, b in itertools.pairwise(base) if a is not None and b is not None]
    average = _mean(ranges)
    if profile.screen:
        average = _mean([r for r in ranges if r < 3.267 * average])
    if sum(v is not None for v in values) < profile.min_points:
        return [PlainPoint(mean, math.nan, math.nan, "Common Cause", "common_cause") for _ in values]
    rules = _Rules(values, mean, average, profile)
    points = []
    for at in range(len(values)):
        cause = rules.cause(at, better)
        points.append(PlainPoint(mean, mean - 2.66 * average, mean + 2.66 * average, cause, _kind(cause, better)))
    return points


class _Rules(Struct, frozen=True):
    values: Sequence[float | None]
    mean: float
    average: float
    profile: Profile

    def side(self, at: int) -> int:
        value = self.values[at]
        return 0 if value is None else (value > self.mean) - (value < self.mean)

    def beyond(self, at: int, sigmas: int) -> bool:
        value = self.values[at]
        width = 2.66 * self.average if sigmas == 3 else 2 * 2.66 / 3 * self.average
        return value is not None and (value > self.mean + width or value < self.mean - width)

    def near(self, at: int) -> bool:
        if self.profile.two_sigma_counts_outside:
            return self.beyond(at, 2)
        return self.beyond(at, 2) and not self.beyond(at, 3)

    def windows(self, at: int, length: int) -> list[range]:
        last = len(self.values) - length
        return [range(s, s + length) for s in range(max(0, at - length + 1), min(at, last) + 1)]

    def step(self, at: int) -> int:
        before, value = self.values[at - 1], self.values[at]
        return 0 if before is None or value is None else (value > before) - (value < before)

    def in_trend(self, at: int) -> bool:
        return any(
            len({self.step(i) for i in window[1:]}) == 1 and self.step(window[1]) != 0
            for window in self.windows(at, self.profile.trend_length)
        )

    def trend(self, at: int) -> int:
        if not self.in_trend(at):
            return 0
        following = at + 1 < len(self.values) and self.in_trend(at + 1)
        return 1 if self.step(at + 1 if following else at) > 0 else -1

    def shift(self, at: int) -> int:
        same = any(all(self.side(i) == self.side(at) for i in w) for w in self.windows(at, self.profile.run_length))
        return self.side(at) if same else 0

    def two_in_three(self, at: int) -> int:
        holds = self.near(at) and any(
            all(self.side(i) == self.side(at) for i in w) and sum(self.near(i) for i in w) >= 2
            for w in self.windows(at, 3)
        )
        return self.side(at) if holds else 0

    def cause(self, at: int, better: int) -> str:
        run, trend = self.profile.run_length, self.profile.trend_length
        found = [
            (self.side(at) if self.beyond(at, 3) else 0, "Above UCL", "Below LCL"),
            (self.trend(at), f"{trend} Point Trend (Increasing)", f"{trend} Point Trend (Decreasing)"),
            (self.two_in_three(at), "2 in 3 Above CL", "2 in 3 Below CL"),
            (self.shift(at), f"{run} Points Above CL", f"{run} Points Below CL"),
        ]
        holding = [one for one in found if one[0]]
        good = [one for one in holding if one[0] == better] if self.profile.conflict == "improvement" else []
        sign, high, low = (good or holding or [(0, "", "")])[0]
        return {1: high, -1: low, 0: "Common Cause"}[sign]


def _kind(cause: str, better: int) -> str:
    if cause == "Common Cause":
        return "common_cause"
    high = "Above" in cause or "Increasing" in cause
    if better == 0:
        return f"special_cause_neutral_{'high' if high else 'low'}"
    return "special_cause_improvement" if high == (better > 0) else "special_cause_concern"
