"""A finding's figure as others than the two parties may have it: 1 to 4 hidden, and whatever would give such a number away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pxcommission.assessment.findings import Finding
from pxcommission.assessment.small_numbers import (
    ALL,
    PROFILES,
    About,
    Counted,
    SharedTable,
    dimension,
    shared_as,
    table_of,
)
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import measure_of
from pxcommission.packs.figures import figure_of
from pxcommission.packs.shown import percent

HIDDEN = "*"
HIDDEN_MEANS = "* A number of 1 to 4 people or events, or one that would give such a number away, is not shown."
COUNTED, REST = "counted", "the rest"


def figures_for_others(checked: CheckedContract, findings: Iterable[Finding]) -> Mapping[str, str]:
    """By finding's id its share or count as the page prints it, each protected beside all the others of the page."""
    shared: list[SharedTable] = []
    told = {}
    for finding in findings:
        table = None if finding.numerator is None else _table(finding, checked, shared)
        told[finding.id] = _told(checked, finding, table)
        shared += [table] if table is not None else []
    return told


def _table(finding: Finding, checked: CheckedContract, shared: list[SharedTable]) -> SharedTable:
    """The finding's counts as a table of what was counted and the rest, or of the count alone."""
    measure = measure_of(checked, finding.requirement)
    subject = f"{measure.denominator or measure.numerator if measure else finding.requirement} of {finding.contract}"
    parts = (
        ("service", finding.service),
        ("site", finding.site),
        ("touchpoint", finding.touchpoint),
        ("ward", finding.ward),
    )
    within = tuple(part for part in parts if part[1])
    about = About(subject, finding.period, within, checked.as_at.isoformat())
    top, whole = finding.numerator or 0, finding.denominator
    if whole is None or not 0 <= top <= whole:
        table = table_of(about, (), {(): top})
    else:
        name = finding.requirement if measure is None else f"{measure.numerator}"
        table = table_of(about, (dimension(name, (COUNTED, REST)),), {(COUNTED,): top, (REST,): whole - top})
    return shared_as(table, PROFILES["public"], Counted.OPERATIONAL, shared)


def _told(checked: CheckedContract, finding: Finding, table: SharedTable | None) -> str:
    figure = figure_of(checked, finding)
    if table is None:
        return "no figure"
    hidden = any(count is None for count in table.counts.values()) or figure.value is None
    if hidden or figure.value is None:
        return HIDDEN
    if finding.denominator is None:
        return table.text() if not table.dimensions else f"{table.count(ALL):,}"
    return percent(figure.value, figure.decimals)
