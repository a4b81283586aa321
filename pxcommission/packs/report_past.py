"""What a finding's earlier periods and chart may print: small numbers of answers never, and the change since the period before."""

from __future__ import annotations

import re
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.assessment.statistics.compared_with_target import LEAST_RESPONSES_TO_RATE
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.figures import SMALL_NUMBERS, figure_of
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.shown import percent

EARLIER = re.compile(r"(?P<period>.+?):? (?P<figure>\d[\d.,]*%?(?: of \d[\d,]*)?) (?P<verdict>not met|met|breach)")
SMALL_IN_WORDS = re.compile(r"(?<![\d,.])[1-4] of |\bof [1-4](?![\d,.]\d|\d)|\b(?:was|says|said) [1-4](?![\d,.]*\d)")


class Change(StrEnum):
    """What became of a duty since its own period before."""

    NEWLY_NOT_MET = "newly not met"
    STILL_NOT_MET = "still not met"
    MET_AGAIN = "met again"
    STILL_MET = "still met"
    NO_COMPARISON = "nothing to compare with"


class Earlier(Struct, frozen=True):
    """One earlier period of a finding: its label, the figure as it may be printed, and whether it was met (None: not assessed)."""

    period: str
    figure: str
    met: bool | None


def earlier_of(checked: CheckedContract, finding: Finding) -> tuple[Earlier, ...]:
    """The periods before, newest first."""
    return tuple(_earlier(checked, finding, told) for told in finding.previous)


def change_of(checked: CheckedContract, finding: Finding) -> Change:
    """What became of it since the period before; one that was not assessed then or is not now can't be compared."""
    before = next(iter(earlier_of(checked, finding)), None)
    if before is None or before.met is None or finding.outcome is Outcome.NOT_ASSESSED or not finding.final:
        return Change.NO_COMPARISON
    if finding.outcome is Outcome.MET:
        return Change.STILL_MET if before.met else Change.MET_AGAIN
    return Change.NEWLY_NOT_MET if before.met else Change.STILL_NOT_MET


def chart_withheld(checked: CheckedContract, finding: Finding) -> bool:
    """Whether its chart is not printed: 1 to 4 answers could be read or worked out from it, or under 10 people were asked."""
    if not asks_views(checked, finding) or finding.chart is None:
        return False
    points = finding.chart.points
    small = any(point.numerator in SMALL_NUMBERS for point in points)
    few = any(point.denominator and point.denominator < LEAST_RESPONSES_TO_RATE for point in points)
    return small or few or figure_of(checked, finding).withheld


def told_safely(checked: CheckedContract, finding: Finding, text: str) -> str:
    """What other sources or editions state, or that it is withheld: small numbers of answers stand in such words too."""
    return "withheld" if tells_small_numbers(checked, finding, text) else one_line(text)


def tells_small_numbers(checked: CheckedContract, finding: Finding, *texts: str) -> bool:
    """Whether words about a figure would tell a small number of answers: its own, or one that stands in them."""
    small = asks_views(checked, finding) and any(SMALL_IN_WORDS.search(text) for text in texts)
    return bool(texts) and (finding.id in checked.withheld or small)


def asks_views(checked: CheckedContract, finding: Finding) -> bool:
    """Whether the figure comes from a source that asks people for their views."""
    return checked.asks_views(finding.requirement)


def point_shown(point: ChartPoint) -> str:
    """A point's value: `93.5%`, a count, or why there is none."""
    if point.numerator is None:
        return one_line(point.missing) or "missing"
    if point.denominator is None:
        return f"{point.numerator:,}"
    return percent(Fraction(point.numerator, point.denominator), 1) if point.denominator else "nothing to count"


def _earlier(checked: CheckedContract, finding: Finding, told: str) -> Earlier:
    found = EARLIER.fullmatch(told)
    if found is None:
        period, _, why = told.partition(": ")
        return Earlier(one_line(period), one_line(why) if "not assessed" in why else "not shown", None)
    counts = [int(number.replace(",", "")) for number in re.findall(r"[\d,]+(?![\d.,%])", found["figure"])]
    small = asks_views(checked, finding) and any(count in SMALL_NUMBERS for count in counts)
    return Earlier(found["period"], "withheld" if small else found["figure"].rstrip(","), found["verdict"] == "met")
