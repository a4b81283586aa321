"""The quarter as a contract manager runs it, on the shipped workspace."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

Q2, DAY = "2025/26-Q2", "2025-11-20"
Run = Callable[..., Any]


def checked(run: Run, folder: Path, *more: str, period: str = Q2, day: str = DAY) -> dict[str, Any]:
    ran = run("check", period, "--workspace", folder, "--as-at", day, "--format", "json", *more)
    assert ran.code == 0, ran.err
    document: dict[str, Any] = json.loads(ran.out)
    return document


def of(document: dict[str, Any], requirement: str, **units: str) -> dict[str, Any]:
    found = [
        f for f in document["findings"] if f["requirement"] == requirement and all(f[k] == v for k, v in units.items())
    ]
    assert len(found) == 1, [f["id"] for f in found]
    return found[0]


def test_the_quarter_has_its_planted_findings(run: Run, loaded: Path) -> None:
    document = checked(run, loaded, "--contract", "EXAMPLE-ACUTE")
    assert document["counts"]["met"] == 38
    assert document["counts"]["breach"] == 15
    inpatient = of(document, "FFT-IP-POSITIVE")
    assert (inpatient["outcome"], inpatient["numerator"], inpatient["denominator"], inpatient["short_by"]) == (
        "breach",
        1549,
        1760,
        123,
    )
    assert (inpatient["value"], inpatient["breaches_in_a_row"], inpatient["final"]) == (0.880114, 6, True)
    assert of(document, "FFT-MAT-POSITIVE", touchpoint="postnatal community")["reason"] == "too few responses"
    assert of(document, "FFT-MAT-POSITIVE", touchpoint="antenatal")["reason"] == "incomplete period"
    assert of(document, "FFT-AE-POSITIVE")["threshold_from"]["why"] == "variation"
    assert of(document, "OP-SEEN-IN-THIRTY-MINUTES")["reason"] == "waived"
    stages = {p["case"].split("/")[1]: p["stage"] for p in document["proposals"]}
    assert stages["FFT-IP-POSITIVE"] == "challenge" and stages["FFT-OP-POSITIVE"] == "query"
    assert "notice" not in stages.values()


def test_eight_quarters_without_a_letter_sent_give_a_letter_and_no_notice(run: Run, loaded: Path) -> None:
    document = checked(run, loaded, "--contract", "EXAMPLE-ACUTE", period="2025/26-Q4", day="2026-05-31")
    assert of(document, "FFT-IP-POSITIVE")["breaches_in_a_row"] == 8
    assert [p["stage"] for p in document["proposals"] if p["requirement"] == "FFT-IP-POSITIVE"] == ["challenge"]
    held = [h["because"] for h in document["held_back"] if h["case"].endswith("FFT-IP-POSITIVE/inpatient")]
    assert "the challenge letter has not been issued" in str(held)


def test_what_is_not_due_not_published_and_not_loaded_is_told_apart(run: Run, loaded: Path) -> None:
    early = checked(run, loaded, period="2025/26-Q3", day="2026-01-10")
    assert of(early, "FFT-IP-POSITIVE")["reason"] == "not yet published"
    assert of(early, "INTERPRETER")["reason"] == "not due yet"
    gone = checked(run, loaded, period="2024/25-Q2", day="2025-01-31")
    assert of(gone, "FFT-COM-POSITIVE")["reason"] == "not loaded"
    assert of(gone, "RETURN-EXPERIENCE")["outcome"] == "not assessed"
    assert of(gone, "PTS-ARRIVAL")["reason"] == "not received"
    assert of(gone, "RETURN-PERFORMANCE")["outcome"] == "breach"


def test_later_files_change_nothing_of_an_earlier_day(run: Run, own: Path) -> None:
    shutil.rmtree(own / ".pxcommission")
    files = sorted(p for p in (own / "contracts").rglob("*") if p.is_file() and p.suffix in (".xlsx", ".ods", ".csv"))
    files = [p for p in files if p.name not in ("received.csv", "published.csv", "monthly-values.csv")]
    later = [
        p for p in files if "2026" in p.name or "2025-26-Q3" in p.name or "2025-26-Q4" in p.name or "revised" in p.name
    ]
    assert run("returns", "load", *(p for p in files if p not in later), "--workspace", own).code == 0
    before = checked(run, own, day="2025-11-10")
    assert run("returns", "load", *reversed(later), "--workspace", own).code == 0
    assert checked(run, own, day="2025-11-10") == before


def test_the_reference_engine_gives_the_same_result(run: Run, loaded: Path) -> None:
    durable, reference = checked(run, loaded), checked(run, loaded, "--engine", "reference")
    assert (durable.pop("engine"), reference.pop("engine")) == ("durable", "reference")
    assert durable == reference


def test_explain_leads_to_the_cells_that_hold_the_figure(run: Run, loaded: Path) -> None:
    ran = run("explain", "EXAMPLE-ACUTE", "FFT-OP-POSITIVE", "--period", Q2, "--as-at", DAY, "--workspace", loaded)
    assert ran.code == 0
    for said in ("NOT MET", "Schedule 4, local quality requirement 6", "contracts/example-acute/contract.yaml:", "short by    1 case",
                 "rule not-met (in_breach): holds", "Question for the review meeting"):  # fmt: skip
        assert said in ran.out
    finding = of(checked(run, loaded), "FFT-OP-POSITIVE")
    totals = [0, 0]
    for place in finding["evidence"]:
        sheet = (
            CalamineWorkbook.from_path(loaded / place["file"])
            .get_sheet_by_name(place["sheet"])
            .to_python(skip_empty_area=False)
        )
        value = lambda cell, sheet=sheet: int(sheet[int(cell[1:]) - 1][ord(cell[0]) - ord("A")])  # noqa: E731
        top, bottom = place["cell"].split("/")
        totals[0] += sum(value(cell) for cell in top.split("+"))
        totals[1] += value(bottom)
    assert totals == [finding["numerator"], finding["denominator"]]


def test_a_pack_is_written_and_the_second_run_has_the_same_bytes(run: Run, own: Path) -> None:
    ask = (
        "pack",
        Q2,
        "--as-at",
        DAY,
        "--workspace",
        own,
        "--contract",
        "EXAMPLE-ACUTE",
        "--contract",
        "EXAMPLE-COMMUNITY",
    )
    assert run(*ask, "--out", own / "one").code == 0
    assert run(*ask, "--out", own / "two").code == 0
    one = {p.relative_to(own / "one"): p.read_bytes() for p in (own / "one").rglob("*") if p.is_file()}
    two = {p.relative_to(own / "two"): p.read_bytes() for p in (own / "two").rglob("*") if p.is_file()}
    assert one == two
    assert {"letter-EXAMPLE-ACUTE.docx", "questions-EXAMPLE-COMMUNITY.docx", "manifest.json"} <= {p.name for p in one}


def test_a_corrected_figure_comes_back_and_the_finding_changes(run: Run, own: Path) -> None:
    assert run("pack", Q2, "--preview", "--as-at", DAY, "--workspace", own, "--contract", "EXAMPLE-ACUTE").code == 0
    preview = own / "packs" / "2025-26-Q2" / "preview-EXAMPLE-ACUTE.xlsx"
    workbook = openpyxl.load_workbook(preview)
    sheet = workbook.active
    column = {cell.value: cell.column for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    row = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, column["Requirement"]).value == "CMP-ANSWERED")
    for name, value in (("Agree or correct", "correct"), ("Corrected numerator", 54), ("Corrected denominator", 60)):
        sheet.cell(row, column[name]).value = value
    workbook.save(own / "back.xlsx")
    assert of(checked(run, own), "CMP-ANSWERED", contract="EXAMPLE-ACUTE")["outcome"] == "breach"
    ran = run("returns", "load", own / "back.xlsx", "--received", "2025-11-19", "--as-at", DAY, "--workspace", own)
    assert ran.code == 0, ran.err
    found = of(checked(run, own), "CMP-ANSWERED", contract="EXAMPLE-ACUTE")
    assert (found["outcome"], found["numerator"], found["denominator"]) == ("met", 54, 60)
    assert run("pack", Q2, "--as-at", DAY, "--workspace", own, "--contract", "EXAMPLE-ACUTE").code == 0
    letter = Document(str(own / "packs" / "2025-26-Q2" / "EXAMPLE-ACUTE" / "letter-EXAMPLE-ACUTE.docx"))
    said = [p.text for p in letter.paragraphs if "restated on 19 November 2025: it was 52 of 60" in p.text]
    assert len(said) == 1 and "the verdict changes from not met to met" in said[0]
    assert of(checked(run, own, day="2025-11-18"), "CMP-ANSWERED", contract="EXAMPLE-ACUTE")["outcome"] == "breach"


def test_a_template_filled_in_loads_without_a_mapping(run: Run, own: Path) -> None:
    form = own / "form.xlsx"
    assert (
        run(
            "returns", "template", "EXAMPLE-COMMUNITY", "--period", "2024/25-Q2", "--out", form, "--workspace", own
        ).code
        == 0
    )
    workbook = openpyxl.load_workbook(form)
    sheet = workbook.active
    column = {cell.value: cell.column for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    first = next(r for r in range(1, sheet.max_row + 1) if sheet.cell(r, column["Measure"]).value == "fft_positive")
    sheet.cell(first, column["Numerator"]).value, sheet.cell(first, column["Denominator"]).value = 96, 100
    workbook.save(form)
    ran = run("returns", "load", form, "--received", "2024-10-15", "--workspace", own, "--by", "Contract manager")
    assert ran.code == 0, ran.err
    found = of(checked(run, own, period="2024/25-Q2", day="2025-01-31"), "FFT-COM-POSITIVE")
    assert (found["numerator"], found["denominator"]) == (96, 100)


def test_a_return_is_not_received_only_after_somebody_looked_for_it(run: Run, own: Path) -> None:
    ask = (
        "returns",
        "missing",
        "EXAMPLE-COMMUNITY",
        "experience",
        "2024/25-Q2",
        "--workspace",
        own,
        "--as-at",
        "2024-11-04",
    )
    assert run(*ask).code == 2
    ran = run(*ask, "--by", "Contract manager")
    assert ran.code == 0 and "recorded in contracts/example-community/returns/received.csv" in ran.out
    document = checked(run, own, period="2024/25-Q2", day="2024-11-20")
    assert of(document, "RETURN-EXPERIENCE")["outcome"] == "breach"
    assert of(document, "FFT-COM-POSITIVE")["reason"] == "not received"
    early = run(
        "returns",
        "missing",
        "EXAMPLE-COMMUNITY",
        "experience",
        "2025/26-Q4",
        "--workspace",
        own,
        "--as-at",
        "2026-04-02",
        "--by",
        "A",
    )
    assert early.code == 6


def test_exit_codes_say_what_was_asked(run: Run, loaded: Path, own: Path) -> None:
    ask = ("check", Q2, "--as-at", DAY, "--workspace")
    assert run(*ask, loaded).code == 0
    assert run(*ask, loaded, "--fail-on", "critical").code == 1
    assert run(*ask, loaded, "--fail-on", "critical", "--contract", "EXAMPLE-COMMUNITY").code == 0
    assert run(*ask, loaded, "--fail-on-missing").code == 4
    assert run(*ask, loaded, "--fail-on", "minor", "--fail-on-missing").code == 1
    assert run(*ask, loaded, "--fail-on", "grave").code == 2
    assert run("check", "Q2", "--workspace", loaded).code == 2
    assert run(*ask, loaded, "--contract", "EXAMPLE-ACTUE").code == 2
    assert run(*ask, own / "nowhere").code == 3
    (own / "contracts" / "example-acute" / "contract.yaml").write_text("contract: X\n", encoding="utf-8")
    assert run(*ask, own).code == 3
    (own / "bad.csv").write_text("what,is,this\n1,2,3\n", encoding="utf-8")
    shutil.rmtree(own / "contracts" / "example-acute")
    ran = run("returns", "load", own / "bad.csv", "--workspace", own)
    assert ran.code == 4 and "refused; nothing of it was kept" in ran.out


def test_csv_and_junit_hold_the_same_findings(run: Run, loaded: Path) -> None:
    ask = ("check", Q2, "--as-at", DAY, "--workspace", loaded, "--format")
    findings = checked(run, loaded)["findings"]
    rows = list(csv.DictReader(io.StringIO(run(*ask, "csv").out)))
    assert [(r["id"], r["outcome"]) for r in rows] == [(f["id"], f["outcome"]) for f in findings]
    suites = ElementTree.fromstring(run(*ask, "junit").out)
    assert [case.get("name") for case in suites.iter("testcase")] == [f["id"] for f in findings]
    assert len(list(suites.iter("failure"))) == sum(f["outcome"] == "breach" for f in findings)


def test_observations_show_their_provenance(run: Run, loaded: Path) -> None:
    ran = run(
        "returns",
        "show",
        "--provider",
        "RZ1",
        "--measure",
        "fft_positive",
        "--period",
        "2025-09",
        "--format",
        "csv",
        "--workspace",
        loaded,
    )
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert rows and {r["from"] for r in rows} == {"2025-09-01"}
    assert all(r["file"].startswith("contracts/published/") and r["cell"] for r in rows)


def test_what_is_owed_is_listed_with_its_state(run: Run, loaded: Path) -> None:
    ran = run("returns", "due", Q2, "--as-at", DAY, "--format", "json", "--workspace", loaded)
    owed = {(row["contract"], row["source"], row["period"]): row["state"] for row in json.loads(ran.out)}
    assert owed["EXAMPLE-ACUTE", "complaints", "2025/26 Q2"] == "in"


def test_a_new_workspace_works_from_the_first_command(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert run("init", folder).code == 0
    assert run("init", folder).code == 2
    assert run("rules", "lint", "--workspace", folder).code == 0
    assert run("check", Q2, "--workspace", folder, "--as-at", DAY).code == 0


def test_doctor_says_what_works(run: Run, loaded: Path) -> None:
    ran = run("doctor", "--workspace", loaded, "--format", "json")
    states = {check["what"]: check["state"] for check in json.loads(ran.out)}
    assert states["rules engine"] == "works" and states["workspace"] == "works"


def test_help_loads_none_of_the_heavy_libraries() -> None:
    code = "import sys; import pxcommission.cli.main; print([m for m in ('polars', 'openpyxl', 'docx', 'numpy', 'pydantic', 'holidays', 'durable') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("command", [["check"], ["explain"], ["pack"], ["init"], ["doctor"], ["returns", "load"], ["returns", "show"],
                                     ["returns", "due"], ["returns", "missing"], ["returns", "template"], ["rules", "lint"], ["rules", "test"], ["rules", "explain"], ["rules", "show"], ["rules", "reference"]])  # fmt: skip
def test_every_command_has_help(run: Run, command: list[str]) -> None:
    ran = run(*command, "--help")
    assert ran.code == 0 and "Usage:" in ran.out


def test_shared_options_stand_before_and_after_the_command(run: Run, loaded: Path) -> None:
    before = run("--workspace", loaded, "--as-at", DAY, "--format=json", "check", Q2)
    after = run("check", Q2, "--format", "json", "--as-at", DAY, "--workspace", loaded)
    assert before.out == after.out and before.code == 0
