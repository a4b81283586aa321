"""Carry a contract into its next year: the term, the edition of its general conditions, and what is left to settle.

The contract keeps its id. Streaks, cases and letters are known by it, and an extension does not start them anew; the older
lines of thresholds and editions stay, so that every past quarter is judged by what was agreed then. A contract that is let
again to the same provider on other terms is a new one: `contract new`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct

from pxcommission.authoring.contract_edits import OpenContract
from pxcommission.authoring.still_to_fill import still_to_fill
from pxcommission.periods import financial_year, in_words, year_of
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.contract_patterns import editions
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.thresholds import Against
from pxcommission.yaml_edits import insert_under, replace_value, under
from pxcommission.yaml_text import PlacedMapping

A_YEAR = timedelta(days=366)


class RolledForward(Struct, frozen=True):
    """The contract carried on, and what a contract manager has to settle before the new year begins."""

    contract: OpenContract
    to_settle: tuple[str, ...]


def roll_forward(opened_contract: OpenContract, ends: date, form: str | None = None) -> RolledForward:
    """The contract with its term extended to a day, and the editions of its form that begin meanwhile.

    `form` names the edition for the new years where another is agreed. Raises ProblemsFound (exit code 6) where the day is
    not after the term.
    """
    contract = opened_contract.contract.contract
    if ends <= contract.term.to:
        message = f"the term runs to {in_words(contract.term.to)} already; {in_words(ends)} is not after it"
        problem = contract.term.place.problem(message, "give a later day with --to")
        raise ProblemsFound([problem], ExitCode.REFUSED)
    _refuse_years_ahead(contract, ends)
    begins = contract.term.to + timedelta(days=1)
    result = _extended(opened_contract, ends)
    result = _with_editions(result, begins, ends, form)
    result = _retitled(result, contract, ends)
    return RolledForward(result, tuple(_to_settle(contract, begins, ends, result)))


def _refuse_years_ahead(contract: Contract, ends: date) -> None:
    """One contract year at a time: levels, editions and what is left to settle are looked at year by year."""
    last = contract.term.to
    if ends > last + A_YEAR:
        next_end = year_of(last + timedelta(days=1)).end
        message = f"the term ends on {in_words(last)}; {in_words(ends)} is more than a year later"
        fix = f"carry it forward a year at a time, starting with --to {next_end}, and settle each year's levels"
        raise ProblemsFound([contract.term.place.problem(message, fix)], ExitCode.REFUSED)


def _extended(opened_contract: OpenContract, ends: date) -> OpenContract:
    term = under(opened_contract.tree, "term")
    if not isinstance(term, PlacedMapping):
        raise ValueError("the term is a mapping in every contract that could be read")
    return opened_contract.edited(replace_value(opened_contract.text, term, "to", ends))


def _with_editions(opened_contract: OpenContract, begins: date, ends: date, form: str | None) -> OpenContract:
    contract, forms = opened_contract.contract.contract, opened_contract.rulebook.forms
    if form is not None and form not in forms:
        message = f"there is no contract form '{form}'{did_you_mean(form, forms)}"
        raise ProblemsFound([Problem("--form", message, "known: " + ", ".join(sorted(forms)))], ExitCode.USAGE)
    last = contract.form_on(contract.term.to)
    new = {begins: form} if form else _current(forms, editions(forms, _family(last), begins, ends))
    result = opened_contract
    for day, name in new.items():
        if day not in contract.general_conditions and name != contract.form_on(day):
            mends = insert_under(result.text, result.tree, "general_conditions", name, name=day.isoformat())
            result = result.edited(mends)
    return result


def _current(forms: Mapping[str, ContractForm], dated: Mapping[date, str]) -> dict[date, str]:
    """Without an edition that is over before its day: the one in force so far stays until the next is there."""
    over = {day for day, name in dated.items() if (last := forms[name].in_force_to) is not None and last < day}
    return {day: name for day, name in dated.items() if day not in over}


def _family(form: str) -> str:
    """`full-length` of `full-length-2026-27`."""
    return re.sub(r"-[0-9]{4}-[0-9]{2}$", "", form)


def _retitled(opened_contract: OpenContract, contract: Contract, ends: date) -> OpenContract:
    """The title with its last contract year moved on, where it ends with the years of the term."""
    before, after = financial_year(contract.term.to), financial_year(ends)
    if not contract.title.endswith(before) or before == after:
        return opened_contract
    alone = contract.title.removesuffix(before)
    years = f"to {after}" if alone.endswith("to ") else f"{before} to {after}"
    title = alone.removesuffix("to ") + years
    return opened_contract.edited(replace_value(opened_contract.text, opened_contract.tree, "title", title))


def _in_force(contract: Contract) -> Iterator[tuple[str, str]]:
    """Each adopted requirement's threshold in force on the term's last day."""
    for adopted in contract.requirements:
        line = adopted.line_in_force(contract.term.to)
        if line is not None:
            yield adopted.use, line[1].threshold.text


def _to_settle(contract: Contract, begins: date, ends: date, result: OpenContract) -> Iterator[str]:
    year = financial_year(begins)
    lines = list(_in_force(contract))
    forms = result.rulebook.forms
    in_force = result.contract.contract.form_on(contract.term.to)
    begun = editions(forms, _family(in_force), begins, ends)
    if begun and not _current(forms, begun):
        yield f"the edition of the form for {year} is not in rules/contract-forms: {in_force} stays in force until it is added"
    levels = "; ".join(f"{name} {text}" for name, text in lines)
    if levels:
        yield f"the thresholds of {year} stay as they are unless `contract set-threshold` gives a new line: {levels}"
    agreed = [name for name, text in lines if text == str(Against.NOTHING_YET)]
    if agreed:
        yield f"still to be agreed: {', '.join(agreed)}"
    if not any(day >= begins for days in contract.meetings.values() for day in days):
        yield f"no review meeting from {in_words(begins)} on: add their days under `meetings`"
    ending = [one.requirement for one in contract.variations if one.to == contract.term.to]
    ending += [one.requirement for one in contract.waivers if one.to == contract.term.to]
    if ending:
        yield f"a variation or waiver ends with the old term: {', '.join(ending)}"
    open_points = sum(1 for _ in still_to_fill(contract))
    if open_points:
        yield f"{open_points} clauses or addresses are still to be filled in"
    yield f"the signed extension: record its number and day; forms confirmed against the signed text go under `confirmed` ({year})"
