"""The two icons of an XmR chart, and why it says nothing that may be relied on, for many series at once."""

from __future__ import annotations

import numpy as np

from pxcommission.assessment.statistics.profiles import Profile
from pxcommission.assessment.statistics.xmr_groups import Flags, Floats, Whole
from pxcommission.assessment.statistics.xmr_points import COMMON, CONCERN, IMPROVEMENT, NEUTRAL_HIGH, Small
from pxcommission.assessment.statistics.xmr_series import CannotAssessCode

VARIATIONS = (
    None,
    "common_cause",
    "improvement_high",
    "improvement_low",
    "concern_high",
    "concern_low",
    "neutral_high",
    "neutral_low",
)
ASSURANCES = (None, "pass", "fail", "inconsistent")
PASS, FAIL, INCONSISTENT = 1, 2, 3
REASONS: tuple[CannotAssessCode | None, ...] = (None, *CannotAssessCode)
RARE_BELOW = 1.0
"""Counts with a lower mean than this are not read with an XmR chart (docs/decisions/0008)."""


def variations_of(point_type: Small, cause: Small) -> Small:
    """The variation icon of each series, a place in VARIATIONS, from its last point's type and special cause."""
    low = (cause % 2 == 0).astype(np.int8)
    special = np.select(
        [point_type == IMPROVEMENT, point_type == CONCERN, point_type >= NEUTRAL_HIGH], [2 + low, 4 + low, 6 + low]
    )
    return np.where(point_type == COMMON, 1, special).astype(np.int8)


def assurances_of(lpl: Floats, upl: Floats, asked: Flags, target: Floats, better: Whole, profile: Profile) -> Small:
    """The assurance icon of each series, a place in ASSURANCES: its target against the limits of its last point.

    None without a target or a direction. What is undefined is `inconsistent`, as the package has it.
    """
    if profile.assurance_inclusive:
        beyond_upper, beyond_lower = target >= upl, target <= lpl
    else:
        beyond_upper, beyond_lower = target > upl, target < lpl
    passed = np.where(better > 0, beyond_lower, beyond_upper)
    failed = np.where(better > 0, beyond_upper, beyond_lower)
    icon = np.select([~asked | (better == 0), passed, failed], [0, PASS, FAIL], INCONSISTENT)
    return icon.astype(np.int8)


def reasons_of(
    values: Floats, length: Whole, lines: tuple[Floats, Floats, Floats], named_only: Flags, profile: Profile
) -> Small:
    """Why each last group can't be assessed, a place in REASONS (0: it can), from (groups × points) of its values.

    `lines` are its mean, lower and upper limit. `named_only`: other series have a target and this one has none.
    """
    mean, lpl, upl = lines
    there = ~np.isnan(values)
    count = there.sum(axis=1)
    rows = np.arange(len(values))
    at_end = np.where(length > 0, length - 1, 0)
    last_missing = ~there[rows, at_end] if values.shape[1] else np.ones(len(values), dtype=np.bool_)
    lowest = np.min(values, axis=1, where=there, initial=np.inf)
    highest = np.max(values, axis=1, where=there, initial=-np.inf)
    whole = ((values == np.floor(values)) | ~there).all(axis=1) & (lowest >= 0)
    constant = (lowest == highest) & ~np.isnan(mean)
    found = [
        (CannotAssessCode.NO_VALUES, count == 0),
        (CannotAssessCode.LAST_POINT_MISSING, last_missing),
        (CannotAssessCode.MISSING_POINTS, count < length),
        (CannotAssessCode.SHORT_SERIES, count < profile.warn_below),
        (CannotAssessCode.CONSTANT_SERIES, constant & (not profile.constant_is_assured)),
        (CannotAssessCode.LIMITS_COLLAPSE, ~(upl > lpl) & ~constant),
        (CannotAssessCode.RARE_COUNTS, whole & (mean < RARE_BELOW) & ~constant),
        (CannotAssessCode.NO_TARGET, named_only),
    ]
    numbers = [REASONS.index(code) for code, _ in found]
    return np.select([holds for _, holds in found], numbers, 0).astype(np.int8)
