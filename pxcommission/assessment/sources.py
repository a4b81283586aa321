"""What a contract expects for a period and whether it is in: not due yet, not yet published, not loaded, not received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from pxcommission.evidence.receipts import Receipt
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Length, Period, in_words, periods_covering
from pxcommission.rulebook.contracts import ReportDue
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.vocabulary.models import Vocabulary

IN = "in"
PUBLICATION, REPORT = "publication", "report"
SETTLED = (IN, "not received")


@dataclass(frozen=True)
class SourceState:
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
        receipts: Mapping[str, Sequence[Receipt]],
        vocabulary: Vocabulary,
        as_at: date,
    ) -> None:
        published = store.observations(as_at).filter(pl.col("origin") == "published")
        columns = published.select("measure", "service", "start", "end").unique().collect()
        self.published = set(columns.iter_rows())
        local = figures.filter(pl.col("origin") == "local")
        known = local.group_by("provider", "measure", "service", "start", "end")
        first = known.agg(
            pl.col("received").min(), pl.col("received").null_count().alias("undated"), pl.col("file").first()
        )
        self.local = {
            (provider, measure, service, start, end): (received if not undated or received else None, file)
            for provider, measure, service, start, end, received, undated, file in first.iter_rows()
        }
        self.receipts, self.vocabulary, self.as_at = receipts, vocabulary, as_at

    def expected_for(self, contract: ContractInForce, measure: str, service: str, period: Period) -> list[SourceState]:
        """Every source of the contract that should hold this measure for the period, each of its own periods apart."""
        states: list[SourceState] = []
        feedback = self.vocabulary.measures[measure].feedback
        states.extend(self.publications(contract, feedback, service, measure, period))
        for name, report in contract.contract.reports_due.items():
            if measure in report.measures and (not report.service or service in report.service):
                for part in periods_covering(report.length, period):
                    states.append(self.report(contract, name, report, part, (measure,), service))
        return states

    def publications(
        self, contract: ContractInForce, feedback: str, service: str, measure: str, period: Period
    ) -> Iterator[SourceState]:
        """How the publication of one feedback source stands for one service, each of its own periods apart."""
        publication = contract.contract.published.get(feedback)
        if publication is None:
            return
        for part in periods_covering(Length(publication.every), period):
            loaded = self._is_published(measure, service, part)
            yield self._publication(feedback, service, part, publication.expected.on(part), loaded)

    def _is_published(self, measure: str, service: str, part: Period) -> bool:
        return all((measure, service, month.start, month.end) in self.published for month in part.months) or (
            (measure, service, part.start, part.end) in self.published
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
        """How one report stands for one period: in when every one of these measures is."""
        due = report.due.on(part)
        present = [m for m in measures if self.received_on(contract, m, part, service) is not None]
        if len(present) == len(measures):
            return SourceState(name, REPORT, part, due, IN, "")
        if present:
            missing = ", ".join(m for m in measures if m not in present)
            return SourceState(name, REPORT, part, due, "incomplete", f"received without: {missing}")
        return self._absent_report(contract, name, part, due)

    def _absent_report(self, contract: ContractInForce, name: str, part: Period, due: date) -> SourceState:
        for receipt in self.receipts.get(contract.id, ()):
            concerns = receipt.report == name and receipt.period == part
            if concerns and receipt.received and receipt.received <= self.as_at:
                detail = f"received {in_words(receipt.received)} but not loaded: load {receipt.file}"
                return SourceState(name, REPORT, part, due, "not loaded", detail)
            if concerns and receipt.looked_for_on and due < receipt.looked_for_on <= self.as_at:
                detail = (
                    f"due {in_words(due)}; looked for on {in_words(receipt.looked_for_on)} by {receipt.by}; not there"
                )
                return SourceState(name, REPORT, part, due, "not received", detail)
        if self.as_at <= due:
            return SourceState(name, REPORT, part, due, "not due yet", f"due {in_words(due)}")
        detail = f"due {in_words(due)}; nobody has recorded yet that it was looked for"
        return SourceState(name, REPORT, part, due, "not loaded", detail)

    def received_on(
        self, contract: ContractInForce, measure: str, part: Period, service: str | None
    ) -> tuple[date | None, str] | None:
        """When a measure of a report came in (None: the day is unknown) and in which file; None when it is not in."""
        provider = contract.contract.provider.ods
        spans = [(part,), part.months]
        for parts in spans:
            found = [self._local(provider, measure, service, span) for span in parts]
            if all(found):
                days = [one[0] for one in found if one]
                last = None if None in days else max(day for day in days if day)
                return last, next(one[1] for one in found if one)
        return None

    def _local(self, provider: str, measure: str, service: str | None, span: Period) -> tuple[date | None, str] | None:
        if service is not None:
            return self.local.get((provider, measure, service, span.start, span.end))
        return next(
            (
                value
                for (p, m, _, start, end), value in self.local.items()
                if (p, m, start, end) == (provider, measure, span.start, span.end)
            ),
            None,
        )
