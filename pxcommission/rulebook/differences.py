"""What changed in meaning between two rulebooks: not the text, but what is asked, of whom, from when, and what follows."""

from __future__ import annotations

from pxcommission.rulebook.differences_of_contracts import between_contracts
from pxcommission.rulebook.differences_of_ladders import between_forms, between_ladders
from pxcommission.rulebook.differences_of_requirements import between_requirements
from pxcommission.rulebook.differences_of_words import between_organisations, between_words
from pxcommission.rulebook.differences_told import Difference
from pxcommission.rulebook.differences_weighed import Effect
from pxcommission.rulebook.rulebook import Rulebook

__all__ = ["Difference", "Effect", "differences"]


def differences(before: Rulebook, after: Rulebook) -> tuple[Difference, ...]:
    """Every difference in meaning, in fixed order: contracts, requirements, ladders, contract forms, words.

    Comments, layout and the order of lists that decide nothing make no difference; a rulebook has none from itself.
    """
    return (
        *between_contracts(before.contracts, after.contracts),
        *between_requirements(before.requirements, after.requirements),
        *between_ladders(before.ladders, after.ladders),
        *between_forms(before.forms, after.forms),
        *between_words(before.vocabulary, after.vocabulary),
        *between_organisations(before.organisations, after.organisations),
    )
