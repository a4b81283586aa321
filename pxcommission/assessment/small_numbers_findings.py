"""Which findings' figures stay out of papers between the parties: 1 to 4 answers, and those that would give such a number away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from pxcommission.assessment.findings import Finding
from pxcommission.assessment.small_numbers import PROFILES, About, Counted, SharedTable, dimension, shared_as, table_of
from pxcommission.problems import ProblemsFound

PARTY = PROFILES["party"]
ELSEWHERE = "in none of these"
Place = tuple[str, ...]  # () for the provider, (site,), (site, ward)


class Withheld(StrEnum):
    """Why a figure is not printed."""

    SMALL = "it counts 1 to 4 answers"
    BESIDE = "it would give away a number of 1 to 4 answers elsewhere"


def withheld_findings(findings: Iterable[Finding], of_views: Collection[str]) -> dict[str, Withheld]:
    """By finding's id why its figure is withheld; `of_views` are the requirements whose figures are answers of people.

    The sites of a provider and the wards of a site are held against their total: where all but one of them are printed,
    the total gives the last one away, so that another one is withheld too (docs/decisions/0007-small-numbers.md).
    """
    families: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        if finding.requirement in of_views and finding.numerator is not None:
            families.setdefault((finding.requirement, finding.service, finding.touchpoint), []).append(finding)
    found: dict[str, Withheld] = {}
    for units in families.values():
        small = {one.id: Withheld.SMALL for one in units if is_small(one)}
        found |= {**dict.fromkeys(_beside(units) if small else (), Withheld.BESIDE), **small}
    return found


def is_small(finding: Finding) -> bool:
    """Whether the figure by itself counts 1 to 4 answers."""
    counts = (finding.numerator, finding.denominator)
    return any(PARTY.is_small(count or 0, Counted.SURVEY_RESPONSES) for count in counts)


def _beside(units: Sequence[Finding]) -> set[str]:
    """The ids of the units of a family that can't be printed beside the others."""
    counted = {_place(one): one.numerator or 0 for one in units}
    asked = {_place(one): one.denominator for one in units if one.denominator is not None}
    hidden = _hidden("counted", units[0], counted) | _hidden("asked", units[0], asked)
    return {one.id for one in units if _place(one) in hidden}


def _place(finding: Finding) -> Place:
    return tuple(part for part in (finding.site, finding.ward) if part)


def _hidden(what: str, one: Finding, counts: Mapping[Place, int]) -> set[Place]:
    """The places whose count is hidden beside the others: each whole that is printed is shared before its parts."""
    hidden: set[Place] = set()
    shared: list[SharedTable] = []
    for whole in sorted(counts, key=lambda place: (len(place), place)):
        parts = [place for place in counts if _whole_of(place, counts) == whole]
        rest = counts[whole] - sum(counts[part] for part in parts)
        if not parts or rest < 0 or not (rest == 0 or PARTY.is_small(rest, Counted.SURVEY_RESPONSES)):
            continue  # nothing is part of it, or so much more is that no part can be worked out
        within = (("unit of the provider", "/".join(whole)),) if whole else ()
        about = About(f"{what}: {one.case}", one.period, within)
        named = {"/".join(part): part for part in parts}
        cells = {name: counts[part] for name, part in named.items()} | ({ELSEWHERE: rest} if rest else {})
        units = dimension("unit of a site" if whole else "unit of the provider", cells)
        table = table_of(about, (units,), {(name,): count for name, count in cells.items()})
        try:
            made = shared_as(table, PARTY, Counted.SURVEY_RESPONSES, shared)
        except ProblemsFound:
            hidden |= {whole, *parts}
            continue
        shared.append(made)
        hidden |= {part for name, part in named.items() if made.count(name) is None}
        hidden |= {whole} if made.count("") is None else set()
    return hidden


def _whole_of(place: Place, counts: Collection[Place]) -> Place | None:
    """The nearest printed whole that a place is part of; None for the provider, and where none is printed."""
    wholes = [place[:length] for length in range(len(place) - 1, -1, -1)]
    return next((whole for whole in wholes if whole in counts), None) if place else None
