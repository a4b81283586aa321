"""Edits of a contract that change only their own lines: adopt, monitor, a new dated threshold, a variation, a waiver.

History is never edited: a threshold that changes gets a new dated line with its document and reason beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.authoring.changes import FileChange
from pxcommission.periods import in_words, quarter_of, read_period
from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight, did_you_mean
from pxcommission.rulebook.contracts import Adopted
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook, read_rulebook
from pxcommission.rulebook.threshold_slips import slip_of
from pxcommission.rulebook.thresholds import SENTENCES, read_threshold
from pxcommission.strict_models import place_of
from pxcommission.workspace import chosen_contracts
from pxcommission.yaml_edits import (
    Mends,
    OneLine,
    Remarked,
    Value,
    add_comment_above,
    decoded,
    insert_under,
    list_under,
    mended,
    opened,
    remove_entry,
    tree_of,
    under,
)
from pxcommission.yaml_text import Place, PlacedMapping


class OpenContract(Struct, frozen=True):
    """A contract opened for edits: what its file held, and its text with the edits so far."""

    rulebook: Rulebook
    contract: ContractInForce
    before: bytes
    text: str

    @property
    def tree(self) -> PlacedMapping:
        """The text read again, with places."""
        found = tree_of(self.text, self.contract.file)
        if not isinstance(found, PlacedMapping):
            raise ProblemsFound([found.place.problem("keys with values are expected here")], ExitCode.RULES_WRONG)
        return found

    @property
    def change(self) -> FileChange:
        """The edits so far as a change of the file."""
        return FileChange(self.contract.file, self.before, self.text.encode("utf-8"))

    def edited(self, mends: Mends) -> OpenContract:
        """With these edits made."""
        return replace(self, text=mended(self.text, mends))


class Grounds(Struct, frozen=True):
    """Why a threshold changes: the document that says so, when it was signed, and the reason."""

    reason: str
    document: str
    signed: date | None = None

    @property
    def comment(self) -> str:
        """`Variation 4, signed 12 March 2026: two wards moved.`"""
        signed = f", signed {in_words(self.signed)}" if self.signed else ""
        return f"{self.document}{signed}: {self.reason}"


def open_contract(folder: Path, contract: str) -> OpenContract:
    """The contract with this id, opened; raises ProblemsFound where there is none or its file can't be read."""
    rulebook, problems = read_rulebook(folder)
    if contract not in rulebook.contracts:
        unread = [p for p in problems if p.file.startswith("contracts/") and p.weight is Weight.ERROR]
        if unread:
            raise ProblemsFound(unread, ExitCode.RULES_WRONG)
    found = chosen_contracts(rulebook, [contract])[0]
    data = (folder / found.file).read_bytes()
    return OpenContract(rulebook, found, data, decoded(data))


def adopt(
    opened_contract: OpenContract, requirement: str, clause: str, threshold: str | None, begins: date | None
) -> OpenContract:
    """With a requirement adopted as an obligation; one that was monitored is so no longer.

    Without a threshold its usual one is taken; `begins` is the day of its first dated line (default: the first of the term).
    """
    given = opened_contract.contract.contract
    known = _requirement(opened_contract, requirement)
    line = next((one for one in given.requirements if one.use == requirement), None)
    if line is not None:
        raise _refused(place_of(line.use, line.place), f"{requirement} is adopted already",
                       f"change its level with `contract set-threshold {given.contract} {requirement} …`")  # fmt: skip
    if known.usual_threshold is None and threshold is not None:
        raise _judged_by_condition(known)
    usual = known.usual_threshold.threshold.text if known.usual_threshold else None
    result = opened_contract
    if requirement in given.monitored:
        monitored = list_under(result.tree, "monitored")
        result = result.edited(remove_entry(result.text, monitored, given.monitored.index(requirement)))
    return adopt_new(result, requirement, clause, threshold or usual, begins or given.term.from_)


def adopt_new(
    opened_contract: OpenContract, requirement: str, clause: str, threshold: str | None, begins: date
) -> OpenContract:
    """With a requirement adopted that may only be written in the same change."""
    entry: dict[str, Value] = {"use": requirement, "clause": clause}
    if threshold is not None:
        _within_term(opened_contract, begins)
        entry["threshold"] = OneLine({begins.isoformat(): checked_sentence(threshold)})
    mends = insert_under(opened_contract.text, opened_contract.tree, "requirements", entry)
    return opened_contract.edited(mends)


def monitor(opened_contract: OpenContract, requirement: str) -> OpenContract:
    """With a requirement watched and discussed, without obligation."""
    given = opened_contract.contract.contract
    _requirement(opened_contract, requirement)
    for kind, names in (("adopted", [one.use for one in given.requirements]), ("monitored", given.monitored)):
        if requirement in names:
            raise _refused(given.place, f"{requirement} is {kind} already", "there is nothing to add")
    return opened_contract.edited(insert_under(opened_contract.text, opened_contract.tree, "monitored", requirement))


def set_threshold(
    opened_contract: OpenContract, requirement: str, dated: Sequence[tuple[date, str]], grounds: Grounds
) -> OpenContract:
    """With a new dated line for each day; a day that has a line already, or lies outside the term, is refused."""
    line = _adopted_with_threshold(opened_contract, requirement)
    for day, sentence in dated:
        _within_term(opened_contract, day)
        checked_sentence(sentence)
        if day in line.threshold:
            there = line.threshold[day]
            raise _refused(there.place, f"{requirement} has a line for {in_words(day)} already: {there.threshold.text}",
                           "history is never edited: give another day, or a variation for a time with --to")  # fmt: skip
    result = opened_contract
    for day, sentence in dated:
        result = _with_line(result, requirement, day, sentence, grounds.comment)
    return result


def vary(
    opened_contract: OpenContract, requirement: str, sentence: str, begins: date, ends: date, grounds: Grounds
) -> OpenContract:
    """With a variation: another threshold from one day to another, after which the dated lines hold again."""
    _adopted_with_threshold(opened_contract, requirement)
    for day in (begins, ends):
        _within_term(opened_contract, day)
    entry: dict[str, Value] = {
        "requirement": requirement, "from": begins, "to": ends, "threshold": checked_sentence(sentence),
        "document": grounds.document, "signed": grounds.signed or begins, "reason": grounds.reason,
    }  # fmt: skip
    return opened_contract.edited(insert_under(opened_contract.text, opened_contract.tree, "variations", entry))


def waive(
    opened_contract: OpenContract,
    requirement: str,
    begins: date,
    ends: date,
    reason: str,
    source: str,
    approved_by: str,
    service: str | None = None,
) -> OpenContract:
    """With a waiver: the requirement is set aside from one day to another, both within the term."""
    _adopted(opened_contract, requirement)
    for day in (begins, ends):
        _within_term(opened_contract, day)
    entry: dict[str, Value] = {"requirement": requirement}
    if service:
        entry["service"] = service
    entry |= {"from": begins, "to": ends, "reason": reason, "source": source, "approved_by": approved_by}
    return opened_contract.edited(insert_under(opened_contract.text, opened_contract.tree, "waivers", entry))


def planned_path(text: str) -> list[tuple[date, str]]:
    """`2025/26-Q1=at least 91%, 2025/26-Q2=at least 92%` as a dated line from the first day of each quarter.

    Raises ValueError with a sentence that says what can't be read.
    """
    found: list[tuple[date, str]] = []
    for part in text.split(","):
        quarter, _, sentence = (piece.strip() for piece in part.partition("="))
        period = read_period(quarter)
        if period is None or period != quarter_of(period.start):
            raise ValueError(f"'{quarter}' is not a quarter; write 2025/26-Q1=at least 91%")
        if read_threshold(sentence) is None:
            slip = slip_of(sentence, SENTENCES)
            raise ValueError(f"{slip.message}; {slip.fix}" if sentence else "'' is not a threshold")
        if period.start in [day for day, _ in found]:
            raise ValueError(f"{period.label} stands twice")
        found.append((period.start, sentence))
    return sorted(found)


def checked_sentence(sentence: str) -> str:
    """The sentence as thresholds are written; raises ProblemsFound (exit code 2) for one that is not of the closed list."""
    found = read_threshold(sentence)
    if found is None:
        slip = slip_of(sentence, SENTENCES)
        raise ProblemsFound([Problem("the threshold", slip.message, slip.fix)], ExitCode.USAGE)
    return found.text


def _with_line(opened_contract: OpenContract, requirement: str, day: date, sentence: str, comment: str) -> OpenContract:
    """A dated line in its place among the others; where it can't have a comment beside it, one stands above."""
    entries = list_under(opened_contract.tree, "requirements")
    entry = next(one for one in entries if isinstance(one, PlacedMapping) and under(one, "use") == requirement)
    lines = under(entry, "threshold")
    days = [date.fromisoformat(key) for key in lines] if isinstance(lines, PlacedMapping) else []
    at = sum(known < day for known in days)
    mends = opened(opened_contract.text, entry, "threshold", Remarked(sentence, comment), name=day.isoformat(), at=at)
    if not any("#" in mend.new for mend in mends):
        mends += add_comment_above(opened_contract.text, entry.place.line, f"{day}: {comment}")
    return opened_contract.edited(mends)


def _requirement(opened_contract: OpenContract, requirement: str) -> Requirement:
    rulebook, contract = opened_contract.rulebook, opened_contract.contract
    known = rulebook.requirement(contract, requirement)
    if known is None:
        names = [*rulebook.requirements, *contract.own]
        message = f"there is no requirement '{requirement}'{did_you_mean(requirement, names)}"
        how = f"`pxcommission rules show {contract.id}` lists what the contract asks"
        fix = f"{how}; write one with `pxcommission rules new`"
        raise ProblemsFound([Problem("the requirement", message, fix)], ExitCode.USAGE)
    return known


def _adopted(opened_contract: OpenContract, requirement: str) -> Adopted:
    given = opened_contract.contract.contract
    line = next((one for one in given.requirements if one.use == requirement), None)
    if line is None:
        _requirement(opened_contract, requirement)
        how = "monitored, not adopted" if requirement in given.monitored else "not adopted"
        raise _refused(given.place, f"{requirement} is {how} in {given.contract}",
                       f"adopt it first: `contract adopt {given.contract} {requirement} --clause …`")  # fmt: skip
    return line


def _adopted_with_threshold(opened_contract: OpenContract, requirement: str) -> Adopted:
    line = _adopted(opened_contract, requirement)
    known = _requirement(opened_contract, requirement)
    if known.require is not None:
        raise _judged_by_condition(known)
    return line


def _judged_by_condition(requirement: Requirement) -> ProblemsFound:
    message = f"{requirement.id} is judged by its own condition; it takes no threshold"
    return _refused(requirement.place, message, "waive it for a time, or write a requirement of the contract's own")


def _within_term(opened_contract: OpenContract, day: date) -> None:
    term = opened_contract.contract.contract.term
    if not term.from_ <= day <= term.to:
        raise _refused(term.place, f"{in_words(day)} lies outside the contract's term, {in_words(term.from_)} to {in_words(term.to)}",
                       "give a day within it, or extend the term with `contract roll-forward`")  # fmt: skip


def _refused(place: Place, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([place.problem(message, fix)], ExitCode.REFUSED)
