"""The level in force on a day as a schedule prints it, beside the contract's own line: varied, set aside, or not in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pxcommission.authoring.contract_in_force import NONE_IN_FORCE, RequirementInForce, requirements_on
from pxcommission.authoring.schedule_words import level_of
from pxcommission.packs.plain_text import LONGEST_IN_CELL, listed, one_line
from pxcommission.periods import in_words
from pxcommission.rulebook.contracts import Term
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

_IN_WORDS = {"all": "all of them, each one", "none": "none, not one case"}


def level_in_words(level: str) -> str:
    """A level as a provider's director would say it: `all` and `none` need words."""
    return _IN_WORDS.get(level, level)


def levels_in_force(rulebook: Rulebook, contract: ContractInForce, on: date, as_at: date) -> Mapping[str, str]:
    """What is asked on a day by each adopted requirement, from the variations signed by `as_at`; each is one line."""
    outside = outside_term(contract.contract.term, on)
    rows = (row for row in requirements_on(rulebook, contract, on, as_at) if row.adopted is not None)
    return {
        row.requirement.id: one_line(
            f"none: {outside}" if outside else _level(row, contract, rulebook, on), LONGEST_IN_CELL
        )
        for row in rows
    }


def outside_term(term: Term, on: date) -> str:
    """That a day lies before or after the contract's term; nothing within it."""
    if on < term.from_:
        return f"the contract begins on {in_words(term.from_)}"
    return f"the contract ended on {in_words(term.to)}" if on > term.to else ""


def _level(row: RequirementInForce, contract: ContractInForce, rulebook: Rulebook, on: date) -> str:
    if row.threshold in ("not asked", "not in force", NONE_IN_FORCE):
        return f"none: {row.why}"
    aside = [
        waiver.service
        for waiver in contract.contract.waivers
        if waiver.requirement == row.requirement.id and waiver.from_ <= on <= waiver.to
    ]
    bought = [name for name in row.requirement.service if name == "all" or name in contract.contract.services]
    if None in aside or (aside and set(bought) <= set(aside)):
        return "set aside"
    own_rule = row.requirement.require is not None
    level = level_in_words(level_of(row.requirement, rulebook.vocabulary) if own_rule else row.threshold)
    named = [name for name in aside if name in bought]
    return f"{level}; set aside for {listed([str(name) for name in named])}" if named else level
