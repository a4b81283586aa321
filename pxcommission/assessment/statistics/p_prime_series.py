"""P′ charts read by the rules of a profile: shares whose denominators are unlike, each period with limits of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from pxcommission.assessment.statistics.attribute_charts import p_prime_chart
from pxcommission.assessment.statistics.profiles import Profile
from pxcommission.assessment.statistics.ruled_series import DrawnGroup, ruled
from pxcommission.assessment.statistics.xmr_limits import Lines
from pxcommission.assessment.statistics.xmr_series import Asked, SeriesResult

TIE = 1e-12


@dataclass(frozen=True)
class Share:
    """One period of a series of shares: its first day and counts (None: missing)."""

    day: date
    numerator: int | None
    denominator: int | None


def p_prime_result(shares: Sequence[Share], asked: Asked, profile: Profile) -> SeriesResult:
    """What the P′ chart of these shares (in order of their days, one or more) says, in per cent, since the last rebase.

    Limits are Laney's, never narrower than chance alone makes them; the profile says whether moving ranges are screened,
    how long runs are and how a target on a limit is read. Source: D. B. Laney, Quality Engineering 14 (2002), 531-537; the
    rules are those of XmR charts, with two thirds of the way to a limit for "near".
    """
    begins = {rebase.on for rebase in asked.rebases}
    numbers = np.cumsum([share.day in begins for share in shares]).tolist()
    pairs = groupby(zip(numbers, shares, strict=True), key=lambda pair: pair[0])
    groups = [_drawn([share for _, share in together], profile) for _, together in pairs]
    return ruled(groups, asked, asked.target, profile, "P′")


def _drawn(shares: Sequence[Share], profile: Profile) -> DrawnGroup:
    part, whole = (
        np.array([[np.nan if count is None else count for count in counts]], dtype=float)
        for counts in ([one.numerator for one in shares], [one.denominator for one in shares])
    )
    chart = p_prime_chart(part, whole, screened=profile.screen)
    centre, lower, upper, lower_95, upper_95 = (
        100 * line for line in (chart.centre, chart.lower, chart.upper, chart.lower_95, chart.upper_95)
    )
    # A share that is the centre line stands on it, whatever the last bit of its quotient says.
    values = np.where(np.abs(chart.values - chart.centre) < TIE, centre, 100 * chart.values)
    lines = Lines(centre, lower, upper, lower_95, upper_95, ~np.isnan(values))
    return DrawnGroup([share.day for share in shares], values, lines)
