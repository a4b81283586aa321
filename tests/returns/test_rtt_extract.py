"""NHS England's full extract of referral-to-treatment times, written here in its published layout."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from written_files import write_csv

from pxcommission.evidence.observations import Observation, Reading
from pxcommission.problems import ProblemsFound
from pxcommission.returns.sheets import place_of

HEADINGS = ["Period", "Provider Parent Org Code", "Provider Parent Name", "Provider Org Code", "Provider Org Name"]
HEADINGS += [
    "Commissioner Parent Org Code",
    "Commissioner Parent Name",
    "Commissioner Org Code",
    "Commissioner Org Name",
]
HEADINGS += ["RTT Part Type", "RTT Part Description", "Treatment Function Code", "Treatment Function Name"]
WEEKS = [f"Gt {week:02d} To {week + 1:02d} Weeks SUM 1" for week in range(104)] + ["Gt 104 Weeks SUM 1"]
TOTALS = ["Total", "Patients with unknown clock start date", "Total All"]
Waits = dict[int, int]
Row = list[object]


def row(provider: str, commissioner: str, part: str, function: str, waits: Waits) -> Row:
    """A row as published: blank where nobody waited, Total only for treatment that started."""
    said: Row = ["RTT-June-2024", "QZ1", "EXAMPLE ICB", provider, "EXAMPLE HOSPITAL", "QZ2", "EXAMPLE ICB"]
    said += [commissioner, "EXAMPLE", part, "Pathways", function, "Function"]
    weeks: Row = [waits.get(week, "") for week in range(105)]
    total = sum(waits.values())
    return [*said, *weeks, total if part in ("Part_1A", "Part_1B") else "", "", total]


def group(provider: str, commissioner: str, part: str, *functions: Waits) -> list[Row]:
    """The rows of one provider, commissioner and part: its treatment functions and, last, their total."""
    total: Waits = {}
    for waits in functions:
        for week, count in waits.items():
            total[week] = total.get(week, 0) + count
    rows = [row(provider, commissioner, part, f"C_{100 + n}", waits) for n, waits in enumerate(functions)]
    return [*rows, row(provider, commissioner, part, "C_999", total)]


def extract() -> list[Row]:
    return [
        *group("RZ1", "Z01", "Part_1A", {3: 40, 20: 10}),
        *group("RZ1", "Z01", "Part_2", {0: 100, 17: 50, 18: 5}, {60: 7, 104: 1}),
        *group("RZ1", "Z02", "Part_2", {17: 30, 52: 2}),
        *group("RZ1", "NONC", "Part_2", {5: 900}),
        *group("RZ1", "Z01", "Part_2A", {5: 11}),
        *group("RZ2", "Z01", "Part_2", {1: 9}),
    ]


def written(path: Path, rows: Sequence[Row], headings: Sequence[str] = (*HEADINGS, *WEEKS, *TOTALS)) -> Path:
    return write_csv(path, [list(headings), *rows])


def of(reading: Reading, measure: str) -> dict[str, Observation]:
    return {one.provider: one for one in reading.observations if one.measure == measure}


def reread(rows: Sequence[Sequence[object]], headings: int, address: str) -> list[int]:
    """The sums an address names: columns (a range or one) over columns, in the rows that fit every `where`."""
    columns, conditions = address.split(" where ")

    def number(letters: str) -> int:
        place = place_of(f"{letters}1")
        assert place is not None
        return place[1] - 1

    def fits(values: Sequence[object]) -> bool:
        for condition in conditions.split(", "):
            found = re.fullmatch(r"([A-Z]+)(=|<>)(.+)", condition)
            assert found is not None
            if (str(values[number(found[1])]) == found[3]) is not (found[2] == "="):
                return False
        return True

    sums = []
    for part in columns.split("/"):
        first, _, last = part.partition(":")
        span = range(number(first), number(last or first) + 1)
        sums.append(sum(int(str(values[c] or 0)) for values in rows[headings:] if fits(values) for c in span))
    return sums


def test_a_provider_is_the_sum_of_its_english_commissioners(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(written(tmp_path / "x.csv", extract()))
    within = of(reading, "waiting_within_18_weeks")
    assert {code: (one.numerator, one.denominator) for code, one in within.items()} == {
        "RZ1": (180, 195),
        "RZ2": (9, 9),
    }
    assert within["RZ1"].cell == "N:AE/DQ where D=RZ1, J=Part_2, L=C_999, H<>NONC"
    assert (str(within["RZ1"].start), str(within["RZ1"].end), within["RZ1"].service) == (
        "2024-06-01",
        "2024-06-30",
        "all",
    )
    assert of(reading, "treatment_waiting_list")["RZ1"].numerator == 195
    long_waits = {weeks: of(reading, f"waiting_over_{weeks}_weeks")["RZ1"].numerator for weeks in (52, 65, 78, 104)}
    assert long_waits == {52: 10, 65: 1, 78: 1, 104: 1}
    started = of(reading, "treated_within_18_weeks_admitted")["RZ1"]
    assert (started.numerator, started.denominator) == (40, 50)
    assert "900 pathways whose commissioner is not English (NONC) are left out" in "".join(
        n.message for n in reading.notes
    )


def test_a_copy_filtered_to_a_few_commissioners_says_how_many_there_are(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    few = "".join(note.text for note in read(written(tmp_path / "few.csv", extract())).notes)
    assert "warning: this file covers 2 commissioners and 2 providers" in few
    assert "a share of each provider's patients" in few and "as it was published" in few
    whole = [one for number in range(36) for one in group("RZ1", f"Z{number:02d}", "Part_2", {3: 4})]
    notes = read(written(tmp_path / "whole.csv", whole)).notes
    assert [note.message for note in notes] == ["the file covers 36 commissioners and 1 provider"]


def test_every_address_reread_gives_its_numerator_and_denominator(tmp_path: Path, read: Callable[..., Reading]) -> None:
    rows: list[Row] = [[*HEADINGS, *WEEKS, *TOTALS], *extract()]
    reading = read(written(tmp_path / "x.csv", rows[1:]))
    assert len(reading.observations) == 13
    for one in reading.observations:
        wanted = [one.numerator] if one.unit == "count" else [one.numerator, one.denominator]
        assert reread(rows, 1, one.cell) == wanted, one


def test_a_zipped_extract_and_a_workbook_give_the_same_figures(tmp_path: Path, read: Callable[..., Reading]) -> None:
    path = written(tmp_path / "x.csv", extract())
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, "20240630-RTT-June-2024-full-extract.csv")
    workbook = Workbook()
    assert workbook.active is not None
    for values in [[*HEADINGS, *WEEKS, *TOTALS], *extract()]:
        workbook.active.append(values)
    workbook.save(tmp_path / "x.xlsx")
    one, two, three = (read(tmp_path / name) for name in ("x.csv", "x.zip", "x.xlsx"))

    def figures(reading: Reading) -> list[tuple[object, ...]]:
        return [(o.provider, o.measure, o.numerator, o.denominator, o.cell) for o in reading.observations]

    assert figures(one) == figures(two) == figures(three)


def test_weeks_that_end_at_52_are_the_layout_of_before_2021(tmp_path: Path, read: Callable[..., Reading]) -> None:
    headings = [*HEADINGS, *WEEKS[:52], "Gt 52 Weeks SUM 1", *TOTALS]
    rows = [[*r[: 13 + 53], *r[-3:]] for r in group("RZ1", "Z01", "Part_2", {3: 8, 52: 2})]
    reading = read(written(tmp_path / "x.csv", rows, headings))
    assert of(reading, "waiting_over_52_weeks")["RZ1"].numerator == 2
    assert not of(reading, "waiting_over_65_weeks")


def test_a_copy_with_columns_deleted_is_refused_with_their_names(tmp_path: Path, refused: Callable[..., str]) -> None:
    gone = {"Gt 30 To 31 Weeks SUM 1", "Total All", *WEEKS[40:80]}
    headings = [*HEADINGS, *WEEKS, *TOTALS]
    kept = [n for n, name in enumerate(headings) if name not in gone]
    rows = [[values[n] for n in kept] for values in extract()]
    said = refused(written(tmp_path / "x.csv", rows, [headings[n] for n in kept]))
    assert "columns were deleted from this copy: 42 headings are missing: 'Gt 30 To 31 Weeks SUM 1'" in said
    assert "and 36 more" in said


@pytest.mark.parametrize("cut", [1, 2])
def test_a_file_that_ends_in_the_middle_of_a_provider_is_refused(
    tmp_path: Path, refused: Callable[..., str], cut: int
) -> None:
    rows = [*extract(), *group("RZ3", "Z01", "Part_2", {1: 1}, {2: 2}, {3: 3})][:-cut]
    said = refused(written(tmp_path / "x.csv", rows))
    assert "RZ3's rows for commissioner Z01, Part_2, have no total (C_999): the file is cut" in said


def test_a_provider_whose_functions_do_not_add_up_is_left_out_and_named(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    rows = [values for values in extract() if values[11] != "C_101"]
    reading = read(written(tmp_path / "x.csv", rows))
    assert {one.provider for one in reading.observations} == {"RZ2"}
    assert "the treatment functions of RZ1 do not add up to their total" in "".join(n.message for n in reading.notes)


def test_a_total_that_stands_twice_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    rows = extract()
    assert "stands more than once" in refused(written(tmp_path / "x.csv", [*rows, rows[-1]]))


def test_a_column_that_moved_against_its_heading_is_refused_with_its_cell(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    rows = extract()
    rows[1] = [*rows[1][:13], "", *rows[1][13:-1]]
    said = refused(written(tmp_path / "x.csv", rows))
    assert "x.csv!DO3" in said or "x.csv:" in said
    assert "a column has moved or was deleted" in said


def test_a_count_that_is_no_number_is_refused_with_its_cell(tmp_path: Path, refused: Callable[..., str]) -> None:
    rows = extract()
    rows[1][15] = "12.5"
    assert "!P3: error: '12.5' is not a whole number" in refused(written(tmp_path / "x.csv", rows))


def test_two_months_in_one_file_are_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    rows = extract()
    rows[0][0] = "RTT-July-2024"
    assert "several periods: RTT-July-2024, RTT-June-2024" in refused(written(tmp_path / "x.csv", rows))


@pytest.mark.stress
def test_a_file_of_65536_rows_is_refused_as_cut(tmp_path: Path, refused: Callable[..., str]) -> None:
    rows = [values for n in range(21_845) for values in group(f"N{n:05d}", "Z01", "Part_2", {1: 1}, {2: 2})]
    assert len(rows) == 65_535
    assert "a spreadsheet that holds 65,536 rows cut it off" in refused(written(tmp_path / "x.csv", rows))


@pytest.mark.stress
def test_a_full_extract_is_read_within_its_memory(tmp_path: Path) -> None:
    import subprocess
    import sys

    from absent_parts import ROOT

    rows = [
        values
        for n in range(36_000)
        for values in group(f"N{n % 500:04d}", f"Z{n // 500:02d}", "Part_2", {1: 1}, *[{2: 2}] * 3)
    ]
    path = written(tmp_path / "x.csv", rows)
    script = (
        "from pathlib import Path;from pxcommission.returns.recognise import read_file;"
        "from pxcommission.vocabulary.models import Vocabulary;"
        f"r=read_file(Path({str(path)!r}),'x.csv',Vocabulary(),());"
        "highest=next(line for line in open('/proc/self/status') if line.startswith('VmHWM'));"  # not what its parent held
        "print(len({o.provider for o in r.observations}),int(highest.split()[1])//1024)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    providers, megabytes = map(int, done.stdout.split())
    assert providers == 500
    assert megabytes < 400


def test_refused_files_raise_only_the_projects_own_error(tmp_path: Path, read: Callable[..., Reading]) -> None:
    damaged: list[list[Row]] = [[], [["RTT-June-2024"]], [[""] * 121], [row("", "", "", "", {})]]
    for rows in damaged:
        with pytest.raises(ProblemsFound):
            read(written(tmp_path / "x.csv", rows))
