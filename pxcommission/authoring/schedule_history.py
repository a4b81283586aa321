"""What changed in a contract's requirements and what reports it asks for: dated lines, variations, waivers, duties, in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import zip_longest

from msgspec import Struct

from pxcommission.packs.plain_text import LONGEST_IN_CELL, one_line, sentence
from pxcommission.periods import in_words
from pxcommission.rulebook.contracts import Adopted, ReportDue
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.yaml_edits import decoded, list_under, tree_of, under
from pxcommission.yaml_spans import Lines
from pxcommission.yaml_text import PlacedMapping


class HistoryLine(Struct, frozen=True):
    """One change of what a requirement asks: a dated line of the contract, a variation or a waiver."""

    requirement: str
    statement: str
    kind: str
    since: date
    until: date | None
    says: str
    document: str
    reason: str


class ReportingDuty(Struct, frozen=True):
    """A report the provider owes, in words."""

    name: str
    clause: str
    every: str
    due: str
    measures: tuple[str, ...]
    service: str


def varied_on(contract: ContractInForce, requirement: str, on: date) -> str:
    """The variation and the waivers that cover the day, in words; nothing when none does."""
    said = []
    for variation in contract.contract.variations:
        if variation.requirement == requirement and variation.from_ <= on <= variation.to:
            span = f"{in_words(variation.from_)} to {in_words(variation.to)}"
            said.append(f"{variation.threshold.threshold.text} from {span} ({variation.document})")
    for waiver in contract.contract.waivers:
        if waiver.requirement == requirement and waiver.from_ <= on <= waiver.to:
            where = f" for {waiver.service}" if waiver.service else ""
            said.append(f"set aside{where} from {in_words(waiver.from_)} to {in_words(waiver.to)} ({waiver.source})")
    return _text("; ".join(said))


def history_of(rulebook: Rulebook, contract: ContractInForce) -> Iterator[HistoryLine]:
    """Every dated line, variation and waiver, requirement by requirement in the order of the contract."""
    remarks = _remarks(rulebook, contract)
    for requirement, adopted in rulebook.in_contract(contract):
        if adopted is not None:
            yield from _dated_lines(requirement, adopted, remarks)
            yield from _changes(requirement, contract)


def _dated_lines(
    requirement: Requirement, adopted: Adopted, remarks: Mapping[tuple[str, str], _Remark]
) -> Iterator[HistoryLine]:
    name, statement = requirement.id, sentence(requirement.statement)
    days = sorted(adopted.threshold)
    for day, following in zip_longest(days, days[1:]):
        line = adopted.threshold[day]
        until = following - timedelta(days=1) if following else None
        remark = remarks.get((name, day.isoformat()))
        document = f"{adopted.clause}; {remark.document}" if remark else adopted.clause
        reason = _text(remark.reason) if remark else ""
        yield HistoryLine(name, statement, "contract", day, until, line.threshold.text, _text(document), reason)


def _changes(requirement: Requirement, contract: ContractInForce) -> Iterator[HistoryLine]:
    name, statement = requirement.id, sentence(requirement.statement)
    for change in contract.contract.variations:
        if change.requirement == name:
            document = _text(f"{change.document}, signed {in_words(change.signed)}")
            says = change.threshold.threshold.text
            yield HistoryLine(
                name, statement, "variation", change.from_, change.to, says, document, _text(change.reason)
            )
    for waiver in contract.contract.waivers:
        if waiver.requirement == name:
            says = _text(f"set aside{f' for {waiver.service}' if waiver.service else ''}")
            document = _text(f"{waiver.source}; approved by {waiver.approved_by}")
            yield HistoryLine(name, statement, "waiver", waiver.from_, waiver.to, says, document, _text(waiver.reason))


class _Remark(Struct, frozen=True):
    """The document and the reason that `contract set-threshold` writes beside a dated line."""

    document: str
    reason: str


def _remarks(rulebook: Rulebook, contract: ContractInForce) -> dict[tuple[str, str], _Remark]:
    """The remarks on dated lines, by requirement and day, where one has the form `Variation 4: two wards moved`.

    What people note for themselves beside a line has not, and is nobody else's business.
    """
    text = decoded((rulebook.folder / contract.file).read_bytes())
    lines, tree = Lines(text), tree_of(text, contract.file)
    found = {}
    for entry in list_under(tree, "requirements") if isinstance(tree, PlacedMapping) else ():
        dated = under(entry, "threshold") if isinstance(entry, PlacedMapping) else None
        for day, node in dated.items() if isinstance(dated, PlacedMapping) else ():
            remark = _remark(lines.line(node.end.line)[node.end.column - 1 :])
            if remark is not None and isinstance(entry, PlacedMapping):
                found[str(under(entry, "use")), str(day)] = remark
    return found


def _remark(after: str) -> _Remark | None:
    """The remark in what stands after a value on its line; None where there is none of that form."""
    comment = _COMMENT.fullmatch(after)
    said = (_SIGNED.fullmatch(comment[1]) or _FORM.fullmatch(comment[1])) if comment else None
    if said is None or said["document"].casefold() in _OWN_NOTES:
        return None
    return _Remark(said["document"], said["reason"])


_COMMENT = re.compile(r"[\s,}\]]*\s#\s*(.*?)\s*")
_SIGNED = re.compile(r"(?P<document>.+?, signed [0-9]{1,2} [A-Z][a-z]+ [0-9]{4}): (?P<reason>.+)")
_FORM = re.compile(r"(?P<document>[A-Z0-9].*?): (?P<reason>.+)")
_OWN_NOTES = ("confidential", "internal", "nb", "note", "private", "todo")


def reporting_duties(rulebook: Rulebook, contract: ContractInForce) -> tuple[ReportingDuty, ...]:
    """The reports the provider owes, in the order of the contract."""
    return tuple(_duty(rulebook, name, report) for name, report in contract.contract.reports_due.items())


def _duty(rulebook: Rulebook, name: str, report: ReportDue) -> ReportingDuty:
    words = rulebook.vocabulary
    due = report.due.text.replace("operational day", "Operational Day")
    return ReportingDuty(
        name=_text(f"{name.replace('-', ' ').capitalize()} report"),
        clause=_text(report.clause),
        every=f"each {report.every}",
        due=_text(due.replace("period end", f"the {report.every} ends")),
        measures=tuple(_text(words.measures[one].name if one in words.measures else one) for one in report.measures),
        service=_text("; ".join(words.services[one].name if one in words.services else one for one in report.service)),
    )


def _text(value: str) -> str:
    return one_line(value, LONGEST_IN_CELL)
