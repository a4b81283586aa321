"""`pxcommission spc`: a csv in; what its chart says, every point and a picture out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

STEADY = [94.1, 95.2, 93.8, 94.9, 95.6, 94.4, 93.9, 95.1, 94.6, 95.3, 94.2, 94.8]


@pytest.fixture
def fft(tmp_path: Path) -> Path:
    """Two steady years and a bad month."""
    return written(tmp_path, "fft.csv", [*STEADY, *STEADY, 90.6])


def written(folder: Path, name: str, values: list[object]) -> Path:
    path = folder / name
    days = [f"{2023 + at // 12}-{at % 12 + 1:02d}-01" for at in range(len(values))]
    path.write_text(
        "date,value\n" + "".join(f"{day},{value}\n" for day, value in zip(days, values, strict=True)), "utf-8"
    )
    return path


def test_the_text_says_what_the_chart_says_and_what_it_rests_on(run, fft: Path) -> None:
    ran = run("spc", fft, "--improvement", "increase", "--target", "95")
    text = " ".join(ran.out.split())
    assert (ran.code, ran.err) == (0, "")
    assert "fft (25 points, January 2023 to January 2025) Special cause, concern: January 2025 (90.6) is below" in text
    assert "The target of 95 lies between the limits" in text
    assert "Profile ptd; higher is better; limits of 25 points" in text
    assert "no proof of what caused it" in text


def test_the_json_has_every_point_with_the_words_of_the_package(run, fft: Path) -> None:
    ran = run("spc", fft, "--profile", "ptd", "--improvement", "increase", "--target", "95", "--format", "json")
    found = json.loads(ran.out, parse_constant=pytest.fail)
    (series,) = found["series"]
    assert (found["profile"], series["name"], len(series["points"])) == ("ptd", "fft", 25)
    assert (series["variation"], series["assurance"], series["cannot_assess"]) == ("concern_low", "inconsistent", None)
    last = series["points"][-1]
    assert (last["date"], last["value"]) == ("2025-01-01", 90.6)
    assert (last["special_cause_type"], last["point_type"]) == ("Below LCL", "special_cause_concern")
    assert last["lpl"] < last["mean"] < last["upl"]


def test_what_is_undefined_is_null_and_says_why(run, tmp_path: Path) -> None:
    ran = run(
        "spc", written(tmp_path, "c.csv", [100] * 24), "--improvement", "increase", "--target", "95", "--format=json"
    )
    (series,) = json.loads(ran.out, parse_constant=pytest.fail)["series"]
    assert (series["points"][0]["lpl"], series["points"][0]["outside_limits"]) == (None, None)
    assert (series["variation"], series["assurance"]) == ("common_cause", "inconsistent")
    assert (series["cannot_assess_code"], "every value is 100" in series["cannot_assess"]) == ("constant_series", True)


def test_the_profile_its_evidence_and_the_rebase_with_its_reason_are_printed(run, fft: Path) -> None:
    ran = run(
        "spc", fft, "--profile", "mdc", "--run-length", "7", "--improvement", "decrease", "--fix-after", "12",
        "--rebase", "2024-01-01", "--reason", "new booking system",
    )  # fmt: skip
    text = " ".join(ran.out.split())
    assert "Profile mdc, runs of 7, best public evidence, not verified against the tool" in text
    assert "limits fixed on the first 12 points, January 2024 to December 2024" in text
    assert "rebased on 2024-01-01: new booking system" in text


def test_many_series_have_targets_and_rebases_of_their_own(run, tmp_path: Path) -> None:
    path = tmp_path / "trusts.csv"
    lines = [
        f"{name},{2023 + at // 12}-{at % 12 + 1:02d}-01,{STEADY[at % 12]}"
        for at in range(20)
        for name in ("RZ2", "RZ1", "A=B")
    ]
    path.write_text("series,date,value\n" + "\n".join(reversed(lines)), "utf-8")
    ran = run(
        "spc", path, "--improvement", "increase", "--target", "80", "--target", "RZ2=99", "--target", "A=B=98",
        "--rebase", "RZ1=2024-01-01", "--reason", "moved", "--format", "json",
    )  # fmt: skip
    series = json.loads(ran.out)["series"]
    assert [(one["name"], one["assurance"], one["target"]) for one in series] == [
        ("A=B", "fail", 98), ("RZ1", "pass", 80), ("RZ2", "fail", 99),
    ]  # fmt: skip
    assert [one["points"][-1]["rebase_group"] for one in series] == [0, 1, 0]
    assert series[1]["rebases"] == [{"on": "2024-01-01", "reason": "moved"}]


def test_a_series_left_without_a_target_is_not_assessed(run, tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    lines = [f"{name},{2023 + at // 12}-{at % 12 + 1:02d}-01,{STEADY[at % 12]}" for at in range(20) for name in "AB"]
    path.write_text("series,date,value\n" + "\n".join(lines), "utf-8")
    ran = run("spc", path, "--improvement", "increase", "--target", "A=95", "--format", "json")
    one, other = json.loads(ran.out)["series"]
    assert (one["cannot_assess"], other["cannot_assess_code"], other["assurance"]) == (
        None,
        "no_target",
        "inconsistent",
    )


def test_tables_and_charts_are_written_and_named(run, fft: Path, tmp_path: Path) -> None:
    asked = ("spc", fft, "--improvement", "increase")
    points, results = tmp_path / "out" / "points.csv", tmp_path / "results.json"
    assert run(*asked, "--out", points, "--chart", tmp_path / "c.svg").out.count("Written: ") == 2
    assert run(*asked, "--out", results).code == 0
    printed = run(*asked, "--format", "csv").out
    assert points.read_text("utf-8") == printed
    rows = list(csv.DictReader(io.StringIO(printed)))
    assert (len(rows), rows[-1]["special_cause_type"], rows[-1]["outside_limits"]) == (25, "Below LCL", "TRUE")
    assert rows[-1]["profile"] == "ptd"
    assert json.loads(results.read_text("utf-8"))["series"][0]["variation"] == "concern_low"
    assert "<title" in (tmp_path / "c.svg").read_text("utf-8")


def test_each_of_many_series_has_a_chart_of_its_own(run, tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("series,date,value\nA/1,2025-01-01,3\nA 1,2025-01-01,4\n", "utf-8")
    run("spc", path, "--improvement", "neutral", "--chart", tmp_path / "c.svg")
    assert sorted(one.name for one in tmp_path.glob("c*.svg")) == ["c-A-1-2.svg", "c-A-1.svg"]


def test_every_problem_is_named_in_one_pass_with_line_and_column(run, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        'series,date,value\nA,2024-04-01,12\nA,2024-13-01,x\nA,2024-04-01,3\n,2024-05-01,"9,5"\nB,2024-04-01\n', "utf-8"
    )
    ran = run(
        "spc", path, "--improvement", "incraese", "--profile", "mcd", "--fix-after", "11", "--target", "C=4", "--target", "A=",
        "--rebase", "soon", "--reason", "a", "--reason", "b", "--chart", "a.pdf", "--out", "a.xlsx",
    )  # fmt: skip
    assert ran.code == 4
    shown = path.as_posix()
    for start in (
        f"{shown}:3:2: error: '2024-13-01' is not a date",
        f"{shown}:3:3: error: 'x' is not a number",
        f"{shown}:4:2: error: the day 2024-04-01 of 'A' stands twice: first on line 2",
        f"{shown}:5:1: error: the series has no name",
        f"{shown}:5:3: error: '9,5' is not a number\n  fix: write a point, not a comma: 9.5",
        f"{shown}:6:3: error: line 6 has 2 columns",
        "--improvement: error: 'incraese' is no direction; did you mean 'increase'?",
        "--profile: error: there is no profile 'mcd'; known: ptd, mdc; did you mean 'mdc'?",
        "--fix-after: error: 11 points are too few",
        "--target: error: there is no series 'C' in the file",
        "--target: error: the target is empty",
        "--rebase: error: 'soon' is not a date",
        "--reason: error: 2 reasons for 1 rebases",
        "--chart: error: 'a.pdf'",
        "--out: error: 'a.xlsx'",
    ):
        assert f"\n{start}" in "\n" + ran.err, start


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("date,value\n", "there is no row below the headings"),
        ("Date,vlaue\n2025-01-01,3\n", "there is no column value: the headings are date, vlaue; did you mean 'value'?"),
        ("2025-01-01,3\n", "there is no column date and no column value"),
        ("date,value,date\n2025-01-01,3,4\n", "the column date stands twice"),
        ("date,value\n2025-01-01,95%\n2025-02-01,0.95\n", "this value has no percent sign, and others have one"),
        ("date,value\n2025-01-01,1e99\n", "too large"),
        ("date,value\n,3\n", "there is no date"),
    ],
)
def test_a_file_that_is_no_series_is_refused_kindly(run, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text(text, "utf-8")
    ran = run("spc", path, "--improvement", "increase")
    assert (ran.code, ran.out) == (4, "") and said in ran.err


def test_only_options_that_are_wrong_are_a_slip_of_usage(run, fft: Path) -> None:
    assert run("spc", fft, "--improvement", "increase", "--fix-after", "3").code == 2
    assert run("spc", fft, "--improvement", "increase", "--run-length", "6").code == 2
    assert run("spc", fft, "--improvement", "increase", "--format", "ics").code == 2
    assert run("spc", fft).code == 2


def test_days_and_numbers_are_read_as_people_write_them(run, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        'Value ; DATE;ward\n"1,234";01/04/2024;x\n7.5;May 2024;x\n;Jun-24;x\nNA;2024-07;x\n1e1;2024-08-01 00:00:00;x\n',
        "utf-8",
    )
    ran = run("spc", path, "--improvement", "neutral", "--format", "json")
    assert ran.code == 0
    points = json.loads(ran.out)["series"][0]["points"]
    assert [(point["date"], point["value"]) for point in points] == [
        ("2024-04-01", 1234.0), ("2024-05-01", 7.5), ("2024-06-01", None), ("2024-07-01", None), ("2024-08-01", 10.0),
    ]  # fmt: skip
    for note in ("read day first", "read as its first day", "commas between thousands", "not read: the column ward"):
        assert note in ran.err


def test_a_rebase_on_no_point_and_one_without_a_reason_are_warned_of(run, fft: Path) -> None:
    ran = run("spc", fft, "--improvement", "increase", "--rebase", "2024-01-02")
    assert ran.code == 0
    assert "no point is on 2024-01-02, so nothing was rebased there" in ran.err
    assert "rebased without a recorded reason" in ran.err


def test_a_trajectory_is_carried_along_and_changes_nothing(run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("date,value,trajectory\n2025-01-01,3,\n2025-02-01,4,3.5\n", "utf-8")
    points = json.loads(run("spc", path, "--improvement", "increase", "--format", "json").out)["series"][0]["points"]
    assert [point["trajectory"] for point in points] == [None, 3.5]
