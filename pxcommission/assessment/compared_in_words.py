"""What chance leaves standing of a verdict, in words for the people who read it: beside the verdict, never instead of it."""

from __future__ import annotations

from pxcommission.assessment.findings import Finding
from pxcommission.assessment.statistics.compared_with_target import ComparedWithTarget, Standing

_STANDINGS = {
    Standing.CLEARLY_BELOW: "clearly worse than the level",
    Standing.NOT_DISTINGUISHABLE: "not distinguishable from the level",
    Standing.CLEARLY_ABOVE: "clearly better than the level",
}


def compared_in_words(finding: Finding) -> str:
    """`not distinguishable from the level (95.0% to 98.1%, Wilson 95%)`; empty where nothing was held against a level."""
    compared = finding.compared
    if compared is None:
        return ""
    interval = _interval(compared, finding.unit)
    if compared.standing is None:
        return f"it can't be told from chance: {compared.reason}{interval}"
    return f"{_STANDINGS[compared.standing]}{interval}"


def standing_in_words(finding: Finding) -> str:
    """The standing alone: `clearly worse than the level`; empty where there is none."""
    standing = finding.compared.standing if finding.compared else None
    return _STANDINGS[standing] if standing else ""


def _interval(compared: ComparedWithTarget, unit: str) -> str:
    if compared.low is None or compared.high is None:
        return ""
    if unit == "proportion":
        return f" ({100 * compared.low:.1f}% to {100 * compared.high:.1f}%, {compared.method})"
    return f" ({compared.low:.1f} to {compared.high:.1f}, {compared.method})"
