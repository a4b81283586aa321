"""The method annex of a letter: how figures are judged and shown, and what chance leaves standing of each verdict."""

from __future__ import annotations

from collections.abc import Iterable

from pxcommission.assessment.compared_in_words import compared_in_words
from pxcommission.assessment.findings import Finding
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import short_name, where
from pxcommission.packs.figures import figure_of
from pxcommission.packs.letter_model import Basis
from pxcommission.packs.plain_text import sentence

JUDGED = (
    "A requirement is met or not met as counted: the figure is held against the agreed level before it is rounded. A percentage is "
    "shown with one decimal, rounded half up, or with as many decimals as it takes not to contradict that."
)
CHANCE = "Below, each figure is also held against its level by chance alone. That stands beside the verdict and never changes it."
CHARTS = (
    "A chart shows whether a figure varies as it always has or has changed. It asks why; it is no proof of a cause, and it changes "
    "no verdict."
)
SMALL = "Counts of 1 to 4 answers to a survey are not printed, nor what would give them away. Counts of events between us are exact."


def method_of(with_chance: bool, with_charts: bool) -> tuple[str, ...]:
    """How the figures of a letter were judged and are shown."""
    return (JUDGED, *((CHANCE,) if with_chance else ()), *((CHARTS,) if with_charts else ()), SMALL)


def by_chance(checked: CheckedContract, findings: Iterable[Finding]) -> tuple[Basis, ...]:
    """What chance leaves standing of each verdict; nothing of a figure that is withheld."""
    told = ((finding, compared_in_words(finding)) for finding in findings if not figure_of(checked, finding).withheld)
    return tuple(
        Basis(f"{short_name(checked, f.requirement)}, {where(checked, f)}", sentence(words))
        for f, words in told
        if words
    )
