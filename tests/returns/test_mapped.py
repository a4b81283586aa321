"""Local returns read through mappings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from written_files import write_csv

from pxcommission.evidence.observations import Level, Origin, Reading, Status
from pxcommission.periods import month_of, quarter_of
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.returns.mappings import Mapping, load_mappings
from pxcommission.vocabulary.models import Vocabulary

HEADER = ["provider_code", "period", "measure", "numerator", "denominator", "value", "submitted_on", "comment"]
ROW = ["RZ1", "2025/26 Q1", "complaints_answered_in_time", "30", "100", "30.0", "2025-07-20", "ok"]
UNVERIFIED = (
    "the mapping 'provider-quarterly-return' has not been compared with a real file by a person (verified: false)"
)


def long_csv(path: Path, *rows: list[str], header: list[str] = HEADER) -> Path:
    return write_csv(path, [header, *rows])


def varied(**cells: str) -> list[str]:
    """The good row with other cells."""
    return [cells.get(name, value) for name, value in zip(HEADER, ROW, strict=True)]


def notes(reading: Reading) -> str:
    return "\n".join(note.text for note in reading.notes)


def test_the_shipped_mapping_reads_a_long_list(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(long_csv(tmp_path / "x.csv", ROW), received=date(2025, 7, 21))
    (one,) = reading.observations
    assert (one.provider, one.level, one.measure, one.service) == (
        "RZ1",
        Level.PROVIDER,
        "complaints_answered_in_time",
        "all",
    )
    assert (one.numerator, one.denominator, one.status, one.cell) == (30, 100, Status.REPORTED, "D2/E2")
    assert (one.start, one.end) == (date(2025, 4, 1), date(2025, 6, 30))
    assert (reading.origin, reading.mapping, reading.received) == (
        Origin.LOCAL,
        "provider-quarterly-return",
        date(2025, 7, 21),
    )
    assert [note.message for note in reading.notes] == [UNVERIFIED]


def test_services_sites_and_wards_may_have_columns(tmp_path: Path, read: Callable[..., Reading]) -> None:
    header = [*HEADER, "service", "site_code", "ward"]
    rows = [[*ROW, "inpatient", "RZ101", "Ward 7"], [*ROW, "inpatient", "RZ101", ""], [*ROW, "", "", ""]]
    reading = read(long_csv(tmp_path / "x.csv", *rows, header=header))
    assert [(one.level, one.service) for one in reading.observations] == [
        (Level.WARD, "inpatient"),
        (Level.SITE, "inpatient"),
        (Level.PROVIDER, "all"),
    ]


def test_an_unknown_service_or_touchpoint_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    header = [*HEADER, "service", "touchpoint"]
    said = refused(long_csv(tmp_path / "x.csv", [*ROW, "inpatients", ""], [*ROW, "maternity", "births"], header=header))
    assert "did you mean 'inpatient'?" in said and "did you mean 'birth'?" in said


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"numerator": "３０"}, ["x.csv!D2", "numerator"]),
        ({"numerator": "NA"}, ["numerator"]),
        ({"numerator": "-"}, ["numerator"]),
        ({"numerator": "12.5"}, ["numerator", "whole"]),
        ({"numerator": "-3"}, ["numerator", "negative"]),
        ({"numerator": ""}, ["numerator", "no figure"]),
        ({"numerator": "110"}, ["numerator (110) is greater than denominator (100)"]),
        ({"numerator": "5", "denominator": "0"}, ["denominator"]),
        ({"value": "30,0"}, ["x.csv!F2", "value"]),
        ({"period": "2025-13"}, ["period"]),
        ({"period": "2025-Q1"}, ["period", "2025/26 Q1"]),
        ({"provider_code": "RХ1"}, ["provider"]),
        ({"measure": "complaints_answerd_in_time"}, ["did you mean 'complaints_answered_in_time'?"]),
        ({"submitted_on": "07/20/2025"}, ["submitted_on"]),
        ({"submitted_on": "45858"}, ["submitted_on"]),
        ({"submitted_on": "2099-01-01"}, ["submitted_on", "after the day"]),
        ({"provider_code": "Total"}, ["line 2", "provider"]),
    ],
)
def test_a_wrong_cell_is_refused_by_name(
    tmp_path: Path, refused: Callable[..., str], cells: dict[str, str], words: list[str]
) -> None:
    said = refused(long_csv(tmp_path / "x.csv", varied(**cells)), received=date(2025, 7, 21))
    assert all(word in said for word in words), said


@pytest.mark.parametrize(
    ("cells", "status", "words"),
    [
        ({"numerator": "*", "value": ""}, Status.SUPPRESSED, "suppressed"),
        ({"numerator": "<5", "value": ""}, Status.SUPPRESSED, "suppressed"),
        ({"value": "97"}, Status.MISSING, "30 of 100 is 30 per cent"),
        ({"value": "0.30"}, Status.MISSING, "looks like fractions, not per cent"),
        ({"numerator": "1,300", "denominator": "2,000", "value": "65"}, Status.REPORTED, "thousands commas"),
        ({"numerator": "0", "denominator": "0", "value": ""}, Status.ZERO_DENOMINATOR, ""),
        ({"numerator": "2", "denominator": "6", "value": "33.3"}, Status.REPORTED, "small numbers"),
        ({"provider_code": "RZ1\u00a0"}, Status.REPORTED, "RZ1 was written with characters that can't be seen"),
        ({"provider_code": "rz1"}, Status.REPORTED, "'rz1' was read as RZ1"),
        ({"comment": "Mrs Doe, 07700 900123, SW1A 1AA, jane@example.com"}, Status.REPORTED, "'comment' may hold"),
        ({"comment": "see 9990000018"}, Status.REPORTED, "an NHS number"),
    ],
)
def test_a_doubtful_cell_is_pointed_out(
    tmp_path: Path, read: Callable[..., Reading], cells: dict[str, str], status: Status, words: str
) -> None:
    reading = read(long_csv(tmp_path / "x.csv", varied(**cells)))
    assert [one.status for one in reading.observations] == [status]
    assert words in notes(reading)


def test_a_number_that_is_no_nhs_number_does_no_harm(tmp_path: Path, read: Callable[..., Reading]) -> None:
    assert read(long_csv(tmp_path / "x.csv", varied(comment="order 1234567890"))).notes[1:] == ()


def test_an_identical_row_counts_once_and_a_conflicting_one_is_refused(
    tmp_path: Path, read: Callable[..., Reading], refused: Callable[..., str]
) -> None:
    reading = read(long_csv(tmp_path / "x.csv", ROW, ROW))
    assert len(reading.observations) == 1 and "duplicate" in notes(reading)
    said = refused(long_csv(tmp_path / "y.csv", ROW, varied(numerator="10", value="10")))
    assert "y.csv!D3/E3" in said and "2025/26 Q1" in said


def test_one_period_written_two_ways_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    other = varied(period="Q1 2025/26", measure="complaints_acknowledged_in_time")
    assert "is written in 2 ways: '2025/26 Q1' and 'Q1 2025/26'" in refused(long_csv(tmp_path / "x.csv", ROW, other))


def test_two_providers_are_named_and_another_than_the_given_is_refused(
    tmp_path: Path, read: Callable[..., Reading], refused: Callable[..., str]
) -> None:
    path = long_csv(tmp_path / "x.csv", ROW, varied(provider_code="RZ2"))
    assert "RZ1, RZ2" in notes(read(path))
    assert "the row is of RZ2, but RZ1 was given" in refused(path, provider="RZ1")


def test_an_unknown_column_is_named_and_a_ragged_row_refused(
    tmp_path: Path, read: Callable[..., Reading], refused: Callable[..., str]
) -> None:
    assert "'extra'" in notes(read(long_csv(tmp_path / "x.csv", [*ROW, "1"], header=[*HEADER, "Extra"])))
    said = refused(long_csv(tmp_path / "y.csv", [*ROW, "1"]))
    assert "y.csv:2:9: error: line 2 has 9 columns, the headings have 8" in said


def test_headings_match_in_any_case_with_blanks_around(tmp_path: Path, read: Callable[..., Reading]) -> None:
    assert read(long_csv(tmp_path / "x.csv", ROW, header=[f" {name.upper()}\u00a0" for name in HEADER])).observations


def test_an_unrecognised_file_says_what_was_looked_for_and_what_came_nearest(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    said = refused(long_csv(tmp_path / "x.csv", ROW, header=[*HEADER[:4], "of", *HEADER[5:]]))
    assert "provider-quarterly-return" in said and "'denominator'" in said and "MSitAE" in said


def test_title_lines_above_the_header_are_said(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "header" in refused(write_csv(tmp_path / "x.csv", [["Quarterly return"], [], HEADER, ROW]))


@pytest.mark.parametrize("rows", [[], [[""] * 8]])
def test_a_header_without_rows_is_refused(tmp_path: Path, refused: Callable[..., str], rows: list[list[str]]) -> None:
    assert "no rows" in refused(long_csv(tmp_path / "x.csv", *rows))


LIST = """
title: Ward list of mixed-sex breaches and acknowledgements
kind: ward list
source: made up for a test
verified: true
layout: list
recognised_by: [Ward, "Acknowledged in 3 days"]
sheet: Return
headings_row: 4
provider: {given: true}
period: {after: "Quality return -"}
service: {fixed: inpatient}
site: {cell: B2}
ward: {column: Ward}
figures:
  complaints_acknowledged_in_time:
    numerator: Acknowledged in 3 days
    denominator: Complaints
    value: "% in time"
  mixed_sex_breaches: {numerator: Breaches}
  complainants_treated_with_respect: {value: Respect, value_in: percent}
marks: {"-": not measured, "n/a": not applicable}
totals: skip
statement: {requirement: Requirement, reason: Why, action: What we do}
"""
LIST_HEADER = [
    "Ward",
    "Complaints",
    "Acknowledged in 3 days",
    "% in time",
    "Breaches",
    "Respect",
    "Requirement",
    "Why",
    "What we do",
]


@pytest.fixture
def ward_list(tmp_path: Path) -> tuple[Mapping, ...]:
    (tmp_path / "maps").mkdir()
    (tmp_path / "maps" / "ward-list.yaml").write_text(LIST.lstrip(), encoding="utf-8")
    return load_mappings(tmp_path / "maps", "maps")


def ward_workbook(path: Path, rows: Sequence[Sequence[object]], also: str = "") -> Path:
    workbook = openpyxl.Workbook()
    for name in [name for name in ("Return", also) if name]:
        sheet = workbook.create_sheet(name)
        sheet["A1"] = "Quality return - September 2025"
        sheet["A2"], sheet["B2"] = "Site", "RZ101"
        for column, text in enumerate(LIST_HEADER, start=1):
            sheet.cell(4, column, text)
        for number, row in enumerate(rows, start=5):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column, value)
    workbook.save(path)
    return path


def test_a_list_has_several_measures_in_a_row(
    tmp_path: Path, read: Callable[..., Reading], ward_list: tuple[Mapping, ...]
) -> None:
    rows = [
        [7, 20, 19, 0.95, 0, 88.5, "CMP-ACK", "=1+1 staff away", "Rota"],
        ["Total", 20, 19, 0.95, 0, 88, "", "", ""],
    ]
    path = ward_workbook(tmp_path / "x.xlsx", rows)
    workbook = openpyxl.load_workbook(path)
    workbook["Return"]["D5"].number_format = "0%"
    workbook["Return"]["H5"].data_type = "s"
    workbook.save(path)
    reading = read(path, mappings=ward_list, provider="RZ1")
    found = {
        one.measure: (one.numerator, one.denominator, one.value, one.cell, one.ward, one.site)
        for one in reading.observations
    }
    assert found == {
        "complaints_acknowledged_in_time": (19, 20, "", "C5/B5", "7", "RZ101"),
        "mixed_sex_breaches": (0, None, "", "E5", "7", "RZ101"),
        "complainants_treated_with_respect": (None, None, "0.885", "F5", "7", "RZ101"),
    }
    (said,) = reading.statements
    assert (said.requirement, said.reason, said.action, said.start) == (
        "CMP-ACK",
        "=1+1 staff away",
        "Rota",
        date(2025, 9, 1),
    )
    assert "passed over as a total" in notes(reading)


def test_marks_mean_what_the_mapping_says(
    tmp_path: Path, read: Callable[..., Reading], ward_list: tuple[Mapping, ...]
) -> None:
    rows: list[list[object]] = [["A", "-", "-", "", "n/a", "-", "", "", ""], ["B", "", "", "", 0, "", "", "", ""]]
    reading = read(ward_workbook(tmp_path / "x.xlsx", rows), mappings=ward_list, provider="RZ1")
    assert [(one.ward, one.measure[:6], one.status) for one in reading.observations] == [
        ("A", "compla", Status.NOT_MEASURED),
        ("A", "mixed_", Status.NOT_APPLICABLE),
        ("A", "compla", Status.NOT_MEASURED),
        ("B", "mixed_", Status.REPORTED),
    ]
    assert "the row is blank, so nothing was taken from it" in notes(reading)


def test_a_provider_nobody_named_is_asked_for(
    tmp_path: Path, refused: Callable[..., str], ward_list: tuple[Mapping, ...]
) -> None:
    assert "--provider" in refused(
        ward_workbook(tmp_path / "x.xlsx", [["A", 1, 1, 1, 0, 1, "", "", ""]]), mappings=ward_list
    )


def test_a_reason_with_personal_details_is_withheld(
    tmp_path: Path, read: Callable[..., Reading], ward_list: tuple[Mapping, ...]
) -> None:
    row: list[object] = ["A", 1, 1, 100, 0, 1, "CMP-ACK", "Mrs Jones complained", ""]
    reading = read(ward_workbook(tmp_path / "x.xlsx", [row]), mappings=ward_list, provider="RZ1")
    assert reading.statements[0].reason == "[withheld: may hold personal details]"
    assert "Jones" not in repr(reading)


def test_errors_formulas_and_text_numbers_of_a_workbook_are_told_by_cell(
    tmp_path: Path, read: Callable[..., Reading], refused: Callable[..., str], ward_list: tuple[Mapping, ...]
) -> None:
    row: list[object] = ["A", 20, 19, "", "=SUM(1,2)", "", "", "", ""]
    said = refused(ward_workbook(tmp_path / "x.xlsx", [row]), mappings=ward_list, provider="RZ1")
    assert "x.xlsx!Return!E5" in said and "formula without a saved value" in said
    said = refused(
        ward_workbook(tmp_path / "y.xlsx", [["A", 20, "#DIV/0!", "", 0, "", "", "", ""]]),
        mappings=ward_list,
        provider="RZ1",
    )
    assert "y.xlsx!Return!C5" in said and "#DIV/0!" in said
    reading = read(
        ward_workbook(tmp_path / "z.xlsx", [["A", "20", 19, "", 0, "", "", "", ""]]), mappings=ward_list, provider="RZ1"
    )
    assert "B5: a number stored as text" in notes(reading)


def test_two_sheets_that_fit_are_refused_by_name(
    tmp_path: Path, refused: Callable[..., str], ward_list: tuple[Mapping, ...]
) -> None:
    path = ward_workbook(tmp_path / "x.xlsx", [["A", 1, 1, 1, 0, 1, "", "", ""]], also="Return (2)")
    assert "'Return' and 'Return (2)'" in refused(path, mappings=ward_list, provider="RZ1")


def test_two_mappings_that_fit_are_both_named(
    tmp_path: Path, refused: Callable[..., str], read: Callable[..., Reading]
) -> None:
    shipped = Path(__file__).parents[2] / "rules/mappings/provider-quarterly-return.yaml"
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(shipped.read_text(encoding="utf-8"), encoding="utf-8")
    both = load_mappings(tmp_path, "maps")
    path = long_csv(tmp_path / "x.csv", ROW)
    assert "the file fits 'one' and 'two'" in refused(path, mappings=both)
    assert read(path, mappings=both, mapping="two").mapping == "two"
    assert "did you mean 'two'?" in refused(path, mappings=both, mapping="tow")


def test_a_mapping_may_spell_measures_and_periods_for_a_provider(tmp_path: Path, read: Callable[..., Reading]) -> None:
    shipped = Path(__file__).parents[2] / "rules/mappings/provider-quarterly-return.yaml"
    spelt = "measures: {answered: complaints_answered_in_time}\nperiods: {2025-Q2: 2025/26 Q1}\n"
    (tmp_path / "own.yaml").write_text(shipped.read_text(encoding="utf-8") + spelt, encoding="utf-8")
    path = long_csv(tmp_path / "x.csv", varied(measure="answered", period="2025-Q2"))
    (one,) = read(path, mappings=load_mappings(tmp_path, "maps")).observations
    assert (one.measure, one.start) == ("complaints_answered_in_time", quarter_of(date(2025, 5, 1)).start)


def test_a_period_outside_the_given_one_is_pointed_out(tmp_path: Path, read: Callable[..., Reading]) -> None:
    assert "not within September 2025" in notes(
        read(long_csv(tmp_path / "x.csv", ROW), period=month_of(date(2025, 9, 1)))
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("layout: list", "layout: long", "layout long needs"),
        ("provider: {given: true}", "provider: {given: true, cell: B2}", "exactly one place is expected"),
        ("numerator: Breaches", "denominator: Breaches", "a figure needs a column"),
        ("headings_row: 4", "heading_row: 4", "did you mean 'headings_row'?"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "m.yaml").write_text(LIST.lstrip().replace(old, new), encoding="utf-8")
    with pytest.raises(ProblemsFound, match=r"m\.yaml:") as stopped:
        load_mappings(tmp_path, "maps")
    assert stopped.value.exit_code is ExitCode.RULES_WRONG and said in str(stopped.value)


def test_an_open_document_sheet_is_read_like_any_other(tmp_path: Path, read: Callable[..., Reading]) -> None:
    import zipfile

    def row(values: list[str]) -> str:
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in values
        )
        return f"<table:table-row>{cells}</table:table-row>"

    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    table = f'<table:table table:name="Return">{row(HEADER)}{row(ROW)}</table:table>'
    content = f"<office:document-content {spaces}><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body></office:document-content>"
    path = tmp_path / "x.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        package.writestr("content.xml", content)
    (one,) = read(path).observations
    assert (one.numerator, one.denominator, one.sheet, one.cell) == (30, 100, "Return", "D2/E2")


def test_the_mappings_of_the_documentation_are_read(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = (Path(__file__).parents[2] / "docs/mappings.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in text.split("```yaml\n")[1:]]
    for number, block in enumerate(blocks):
        (tmp_path / f"m{number}.yaml").write_text(block, encoding="utf-8")
    mappings = load_mappings(tmp_path, "maps")
    assert [one.file.layout for one in mappings] == ["long", "list", "wide", "list"]
    assert all(word in vocabulary.measures for one in mappings for word in (*one.file.figures, *one.file.rows))
