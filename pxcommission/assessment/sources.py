"""What a contract expects for a period and whether it is in: not due yet, not yet published, not loaded, not received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import polars as pl
from msgspec import Struct

from pxcommission.assessment.arrivals import Arrival, Arrivals
from pxcommission.assessment.duties import duties_of
from pxcommission.evidence.receipts import Receipt
from pxcommission.evidence.store import EvidenceStore
from pxcommission.listening.joined import HeardEvidence
from pxcommission.periods import Length, Period, in_words, periods_covering
from pxcommission.rulebook.contracts import ReportDue
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

IN = "in"
PUBLICATION, REPORT, REGISTER = "publication", "report", "register"
SETTLED = (IN, "not received")


class SourceState(Struct, frozen=True):
    """One expected source for one of its own periods: whether it is in, and if not, how it stands."""

    source: str
    kind: str
    period: Period
    due: date
    state: str
    detail: str

    @property
    def text(self) -> str:
        """`fft publication, September 2025: not yet published`."""
        return f"{self.source} {self.kind}, {self.period.label}: {self.state}"


class Sources:
    """What is in, as known on a day."""

    def __init__(
        self,
        store: EvidenceStore,
        figures: pl.DataFrame,
        contracts: Sequence[ContractInForce],
        receipts: Mapping[str, Sequence[Receipt]],
        rulebook: Rulebook,
        as_at: date,
    ) -> None:
        self.published = store.published_periods(as_at)
        self.stood: dict[tuple[str, str], date] = {}
        for measure, service, start, end in self.published:
            if start == end:
                self.stood[measure, service] = min(end, self.stood.get((measure, service), end))
        self.store = store
        self.files = {reading.file.rpartition("/")[2] for reading in store.readings(as_at)}
        self.arrivals = Arrivals(figures, contracts)
        self.receipts, self.vocabulary, self.as_at = receipts, rulebook.vocabulary, as_at
        self.extra_bank_holidays = rulebook.extra_bank_holidays
        self.services: dict[tuple[str, str], list[str]] = {}
        for duty in duties_of(rulebook, contracts):
            key = (duty.contract.id, duty.requirement.measure)
            if duty.service not in self.services.setdefault(key, []):
                self.services[key].append(duty.service)

    def expected_for(
        self, contract: ContractInForce, measure: str, service: str, period: Period, origin: str = ""
    ) -> list[SourceState]:
        """Every source of the contract that should hold this measure for the period, each of its own periods apart.

        `origin`: whose figure is judged, where one is. The registers are among them where it is theirs, where the contract
        takes them before the source it is from, and where neither a figure nor another source is in.
        """
        states: list[SourceState] = []
        feedback = self.vocabulary.measures[measure].feedback
        states.extend(self.publications(contract, feedback, service, measure, period))
        for name, report in contract.contract.reports_due.items():
            if measure in report.measures and (not report.service or service in report.service):
                for part in periods_covering(report.length, period):
                    states.append(self.report(contract, name, report, part, (measure,), service))
        if not origin and self.arrivals.of(contract.id, measure, (service,), period) is not None:
            origin = "local"
        if self._rests_on_registers(contract, origin, any(state.state == IN for state in states)):
            states.extend(self.registers(contract, measure, period))
        return states

    def _rests_on_registers(self, contract: ContractInForce, origin: str, something_in: bool) -> bool:
        """Whether a verdict may still change with what the registers hold."""
        order = contract.contract.evidence
        if not origin or origin == REGISTER:
            return origin == REGISTER or not something_in
        before = order[: order.index(origin)] if origin in order else order
        return REGISTER in before

    def registers(self, contract: ContractInForce, measure: str, period: Period) -> Iterator[SourceState]:
        """How the listening registers that a measure is counted from stand for a period, where they are kept at all."""
        if not isinstance(self.store, HeardEvidence):
            return
        provider = contract.contract.provider
        codes = {provider.ods: date.max, **{former.ods: former.until for former in provider.formerly}}
        standing = self.store.standing(measure, codes, period, self.as_at)
        if standing is not None:
            yield SourceState(standing.register, REGISTER, period, period.end, standing.state, standing.detail)

    def publications(
        self, contract: ContractInForce, feedback: str, service: str, measure: str, period: Period
    ) -> Iterator[SourceState]:
        """How the publication of one feedback source stands for one service, each of its own periods apart."""
        publication = contract.contract.published.get(feedback)
        if publication is None:
            return
        for part in periods_covering(Length(publication.every), period):
            loaded = self._is_published(measure, service, part)
            yield self._publication(
                feedback, service, part, publication.expected.on(part, self.extra_bank_holidays), loaded
            )

    def _is_published(self, measure: str, service: str, part: Period) -> bool:
        return all((measure, service, month.start, month.end) in self.published for month in part.months) or (
            (measure, service, part.start, part.end) in self.published
            or self.stood.get((measure, service), date.max) <= part.end
        )

    def _publication(self, source: str, service: str, part: Period, expected: date, loaded: bool) -> SourceState:
        if loaded:
            return SourceState(source, PUBLICATION, part, expected, IN, service)
        if self.as_at < expected:
            detail = f"{service}: expected about {in_words(expected)}"
            return SourceState(source, PUBLICATION, part, expected, "not yet published", detail)
        detail = f"{service}: expected about {in_words(expected)}; no file with it has been loaded"
        return SourceState(source, PUBLICATION, part, expected, "not loaded", detail)

    def report(
        self,
        contract: ContractInForce,
        name: str,
        report: ReportDue,
        part: Period,
        measures: Sequence[str],
        service: str | None = None,
    ) -> SourceState:
        """How one report stands for one period: in when every one of these measures is, for every service it is owed for."""
        due = report.due.on(part, self.extra_bank_holidays)
        missing = [m for m in measures if self.arrival(contract, report, m, part, service) is None]
        if not missing:
            return SourceState(name, REPORT, part, due, IN, "")
        absent = self._absent_report(contract, name, part, due)
        came = any(self.arrivals.any_service(contract.id, m, part) for m in report.measures)
        if not came:
            return absent
        elsewhere = service is not None and any(self.arrivals.any_service(contract.id, m, part) for m in missing)
        for_service = f" for {service}" if elsewhere else ""
        return SourceState(
            name, REPORT, part, due, "incomplete", f"received without: {', '.join(missing)}{for_service}"
        )

    def arrival(
        self, contract: ContractInForce, report: ReportDue, measure: str, part: Period, service: str | None = None
    ) -> Arrival | None:
        """When a measure of a report came in, for one service or for every service it is owed for; None when it did not."""
        owed: Sequence[str] = report.service or self.services.get((contract.id, measure), ())
        services = (service,) if service is not None else owed
        return self.arrivals.of(
            contract.id, measure, services or self.arrivals.any_service(contract.id, measure, part), part
        )

    def _absent_report(self, contract: ContractInForce, name: str, part: Period, due: date) -> SourceState:
        """A report of which nothing is loaded: one that came is not held against anybody; else somebody must have looked."""
        lines = [r for r in self.receipts.get(contract.id, ()) if r.report == name and r.period == part]
        came = [r for r in lines if r.received and r.received <= self.as_at]
        if came:
            on, file = in_words(min(r.received for r in came if r.received)), came[-1].file
            detail = f"received {on} but not loaded: load {file}"
            if file in self.files:
                detail = f"received {on} and loaded, but {file} has no figure for this provider, service and level: see its mapping"
            return SourceState(name, REPORT, part, due, "not loaded", detail)
        looked = [(r.looked_for_on, r.by) for r in lines if r.looked_for_on and r.looked_for_on <= self.as_at]
        after = [(day, by) for day, by in looked if day > due]
        if after:
            day, by = max(after)
            detail = f"due {in_words(due)}; looked for on {in_words(day)} by {by}; not there"
            return SourceState(name, REPORT, part, due, "not received", detail)
        if self.as_at <= due:
            return SourceState(name, REPORT, part, due, "not due yet", f"due {in_words(due)}")
        nobody = (
            "it was looked for before it was due only" if looked else "nobody has recorded yet that it was looked for"
        )
        return SourceState(name, REPORT, part, due, "not loaded", f"due {in_words(due)}; {nobody}")
