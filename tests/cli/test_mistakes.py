"""Mistakes and damage end in one clear sentence, the right exit code, and a workspace as it was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Q2, DAY = "2025/26-Q2", "2025-11-20"
Run = Callable[..., Any]
COMPLAINTS = "contracts/example-acute/returns/complaints-2025-26-Q2.csv"


def tree(folder: Path) -> str:
    """A hash over every file of a workspace."""
    found = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        found.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def cells(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}


def test_a_recorded_day_of_receipt_is_changed_only_by_somebody(run: Run, own: Path) -> None:
    before = tree(own)
    ask = ("returns", "load", own / COMPLAINTS, "--received", "2025-10-15", "--workspace", own)
    ran = run(*ask)
    assert ran.code == 4 and "--by NAME" in ran.err and tree(own) == before
    assert run(*ask, "--by", "Contract manager").code == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--received", "2025-09-01"), "lies before the period it covers was over"),
        (("--received", "2035-09-01"), "lies after"),
        (("--period", "2025/26-Q1"), "leave --period out"),
        (("--provider", "RZ9"), "the row is of RZ1, but RZ9 was given"),
        (("--mapping", "no-such"), "no mapping"),
    ],
)
def test_what_is_given_by_hand_has_to_fit_the_file(run: Run, own: Path, options: tuple[str, str], said: str) -> None:
    before = tree(own)
    ran = run("returns", "load", own / COMPLAINTS, *options, "--workspace", own, "--by", "A", "--as-at", "2026-06-30")
    assert ran.code == 4 and said in ran.err and tree(own) == before


def test_one_bad_file_of_many_is_refused_and_the_others_are_kept(run: Run, own: Path) -> None:
    (own / "a.csv").write_text("what,is,this\n1,2,3\n", encoding="utf-8")
    ran = run("returns", "load", own / "a.csv", own / COMPLAINTS, "--workspace", own, "--format", "json")
    assert ran.code == 4
    assert [one["state"] for one in json.loads(ran.out)] == ["refused", "already loaded"]


def test_a_log_that_a_kill_cut_short_loses_nothing_acknowledged(run: Run, own: Path) -> None:
    log = own / ".pxcommission" / "evidence" / "log.jsonl"
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"reading": "half a li')
    assert run("check", Q2, "--as-at", DAY, "--workspace", own).code == 0
    extra = own / "later.csv"
    extra.write_text((own / COMPLAINTS).read_text("utf-8") + "\n", encoding="utf-8")
    assert run("returns", "load", extra, "--workspace", own, "--received", "2025-11-01").code == 0
    assert log.read_bytes().startswith(whole) and log.read_bytes().count(b"half a li") == 0


def test_damaged_evidence_stops_with_its_place_and_mend(run: Run, own: Path) -> None:
    kept = own / ".pxcommission" / "evidence" / "observations"
    for listed in kept.glob("*.readings"):
        listed.unlink()  # so that each return's own file is read
    figures = sorted(path for path in kept.glob("*.parquet") if not path.name.startswith("bundle"))
    figures[0].write_bytes(figures[0].read_bytes()[:-9])
    figures[1].unlink()
    ran = run("check", Q2, "--as-at", "2026-06-30", "--workspace", own)
    assert ran.code == 5
    assert "these figures are damaged" in ran.err and "these figures are missing" in ran.err and "fix:" in ran.err
    log = own / ".pxcommission" / "evidence" / "log.jsonl"
    log.write_text("nonsense\n" + log.read_text("utf-8"), encoding="utf-8")
    assert (
        "log.jsonl:1:1: error: this line of the log is damaged"
        in run("check", Q2, "--workspace", own, "--as-at", DAY).err
    )


@pytest.mark.parametrize("label", ["Contract", "Provider", "Period"])
def test_a_form_whose_labels_were_changed_is_refused(run: Run, own: Path, label: str) -> None:
    form = own / "form.xlsx"
    assert (
        run("returns", "template", "EXAMPLE-ACUTE", "--period", "2026/27-Q1", "--out", form, "--workspace", own).code
        == 0
    )
    assert (
        run("returns", "template", "EXAMPLE-ACUTE", "--period", "2026/27-Q1", "--out", form, "--workspace", own).code
        == 2
    )
    workbook = openpyxl.load_workbook(form)
    sheet = workbook.active
    row = next(r for r in range(1, 9) if sheet.cell(r, 1).value == label)
    sheet.cell(row, 2).value = {"Contract": "EXAMPLE-COMMUNITY", "Provider": "RZ2", "Period": "2026/27 Q2"}[label]
    workbook.save(form)
    before = tree(own)
    ran = run("returns", "load", form, "--received", "2026-07-10", "--as-at", "2026-07-20", "--workspace", own)
    assert ran.code == 4 and "not as they were sent" in ran.err and tree(own) == before


def test_a_form_filled_in_whole_leaves_nothing_of_its_reports_missing(run: Run, own: Path) -> None:
    form = own / "form.xlsx"
    ask = ("--period", "2026/27-Q1", "--workspace", own)
    assert run("returns", "template", "EXAMPLE-ACUTE", *ask, "--out", form).code == 0
    workbook = openpyxl.load_workbook(form)
    sheet = workbook.active
    column = cells(sheet)
    head = next(r for r in range(1, 30) if sheet.cell(r, column["Measure"]).value == "Measure")
    for row in range(head + 1, sheet.max_row + 1):
        sheet.cell(row, column["Numerator"]).value = 40
        if sheet.cell(row, column["Denominator is"]).value:
            sheet.cell(row, column["Denominator"]).value = 40
    workbook.save(form)
    ran = run("returns", "load", form, "--received", "2026-07-10", "--as-at", "2026-07-20", "--workspace", own)
    assert ran.code == 0, ran.err
    document = json.loads(
        run("check", "2026/27-Q1", "--as-at", "2026-07-20", "--format", "json", "--workspace", own).out
    )
    acute = [f for f in document["findings"] if f["contract"] == "EXAMPLE-ACUTE"]
    owed = [a for a in document["awaited"] if a["contract"] == "EXAMPLE-ACUTE" and a["kind"] == "report"]
    missing = {f["requirement"] for f in acute if f["reason"] in ("not loaded", "not received") and not f["final"]}
    published = {f["requirement"] for f in acute if f["requirement"].startswith(("FFT-", "ED-"))}
    assert owed == [] and missing <= published
    assert {f["outcome"] for f in acute if f["requirement"].startswith("RETURN-")} == {"met"}


def test_answering_the_draft_with_agree_says_nothing_in_the_letter(run: Run, own: Path) -> None:
    ask = ("pack", Q2, "--as-at", DAY, "--workspace", own, "--contract", "EXAMPLE-ACUTE")
    assert run(*ask, "--preview").code == 0
    preview = own / "packs" / "2025-26-Q2" / "preview-EXAMPLE-ACUTE.xlsx"
    workbook = openpyxl.load_workbook(preview)
    sheet = workbook.active
    column = cells(sheet)
    head = next(r for r in range(1, 30) if sheet.cell(r, column["Measure"]).value == "Measure")
    for row in range(head + 1, sheet.max_row + 1):
        sheet.cell(row, column["Agree or correct"]).value = "agree"
    workbook.save(preview)
    before = json.loads(run("check", Q2, "--as-at", DAY, "--workspace", own, "--format", "json").out)["findings"]
    assert run("returns", "load", preview, "--workspace", own).code == 4
    ran = run("returns", "load", preview, "--workspace", own, "--received", "2025-11-19", "--as-at", DAY)
    assert ran.code == 0, ran.err
    assert (
        json.loads(run("check", Q2, "--as-at", DAY, "--workspace", own, "--format", "json").out)["findings"] == before
    )
    assert run(*ask).code == 0
    from docx import Document

    letter = Document(str(own / "packs" / "2025-26-Q2" / "EXAMPLE-ACUTE" / "letter-EXAMPLE-ACUTE.docx"))
    assert not [p.text for p in letter.paragraphs if "“agree”" in p.text]
    assert run(*ask, "--preview").code == 0
    assert len(list(preview.parent.glob("preview-EXAMPLE-ACUTE-before-*.xlsx"))) == 1


def test_a_file_of_rules_with_another_ending_is_not_passed_over(run: Run, own: Path) -> None:
    (own / "rules" / "extra.yml").write_text("title: x\n", encoding="utf-8")
    (own / "contracts" / "example-transport" / "contract.yaml").rename(
        own / "contracts" / "example-transport" / "contract.yml"
    )
    ran = run("rules", "lint", "--workspace", own)
    assert ran.code == 3
    assert "rules/extra.yml: error" in ran.err and "contracts/example-transport/contract.yml: error" in ran.err


def test_a_threshold_the_wrong_way_round_and_a_ladder_without_a_breach_propose_nothing(run: Run, own: Path) -> None:
    contract = own / "contracts" / "example-acute" / "contract.yaml"
    text = contract.read_text("utf-8")
    contract.write_text(text.replace("2025-04-01: at least 95%", "2025-04-01: at most 95%"), encoding="utf-8")
    assert "so this asks for the worse" in run("check", Q2, "--workspace", own, "--as-at", DAY).err
    contract.write_text(text, encoding="utf-8")
    ladder = own / "rules" / "ladders" / "local-then-gc9.yaml"
    ladder.write_text(
        ladder.read_text("utf-8").replace("when: in_breach\n", "when: not in_breach\n", 1), encoding="utf-8"
    )
    document = json.loads(run("check", Q2, "--as-at", DAY, "--workspace", own, "--format", "json").out)
    assert {p["stage"] for p in document["proposals"]} == {"challenge"}


def test_a_question_about_a_period_a_requirement_is_not_judged_over_is_answered(run: Run, loaded: Path) -> None:
    ran = run("explain", "EXAMPLE-ACUTE", "FFT-IP-POSITIVE", "--period", "2025-08", "--workspace", loaded)
    assert ran.code == 2 and "judged by quarter" in ran.err
    assert run("rules", "test", "NOPE", "--workspace", loaded).code == 2
    assert run("returns", "show", "--service", "inpatients", "--workspace", loaded).code == 2


def test_text_from_a_file_cannot_act_on_a_terminal_or_a_spreadsheet(run: Run, own: Path) -> None:
    rows = "provider_code,period,measure,numerator,denominator,value,submitted_on,comment,service,site_code,ward\n"
    rows += "RZ1,2025/26 Q2,night_moves,3,,,,,inpatient,RZ101,\x1b[31mRed\u202e\n"
    rows += 'RZ1,2025/26 Q2,night_moves,4,,,,,inpatient,RZ101,"=HYPERLINK(""http://a.example"")"\n'
    (own / "hostile.csv").write_text(rows, encoding="utf-8")
    ran = run("returns", "load", own / "hostile.csv", "--workspace", own, "--received", "2025-11-01")
    assert ran.code == 0, ran.err
    for form in ("text", "csv", "json"):
        out = run("returns", "show", "--measure", "night_moves", "--workspace", own, "--format", form).out
        assert "\x1b" not in out and "\u202e" not in out
    out = run("returns", "show", "--measure", "night_moves", "--workspace", own, "--format", "csv").out
    assert "'=HYPERLINK" in out
