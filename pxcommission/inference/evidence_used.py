"""What a contract's findings rest on, from the evidence store: the provider's own words, the files used, notes about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pxcommission.assessment.findings import Finding
from pxcommission.evidence.readings_logged import LoggedReading
from pxcommission.evidence.store import EvidenceStore
from pxcommission.inference.checked import DataNote, ProvidersWord, SourceUsed
from pxcommission.periods import Period
from pxcommission.rulebook.rulebook import ContractInForce


def said_by_provider(
    store: EvidenceStore, contract: ContractInForce, period: Period, as_at: date
) -> tuple[ProvidersWord, ...]:
    """What the provider said of this contract's requirements for periods that touch the one checked: the newest word on each.

    An answer that only agrees with a figure says nothing that a letter would have to repeat.
    """
    codes = {contract.contract.provider.ods, *(f.ods for f in contract.contract.provider.formerly)}
    found: dict[tuple[str, str, str, str, str, date, date], ProvidersWord] = {}
    for reading, said in store.statements(as_at):
        ours = said.contract in ("", contract.id) and (
            codes & set(reading.providers) or (said.contract and not reading.providers)
        )
        if ours and said.end >= period.start and said.start <= period.end:
            key = (said.requirement, said.service, said.touchpoint, said.site, said.ward, said.start, said.end)
            word = ProvidersWord(reading.file, said, reading.received)
            found[key] = max(found.get(key, word), word, key=_newness)
    words = (found[key] for key in sorted(found))
    return tuple(word for word in words if word.statement.reason or word.statement.action)


def _newness(word: ProvidersWord) -> tuple[date, str, str, str]:
    """What puts one word after another, the same whatever the order the files were loaded in."""
    return word.received or date.min, word.file, word.statement.sheet, word.statement.cell


def sources_of(store: EvidenceStore, findings: Sequence[Finding], as_at: date) -> tuple[SourceUsed, ...]:
    """The files the findings rest on, by name."""
    used = _files_used(findings)
    return tuple(
        SourceUsed(r.file, r.file_sha256, r.kind, r.reader, r.origin, r.revised or r.published, r.received)
        for r in sorted(store.readings(as_at), key=lambda r: (r.file, r.reading))
        if r.file in used
    )


def _files_used(findings: Sequence[Finding]) -> set[str]:
    return {address.file for finding in findings for address in finding.evidence}


def notes_of(
    store: EvidenceStore, findings: Sequence[Finding], contract: ContractInForce, as_at: date
) -> tuple[DataNote, ...]:
    """What the readers noted about the files the findings rest on, or about this provider's own returns."""
    used = _files_used(findings)
    ods = contract.contract.provider.ods

    def concerns(reading: LoggedReading) -> bool:
        return reading.file in used or ods in reading.providers

    return tuple(
        DataNote(place, message, weight)
        for reading in sorted(store.readings(as_at), key=lambda r: (r.file, r.reading))
        if concerns(reading)
        for place, weight, message in reading.notes
    )
