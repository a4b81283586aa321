"""The words a requirement's condition may use, and which part of which measure each of them is."""

from __future__ import annotations

from collections.abc import Mapping

from pxcommission.vocabulary.models import Vocabulary

ComponentWords = Mapping[str, tuple[str, str]]
"""A word to its measure and the part it is: `numerator`, `denominator` or `value`, or the chart word itself."""

CHART_WORDS = {
    "special_cause_concern": "1 when the last point of the chart shows special-cause variation of concern",
    "deteriorating": "1 when the last point of the chart belongs to a shift or a trend of concern, not a single point",
}
"""Words that the chart of the unit's own figures gives; unknown where the chart can't be assessed."""


def component_words(vocabulary: Vocabulary, own: str | None = None) -> ComponentWords:
    """Every word a requirement's condition may use: its measure and the part (`numerator`, `denominator`, `value`).

    A component that several measures have (`responses`) is that of the requirement's `own` measure, if it has it. The chart
    words tell of the chart of the own measure.
    """
    words = vocabulary.component_words
    if own is None or own not in vocabulary.measures:
        return words
    words = {**{word: (own, word) for word in CHART_WORDS}, **words}
    measure = vocabulary.measures[own]
    parts = {measure.numerator or own: (own, "numerator")}
    if measure.denominator:
        parts[measure.denominator] = (own, "denominator")
    return words if parts.items() <= words.items() else {**words, **parts}
