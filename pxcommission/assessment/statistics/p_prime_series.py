"""P′ charts read by the rules of a profile: shares whose denominators are unlike, each period with limits of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import groupby

import numpy as np
from msgspec import Struct

from pxcommission.assessment.statistics.attribute_charts import p_prime_chart
from pxcommission.assessment.statistics.profiles import Profile
from pxcommission.assessment.statistics.ruled_series import DrawnGroup, DrawnSeries, ruled_series
from pxcommission.assessment.statistics.xmr_limits import Lines
from pxcommission.assessment.statistics.xmr_series import Asked, SeriesResult

TIE = 1e-12


class Share(Struct, frozen=True):
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
    return p_prime_results([(shares, asked)], profile)[0]


def p_prime_results(series: Sequence[tuple[Sequence[Share], Asked]], profile: Profile) -> list[SeriesResult]:
    """What the P′ charts of many series say, in the order given: for each what `p_prime_result` says of it alone."""
    parted = [_since_rebases(shares, asked) for shares, asked in series]
    drawn = iter(_drawn([group for groups in parted for group in groups], profile))
    together = [
        DrawnSeries([next(drawn) for _ in groups], asked, asked.target)
        for groups, (_, asked) in zip(parted, series, strict=True)
    ]
    return ruled_series(together, profile, "P′")


def _since_rebases(shares: Sequence[Share], asked: Asked) -> list[Sequence[Share]]:
    """The shares from one rebase to the next."""
    begins = {rebase.on for rebase in asked.rebases}
    if not begins:
        return [shares]
    numbers = np.cumsum([share.day in begins for share in shares]).tolist()
    pairs = groupby(zip(numbers, shares, strict=True), key=lambda pair: pair[0])
    return [[share for _, share in together] for _, together in pairs]


def _drawn(groups: Sequence[Sequence[Share]], profile: Profile) -> list[DrawnGroup]:
    """Each group with its lines; those of one length are drawn at once."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for at, shares in enumerate(groups):
        by_length[len(shares)].append(at)
    found: dict[int, DrawnGroup] = {}
    for places in by_length.values():
        found |= zip(places, _drawn_alike([groups[at] for at in places], profile), strict=True)
    return [found[at] for at in range(len(groups))]


def _drawn_alike(groups: Sequence[Sequence[Share]], profile: Profile) -> list[DrawnGroup]:
    part, whole = (
        np.array([[np.nan if count is None else count for count in counts] for counts in of_groups], dtype=float)
        for of_groups in (
            [[one.numerator for one in shares] for shares in groups],
            [[one.denominator for one in shares] for shares in groups],
        )
    )
    chart = p_prime_chart(part, whole, screened=profile.screen)
    centre, lower, upper, lower_95, upper_95 = (
        100 * line for line in (chart.centre, chart.lower, chart.upper, chart.lower_95, chart.upper_95)
    )
    # A share that is the centre line stands on it, whatever the last bit of its quotient says.
    values = np.where(np.abs(chart.values - chart.centre) < TIE, centre, 100 * chart.values)
    known = ~np.isnan(values)
    made = []
    for at, shares in enumerate(groups):
        row = slice(at, at + 1)
        lines = Lines(centre[row], lower[row], upper[row], lower_95[row], upper_95[row], known[row])
        made.append(DrawnGroup([share.day for share in shares], values[row], lines))
    return made
