"""A finding's figure beside the level it was held against; small numbers of answers, and what gives them away, are not printed."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from pxcommission.assessment.findings import Finding
from pxcommission.assessment.small_numbers_findings import Withheld
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import condition_level, measure_of, report_of, since
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.shown import decimals_for, shown_pair, shown_share
from pxcommission.rulebook.thresholds import Against, read_threshold

SMALL_NUMBERS = range(1, 5)
FEWER = "fewer than 5"
NOT_SHOWN = "not shown, so that a number below 5 stays hidden"


class Figure(Struct, frozen=True):
    """`result` and `level` as they are printed; the numbers as they may go into a cell (None: none, or withheld)."""

    result: str
    level: str
    numerator: int | None
    denominator: int | None
    value: Fraction | None
    decimals: int
    withheld: bool


def figure_of(checked: CheckedContract, finding: Finding) -> Figure:
    """The finding's figure; counts of 1 to 4 answers of a survey, and what would give them away, are withheld."""
    bound, level = bound_of(checked, finding), level_of(checked, finding)
    withheld = finding.id in checked.withheld
    value = None if withheld else finding.value
    decimals = decimals_for(value, bound) if value is not None and finding.denominator else 0
    compared = finding.comparison if finding.threshold and _is_relative(finding) else None
    result = _result(checked, finding, bound, withheld)
    if compared is not None and value is not None:
        shown, other = shown_pair(value, compared) if finding.denominator else (f"{value}", f"{compared}")
        result = _with_share(checked, finding, shown) if finding.denominator else result
        level = f"{level} ({other})"
    numerator, denominator = _cell_counts(finding, checked.withheld.get(finding.id))
    return Figure(result, level, numerator, denominator, value, decimals, withheld)


def level_of(checked: CheckedContract, finding: Finding) -> str:
    """The agreed level in words, with the variation it comes from where there is one."""
    report = report_of(checked, finding.requirement)
    if report is not None:
        return one_line(finding.threshold.text) if finding.threshold else report.due.text
    known = checked.requirements.get(finding.requirement)
    if known is not None and known.require is not None:
        return condition_level(known, measure_of(checked, finding.requirement))
    if finding.threshold is None:
        return "none in force"
    text = one_line(finding.threshold.text)
    return f"{text} ({one_line(finding.threshold.document)})" if finding.threshold.document else text


def level_since(finding: Finding) -> str:
    """Since when the level has been in force."""
    return since(finding.threshold.since) if finding.threshold else ""


def bound_of(checked: CheckedContract, finding: Finding) -> Fraction | None:
    """The level as a number, of 1 for a share; None where it is a condition, or none is in force."""
    if finding.threshold is None:
        return None
    known = checked.requirements.get(finding.requirement)
    stated = read_threshold(finding.threshold.text) if known is None or known.require is None else None
    if stated is None:
        return None
    return stated.bound if stated.bound is not None else finding.comparison


def _is_relative(finding: Finding) -> bool:
    stated = read_threshold(finding.threshold.text) if finding.threshold else None
    return stated is not None and stated.against in (Against.ENGLAND, Against.YEAR_BEFORE)


def _result(checked: CheckedContract, finding: Finding, bound: Fraction | None, withheld: bool) -> str:
    if finding.numerator is None:
        return one_line(finding.detail, 200).rstrip(".") or "no figure"
    if checked.withheld.get(finding.id) is Withheld.BESIDE:
        return NOT_SHOWN
    if not finding.denominator:
        return FEWER if withheld else f"{finding.numerator:,}"
    if withheld:
        return _fewer_of(checked, finding)
    return _with_share(checked, finding, shown_share(finding.numerator, finding.denominator, bound))


def _with_share(checked: CheckedContract, finding: Finding, share: str) -> str:
    return f"{share} ({finding.numerator:,} of {finding.denominator:,}{_noun(checked, finding)})"


def _fewer_of(checked: CheckedContract, finding: Finding) -> str:
    if finding.denominator in SMALL_NUMBERS:
        return f"{FEWER}{_noun(checked, finding)}"
    return f"{FEWER} of {finding.denominator:,}{_noun(checked, finding)}"


def _noun(checked: CheckedContract, finding: Finding) -> str:
    """` responses` where that is what is counted; other words of a return read badly in a sentence."""
    measure = measure_of(checked, finding.requirement)
    return " responses" if measure is not None and measure.denominator == "responses" else ""


def _cell_counts(finding: Finding, withheld: Withheld | None) -> tuple[int | None, int | None]:
    if withheld is None:
        return finding.numerator, finding.denominator
    if withheld is Withheld.BESIDE:
        return None, None
    small = finding.denominator in SMALL_NUMBERS if finding.denominator is not None else True
    return None, None if small else finding.denominator
