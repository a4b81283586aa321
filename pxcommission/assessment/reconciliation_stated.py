"""Percentages that a return states beside counts which do not give them: found when it was loaded, kept with the reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from pxcommission.assessment.reconciliation_found import Between, Difference, Side
from pxcommission.evidence.readings_logged import LoggedReading
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Period
from pxcommission.rulebook.rulebook import ContractInForce

LEFT_OUT = "the figure is left out until the provider says which is right"
"""What the readers of returns write where a stated percentage and its counts disagree."""


def stated_differences(
    store: EvidenceStore, contracts: Sequence[ContractInForce], period: Period, as_at: date
) -> Iterator[Difference]:
    """One difference for each such percentage in the returns of these contracts' providers; neither side is judged."""
    for reading in store.readings(as_at):
        if reading.end < period.start or reading.end > period.end:
            continue
        told = [(place, message) for place, _, message in reading.notes if LEFT_OUT in message]
        for contract in contracts if told else ():
            if _codes(contract) & set(reading.providers):
                yield from (_difference(contract, reading, place, message) for place, message in told)


def _codes(contract: ContractInForce) -> set[str]:
    provider = contract.contract.provider
    return {str(provider.ods), *(str(one.ods) for one in provider.formerly)}


def _difference(contract: ContractInForce, reading: LoggedReading, place: str, message: str) -> Difference:
    neither = Side("neither yet", None, None, (place,), reading.received)
    return Difference(
        contract=contract.id,
        between=Between.STATED,
        level="",
        provider=contract.contract.provider.ods,
        site="",
        ward="",
        service="",
        touchpoint="",
        measure="",
        period=Period(reading.start, reading.end),
        judged=neither,
        other=replace(neither, says="the provider's return"),
        because="neither is judged until the provider says which is right",
        told=message.replace(f": {LEFT_OUT}", ""),
    )
