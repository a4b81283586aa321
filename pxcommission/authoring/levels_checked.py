"""Whether a level that a person typed is a threshold, and one that suits its requirement, in a sentence they can act on."""

from __future__ import annotations

from pxcommission.problems import Weight
from pxcommission.rulebook.lint_thresholds import lint_threshold
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.threshold_slips import slip_of
from pxcommission.rulebook.thresholds import SENTENCES, PlacedThreshold, read_threshold
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.yaml_text import Place


def wrong_sentence(text: str) -> str | None:
    """What is wrong with a text that is none of the closed list of threshold sentences: `'>= 95%' is … write `at least 95%``."""
    if read_threshold(text) is not None:
        return None
    slip = slip_of(text, SENTENCES)
    return f"{slip.message}; {slip.fix}"


def wrong_level(text: str, requirement: Requirement, vocabulary: Vocabulary) -> str | None:
    """What is wrong with a level for a requirement: no threshold, the wrong unit, the wrong way round, never met."""
    threshold = read_threshold(text)
    if threshold is None:
        return wrong_sentence(text)
    if requirement.require is not None:
        return "it is judged by its own condition and takes no threshold"
    if requirement.measure not in vocabulary.measures:
        return None
    placed = PlacedThreshold(threshold, Place("", 1, 1))
    found = [p for p in lint_threshold(placed, requirement, vocabulary, obligation=True) if p.weight is Weight.ERROR]
    return "; ".join(part for part in (found[0].message, found[0].fix) if part) if found else None
