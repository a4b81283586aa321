"""Lists of organisations: the published ones without headings, the project's own form, and two made from figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pxcommission.evidence.observations import Reading
from pxcommission.evidence.organisations import NHS_TRUSTS, OrganisationRecord
from pxcommission.returns.organisations_first import organisations_first

Read = Callable[..., Reading]
Refused = Callable[..., str]
TRUSTS = (
    ("RZ1", "EXAMPLE ACUTE NHS FOUNDATION TRUST", "Y56", "Q71", "20010401", ""),
    ("RZ2", "EXAMPLE COMMUNITY NHS TRUST", "Y60", "QZ1", "20110701", ""),
    ("RZ5", "OLD EXAMPLE HOSPITAL NHS TRUST", "Y60", "QZ1", "19920401", "20240630"),
)


def trusts(*rows: tuple[str, ...], width: int = 27, quote: str = '"', end: str = "\n") -> bytes:
    """A list as the Organisation Data Service publishes it: no headings."""
    lines = []
    for code, name, region, area, opened, closed in rows or TRUSTS:
        cells = [code, name, region, area, "1 High Street", "", "", "EXAMPLETON", "", "ZZ1 1ZZ", opened, closed]
        cells += [""] * (width - len(cells))
        lines.append(",".join(f"{quote}{cell}{quote}" for cell in cells) + end)
    return "".join(lines).encode()


def written(folder: Path, data: bytes | str, name: str = "etr.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(("width", "quote", "end"), [(24, "", "\n"), (27, '"', "\n"), (27, '"', "\r\n")])
def test_every_known_shape_of_the_list_of_trusts_reads_the_same(
    read: Read, tmp_path: Path, width: int, quote: str, end: str
) -> None:
    got = read(written(tmp_path, trusts(width=width, quote=quote, end=end)))
    vintage = date(2024, 6, 30)
    assert [(r.code, r.opened, r.closed, r.icb, r.as_of, r.listed) for r in got.organisations] == [
        ("RZ1", date(2001, 4, 1), None, "", vintage, NHS_TRUSTS),
        ("RZ2", date(2011, 7, 1), None, "QZ1", vintage, NHS_TRUSTS),
        ("RZ5", date(1992, 4, 1), vintage, "QZ1", vintage, NHS_TRUSTS),
    ]
    assert (got.observations, got.months, got.known_from) == ((), (vintage, vintage), vintage)


SUCCESSORS = (
    "Organisation Code,Successor Organisation Code,Reason,Succession Effective Date\nRZ5,RZ1,M,20240701\nRZ6,RZ1,M,2024-07-01\nRZ6,RZ2,M,2024-07-01\n",
    "RZ5,RZ1,M,20240701,2\nRZ6,RZ1,M,20240701,2\nRZ6,RZ2,M,20240701,2\n",
    "Organisation Code;Successor Organisation Code;Succession Effective Date\nRZ5;RZ1;01/07/2024\nrz6;rz1;01/07/2024\nRZ6;RZ2;01/07/2024\n",
)


@pytest.mark.parametrize("text", SUCCESSORS)
def test_the_successor_file_says_what_a_code_went_into_and_its_last_day(read: Read, tmp_path: Path, text: str) -> None:
    got = read(written(tmp_path, text, "succ.csv"))
    ended = date(2024, 6, 30)
    assert [(r.code, r.successors, r.closed, r.verified) for r in got.organisations] == [
        ("RZ5", ("RZ1",), ended, False),
        ("RZ6", ("RZ1", "RZ2"), ended, False),
    ]
    assert "not verified against a published file (verified: false)" in got.notes[-1].message


def test_a_successor_file_with_no_day_or_no_code_is_refused_at_its_cell(refused: Refused, tmp_path: Path) -> None:
    said = refused(
        written(tmp_path, SUCCESSORS[0] + "RZ7,RZ1,M,20241301\nRZ8,?,M,20240701\nRZ9,RZ9,M,20240701\n", "succ.csv")
    )
    assert "succ.csv!D5" in said and "succ.csv!B6" in said and "RZ9 can't go into itself" in said


def test_a_verified_last_day_stands_beside_the_successor_that_is_not(read: Read, tmp_path: Path) -> None:
    from pxcommission.evidence.organisations_known import ListRead, Organisations

    lists = [read(written(tmp_path, trusts(), "etr.csv")), read(written(tmp_path, SUCCESSORS[0], "succ.csv"))]
    known = Organisations(
        [ListRead(r.file, r.reader.split("/")[0], r.months[1], r.organisations) for r in lists], date(2026, 6, 30)
    )
    assert known.codes["RZ5"].closed == (date(2024, 6, 30), "etr.csv!A3", True)
    assert known.standing("RZ5", date(2025, 1, 1)).successors == ("RZ1",)


def test_lists_of_organisations_are_told_from_figures_by_their_first_rows(tmp_path: Path) -> None:
    figures = written(tmp_path, "Period,Org Code,Number\nMay 2025,RZ1,4\n", "a.csv")
    lists = [
        written(tmp_path, text, f"z{number}.csv")
        for number, text in enumerate([trusts(), trusts(width=24, quote=""), *SUCCESSORS])
    ]
    gone = tmp_path / "gone.csv"
    assert organisations_first([gone, figures, *lists]) == [*lists, gone, figures]


def test_the_first_row_is_an_organisation_and_no_heading(read: Read, tmp_path: Path) -> None:
    first = read(written(tmp_path, trusts())).organisations[0]
    assert (first.code, first.name, first.cell) == ("RZ1", "EXAMPLE ACUTE NHS FOUNDATION TRUST", "A1")


def test_the_vintage_is_the_latest_day_in_the_list_not_its_name(read: Read, tmp_path: Path) -> None:
    got = read(written(tmp_path, trusts(), "etr-2026-11.csv"))
    assert got.known_from == date(2024, 6, 30)
    assert "the latest day in this list is 30 June 2024" in got.notes[-1].message


def test_a_list_of_other_organisations_is_read_and_said_not_to_be_verified(read: Read, tmp_path: Path) -> None:
    rows = [(f"Z{n:05}", f"PRACTICE {n}", "Y60", "QZ1", "20010401", "") for n in range(10, 14)]
    got = read(written(tmp_path, trusts(*rows)))
    assert {r.listed for r in got.organisations} == {""}
    assert any("seen in real lists of trusts only" in note.message for note in got.notes)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("RZ9", "BACKWARDS", "Y60", "QZ1", "20240101", "20230101"), "closed on 2023-01-01, before it opened"),
        (("RZ9", "NO DAY", "Y60", "QZ1", "20241332", ""), "'20241332' is no day"),
        (("RZ1", "TWICE", "Y60", "QZ1", "20240101", ""), "RZ1 stands twice, in rows 1 and 6"),
        (("R Z", "NO CODE", "Y60", "QZ1", "20240101", ""), "'R Z' is no organisation code"),
    ],
)
def test_a_wrong_row_refuses_the_list_with_its_cell(
    refused: Refused, tmp_path: Path, row: tuple[str, ...], said: str
) -> None:
    more = tuple((f"RZ{n}", "X", "Y60", "QZ1", "20110701", "") for n in "AB")
    assert said in refused(written(tmp_path, trusts(*TRUSTS, *more, row)))


CHANGES = """\
code,name,from,until,successor,icb,source
RZ8,Old Name NHS Trust,2010-04-01,2023-03-31,,QZ1,Minute 4
RZ8,New Name NHS Trust,2023-04-01,2025-03-31,RZ1,QZ1,Minute 4
QZ1,Example Board,,2026-03-31,Z9Z9Z Z9Z8Z,,Order
"""


def test_our_own_form_tells_names_boards_days_and_successors(read: Read, tmp_path: Path) -> None:
    found = read(written(tmp_path, CHANGES, "changes.csv")).organisations
    assert [(r.code, r.name, r.opened, r.closed, r.successors, r.cell) for r in found] == [
        ("RZ8", "Old Name NHS Trust", date(2010, 4, 1), None, (), "A2"),
        ("RZ8", "New Name NHS Trust", None, date(2025, 3, 31), ("RZ1",), "A3"),
        ("QZ1", "Example Board", None, date(2026, 3, 31), ("Z9Z9Z", "Z9Z8Z"), "A4"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("RZ8,Name,2024-01-01,2023-01-01,,,S", "RZ8 ends (2023-01-01) before it begins (2024-01-01)"),
        ("RZ8,Name,,,,,S", "neither a first nor a last day"),
        ("RZ8,Name,2024-01-01,,,,", "no source is given"),
        ("rz8,Name,2024-01-01,,,,S", "'rz8' is no organisation code"),
        ("RZ8,Name,1/4/2024,,,,S", "'1/4/2024' is no day"),
        ("RZ8,Name,2024-01-01,2024-03-31,the other one,,S", "'the' is no organisation code"),
    ],
)
def test_a_wrong_line_of_our_own_form_is_refused(refused: Refused, tmp_path: Path, line: str, said: str) -> None:
    assert said in refused(written(tmp_path, CHANGES.splitlines()[0] + f"\n{line}\n", "changes.csv"))


def test_a_table_of_names_seen_gives_no_first_or_last_day(read: Read, tmp_path: Path) -> None:
    text = "code,first_seen,last_seen,n_names,names\nRZ8,2019-04,2022-03,2,2019-04:Old Name | 2020-04:New Name\nNote:,2020-03,2020-03,1,2020-03:nan\n"
    got = read(written(tmp_path, text, "history.csv"))
    first, second = got.organisations
    assert (first.name, first.as_of, first.seen_until) == ("Old Name", date(2019, 4, 1), date(2022, 3, 31))
    assert (second.name, second.as_of, second.closed) == ("New Name", date(2020, 4, 1), None)
    assert "'Note:' is no organisation code: the row is left out" in got.notes[0].message


def test_a_table_of_boards_gives_each_provider_its_own(read: Read, tmp_path: Path) -> None:
    text = "Code,Name_may26,system_jun25,system_may26\nRZ8,Example Trust\u00a0,NHS Old Board  ,NHS New Board\n"
    found = read(written(tmp_path, text, "boards.csv")).organisations
    assert [(r.as_of, r.icb, r.name) for r in found] == [
        (date(2025, 6, 1), "NHS Old Board", ""),
        (date(2026, 5, 1), "NHS New Board", ""),
        (date(2026, 5, 1), "", "Example Trust"),
    ]


def test_the_sample_lists_beside_the_project_are_read(read: Read, shared: Path) -> None:
    kinds = {path.name: read(path) for path in sorted((shared / "data" / "ods").glob("*.csv"))}
    found = {name: (reading.reader, len({r.code for r in reading.organisations})) for name, reading in kinds.items()}
    assert found == {
        "derived_ae_provider_code_history_2019_2026.csv": ("organisation-history/1", 265),
        "derived_provider_icb_change_jun25_may26.csv": ("organisation-boards/1", 43),
        "etr_nhsx_2022.csv": ("organisation-list/1", 218),
    }
    assert kinds["etr_nhsx_2022.csv"].known_from == date(2021, 9, 30)


def test_a_record_says_nothing_it_was_not_told() -> None:
    bare = OrganisationRecord("RZ1", date(2024, 1, 1))
    assert (bare.opened, bare.closed, bare.successors, bare.listed) == (None, None, (), "")
