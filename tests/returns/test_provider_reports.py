"""Reports as providers send them: what `returns map` proposes, taken with Enter, reads this quarter's file and the next one's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from absent_parts import ROOT
from provider_reports import REPORTS, Written

from pxcommission.cli.returns_map_settled import requirements_of
from pxcommission.evidence.observations import Reading, Status
from pxcommission.periods import Period, read_period
from pxcommission.problems import ProblemsFound
from pxcommission.returns.collected import Collected
from pxcommission.returns.mapped_codes import code_within
from pxcommission.returns.mapped_headings import PeriodReader
from pxcommission.returns.mapping_proposal import Proposal, propose
from pxcommission.returns.mapping_proposal_table import tables_in
from pxcommission.returns.mapping_proposal_written import Settled, lacking, mapping_text
from pxcommission.returns.mappings import Mapping, mapping_of
from pxcommission.returns.opening import open_file
from pxcommission.returns.recognise import read_file
from pxcommission.rulebook.rulebook import load_rulebook

RULEBOOK = load_rulebook(ROOT)
WORDS = RULEBOOK.vocabulary


def proposed(path: Path) -> Proposal:
    book = open_file(path, path.name, Collected(path.name))
    return propose(book, tables_in(book)[0], WORDS, ())


def taken(proposal: Proposal) -> Mapping:
    """The mapping that is kept when every guess is."""
    assert lacking(proposal) == ()
    settled = Settled("A report", "a file", "a test", date(2026, 1, 1))
    return mapping_of(mapping_text(proposal, settled, requirements_of(proposal, RULEBOOK)), "a-report")


def read(path: Path, mapping: Mapping) -> Reading:
    provider = "RZ1" if mapping.file.provider.given else None
    return read_file(path, path.name, WORDS, [mapping], mapping=mapping.id, provider=provider)


def figures(reading: Reading) -> set[tuple[object, ...]]:
    return {
        (o.site, o.ward, Period(o.start, o.end).key, o.measure, o.numerator, o.denominator,
         o.value or ("" if o.status is Status.REPORTED else o.status.value))
        for o in reading.observations
    }  # fmt: skip


@pytest.mark.parametrize("report", REPORTS, ids=lambda one: one.__name__)
def test_the_proposal_reads_this_report_and_that_of_the_next_quarter(
    report: Callable[[int], Written], tmp_path: Path
) -> None:
    mapping = taken(proposed(report(0).save(tmp_path)))
    for shift in (0, 3):
        wanted = report(shift)
        reading = read(wanted.save(tmp_path), mapping)
        assert figures(reading) == wanted.figures
        assert {one.provider for one in reading.observations} == {"RZ1"}
        assert {one.service for one in reading.observations} == {wanted.service or "all"}
        assert len(reading.statements) == wanted.statements


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("RZ101 Example General", "RZ101"), ("RZ102 - Example Infirmary", "RZ102"), ("Example General (RZ101)", "RZ101"),
        ("Ward B12 at Example General [ODS: RZ101]", "RZ101"), ("Example Trust (RXX)", "RXX"), ("RED zone", ""), ("Trust", ""),
        ("Example General, RZ101", "RZ101"), ("rz101 Example", ""), ("", ""), ("A&E 2025", ""),
    ],
)  # fmt: skip
def test_a_code_is_found_in_a_longer_text(text: str, code: str) -> None:
    assert code_within(text) == code


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("01/04/2025", "2025-04"), ("30/04/2025", "2025-04"), ("1.4.25", "2025-04"), ("30-Apr-25", "2025-04"), ("2025-04-01", "2025-04"),
        ("Apr-Jun 2025", "2025-26-Q1"), ("January to March 2026", "2025-26-Q4"), ("Q1 25/26", "2025-26-Q1"), ("Quarter 1 2025/26", "2025-26-Q1"),
        ("04/01/2025", None), ("02/04/2025", None), ("31/02/2025", None), ("Feb-Apr 2025", None), ("Jun-Apr 2025", None), ("00/00/0000", None),
    ],
)  # fmt: skip
def test_a_period_is_read_as_it_is_written_in_britain(text: str, key: str | None) -> None:
    found = PeriodReader({}).read(text)
    assert (found.key if found else None) == key


def test_days_that_may_be_quarters_are_unsure(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Month", "Complaints received"], ["01/04/2025", 3], ["01/07/2025", 4]]
    proposal = proposed(Written({"": rows}, frozenset()).save(tmp_path))
    assert [part.name for part in proposal.unsure] == ["Month"]


def test_a_site_without_a_code_is_refused_until_the_mapping_gives_one(tmp_path: Path) -> None:
    report = REPORTS[6](0)
    path = report.save(tmp_path)
    settled = Settled("A report", "a file", "a test", date(2026, 1, 1))
    text = mapping_text(proposed(path), settled, {})
    report.sheets["Return"][3][0] = "Example General"
    path = report.save(tmp_path)
    with pytest.raises(ProblemsFound) as refused:
        read(path, mapping_of(text, "a"))
    assert "no organisation code stands in 'Example General'" in refused.value.problems[0].message
    assert refused.value.problems[0].fix and "`sites:`" in refused.value.problems[0].fix
    reading = read(path, mapping_of(text + "sites: {Example General: RZ101}\n", "a"))
    assert {one.site for one in reading.observations} == {"RZ101", "RZ102", ""}


def test_a_sheet_that_does_not_fit_is_pointed_out(tmp_path: Path) -> None:
    report = REPORTS[5](0)
    mapping = taken(proposed(report.save(tmp_path)))
    report.sheets["Read me"] = [["This workbook holds a sheet for each site"]]
    reading = read(report.save(tmp_path), mapping)
    assert any("the sheet 'Read me' does not fit the mapping" in one.message for one in reading.notes)


def test_what_is_given_by_hand_as_the_year_may_be_a_quarter_of_it(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Indicator", "Apr", "May", "Jun", "Jul"], ["Complaints received", 1, 2, 3, 4]]
    path = Written({"": rows}, frozenset()).save(tmp_path)
    mapping = taken(proposed(path))
    quarter = read_period("2025/26 Q1")
    reading = read_file(path, path.name, WORDS, [mapping], mapping=mapping.id, provider="RZ1", period=quarter)
    assert [one.numerator for one in reading.observations] == [1, 2, 3]
