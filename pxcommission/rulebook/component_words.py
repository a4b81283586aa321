"""The words a requirement's condition may use, and which part of which measure each of them is."""

from __future__ import annotations

from pxcommission.vocabulary.models import Vocabulary

ComponentWords = dict[str, tuple[str, str]]
"""A word to its measure and the part it is: `numerator`, `denominator` or `value`."""


def component_words(vocabulary: Vocabulary, own: str | None = None) -> ComponentWords:
    """Every word a requirement's condition may use: its measure and the part (`numerator`, `denominator`, `value`).

    A component that several measures have (`responses`) is that of the requirement's `own` measure, if it has it.
    """
    words = dict(vocabulary.component_words)
    if own is not None and own in vocabulary.measures:
        measure = vocabulary.measures[own]
        words[measure.numerator or own] = (own, "numerator")
        if measure.denominator:
            words[measure.denominator] = (own, "denominator")
    return words
