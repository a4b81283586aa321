"""What worked across contracts: every registered action with its last recorded verdict, so that it can shape what is asked next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from pxcommission.assessment.statistics.improvement_judgement import Verdict
from pxcommission.cases.improvement_records import ImprovementRecord
from pxcommission.casework.improvement_told import signed, size_told, unit_told
from pxcommission.periods import in_words
from pxcommission.rulebook.rulebook import Rulebook

COLUMNS = ("verdict", "aspect", "contract", "provider", "requirement", "service", "where", "action", "start", "expected",
           "expected_within", "involved", "size", "change", "low", "high", "how_sure", "looks", "last_looked", "stopped", "id")  # fmt: skip
NOT_REVIEWED = "not reviewed"
ORDER = (
    *(one.value for one in (Verdict.IMPROVED, Verdict.WORSENED, Verdict.NO_EVIDENCE, Verdict.TOO_EARLY)),
    NOT_REVIEWED,
)
CAUTIONS = (
    "What is here was chosen by the people who acted, and begun when they saw a reason to: an action started because of a "
    "bad month is often followed by better ones by itself (regression to the mean). Part of what looks like success may be that.",
    "Where many actions are looked at, some improve by chance: on stable figures about 1 to 4 of 100 looks say improved.",
    "Only where a comparator is named was the same time elsewhere taken off; all others show an association in time, not a cause.",
)


class ReportRow(Struct, frozen=True):
    """One action with its last recorded verdict: where and what it was, who was involved, how large and how sure."""

    record: ImprovementRecord
    verdict: str
    aspect: str
    provider: str
    unit: str
    size: str
    how_sure: str

    @property
    def expected(self) -> str:
        """What was expected of it, with the number where there is one."""
        wanted = self.record.registration
        return (
            f"{wanted.expect} ({signed(wanted.expected_change)})"
            if wanted.expected_change is not None
            else wanted.expect
        )

    def cells(self) -> tuple[str, ...]:
        """The row under COLUMNS."""
        record, wanted = self.record, self.record.registration
        last = record.reviews[-1] if record.reviews else None
        found = last.found if last else None
        size = found.size if found else None
        within = {None: "", True: "yes", False: "no"}[found.expected_within if found else None]
        numbers = [str(number) for number in (size.size, size.low, size.high)] if size else ["", "", ""]
        return (
            self.verdict, self.aspect, record.contract, self.provider, record.requirement, record.service,
            unit_told(wanted.unit), wanted.action, wanted.start.isoformat(), self.expected, within,
            ", ".join(wanted.involved), self.size, *numbers, self.how_sure, str(len(record.reviews)),
            last.on.isoformat() if last else "", record.stopped[1] if record.stopped else "", record.id,
        )  # fmt: skip


def report_rows(records: Iterable[ImprovementRecord], rulebook: Rulebook) -> tuple[ReportRow, ...]:
    """A row for every action, by verdict (what improved first), then by aspect, contract and start."""
    rows = [_row(record, rulebook) for record in records]
    return tuple(
        sorted(
            rows,
            key=lambda r: (
                ORDER.index(r.verdict),
                r.aspect,
                r.record.contract,
                r.record.registration.start,
                r.record.id,
            ),
        )
    )


def counted(rows: Sequence[ReportRow]) -> str:
    """`5 actions: 2 improved, 1 worsened, 1 no evidence yet, 1 not reviewed`."""
    named = [(sum(row.verdict == verdict for row in rows), verdict) for verdict in ORDER]
    told = ", ".join(f"{number} {verdict}" for number, verdict in named if number)
    return f"{len(rows)} {'action' if len(rows) == 1 else 'actions'}: {told}" if rows else "no action is registered"


def _row(record: ImprovementRecord, rulebook: Rulebook) -> ReportRow:
    held = rulebook.contracts.get(record.contract)
    requirement = rulebook.requirement(held, record.requirement) if held else None
    aspect = rulebook.vocabulary.aspects.get(requirement.aspect) if requirement else None
    measure = rulebook.vocabulary.measures.get(record.registration.measure)
    unit = measure.unit if measure else ""
    last = record.reviews[-1].found if record.reviews else None
    return ReportRow(
        record=record,
        verdict=last.verdict if last else NOT_REVIEWED,
        aspect=aspect.name if aspect else requirement.aspect if requirement else "",
        provider=held.contract.provider.name if held else "",
        unit=unit,
        size=size_told(last.size, unit, last.compared) if last and last.size else "",
        how_sure="; ".join(how_sure(record)),
    )


def how_sure(record: ImprovementRecord) -> list[str]:
    """What strengthens or weakens the last verdict, in short."""
    last = record.reviews[-1].found if record.reviews else None
    said = []
    if last is not None:
        said.append(
            "compared with where nothing was done" if last.compared else "association in time, not proof of cause"
        )
        said.append("chart and interval" if last.charted else "interval alone")
        if last.regression_to_the_mean:
            said.append("regression to the mean is likely part of it")
        if len(record.reviews) > 1:
            said.append(f"{len(record.reviews)} looks")
    said.append(record.registered)
    if record.stopped is not None:
        said.append(f"stopped on {in_words(record.stopped[0])}: {record.stopped[1]}")
    return said
