"""`returns map`: a mapping proposed from a file, rehearsed, kept and taken back; answers typed one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pxcommission.cli import conversation, returns_map

HEADER = "Trust code,Quarter,Complaints received,Acknowledged within 3 working days,Acknowledgements due,Seen on time,Lead name"
ROW = "RZ8,2025/26 Q2,12,9,10,7,Somebody"
Run = Callable[..., "object"]


@pytest.fixture
def report(own: Path) -> Path:
    """A small report in a workspace of the test's own."""
    path = own / "our report.csv"
    path.write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    return path


def answers(monkeypatch: pytest.MonkeyPatch, *typed: str) -> None:
    """Somebody sits at a terminal and types these lines."""
    lines = iter(typed)
    for module in (conversation, returns_map):
        monkeypatch.setattr(module, "on_a_terminal", lambda: True)
    monkeypatch.setattr(conversation, "answer_line", lambda: f"{next(lines)}\n")
    monkeypatch.setattr("pxcommission.cli.writing.answer_line", lambda: f"{next(lines)}\n")
    monkeypatch.setattr("pxcommission.cli.writing.on_a_terminal", lambda: True)


def test_without_a_terminal_the_proposal_is_shown_and_how_to_go_on(run: Run, own: Path, report: Path) -> None:
    ran = run("--workspace", own, "returns", "map", report)
    assert ran.code == 0
    assert "Column C 'Complaints received': numerator of complaints_received (certain, 98" in ran.out
    assert "Service: all, for the whole return (unsure, 50" in ran.out
    assert "Nothing was written." in ran.out and "--yes" in ran.out
    assert not (own / "rules/mappings/our-report.yaml").exists()


def test_yes_refuses_what_is_unsure_and_takes_the_rest(run: Run, own: Path, report: Path) -> None:
    refused = run("--workspace", own, "--by", "A", "returns", "map", report, "--yes")
    assert refused.code == 2 and "the service" in refused.err
    ran = run("--workspace", own, "--by", "A", "returns", "map", report, "--yes", "--service", "all")
    assert ran.code == 0, ran.err
    text = (own / "rules/mappings/our-report.yaml").read_text(encoding="utf-8")
    assert "verified: false" in text and "not_read: [Seen on time, Lead name]" in text
    assert "Next: pxcommission returns load" in ran.out and "--mapping our-report --received DATE" in ran.out
    loaded = run("--workspace", own, "returns", "load", report, "--mapping", "our-report", "--as-at", "2026-06-30")
    assert loaded.code == 0 and "2 reported" in loaded.out, loaded.err
    again = run("--workspace", own, "--by", "A", "returns", "map", report, "--yes", "--service", "all")
    assert again.code == 2 and "there is a mapping our-report already" in again.err
    assert run("--workspace", own, "--by", "A", "rules", "undo", "--yes").code == 0
    assert not (own / "rules/mappings/our-report.yaml").exists()


def test_json_gives_the_proposal(run: Run, own: Path, report: Path) -> None:
    ran = run("--workspace", own, "--format", "json", "returns", "map", report, "--service", "inpatient")
    found = json.loads(ran.out)
    assert found["layout"] == "list" and not found["written"] and found["reads"]["observations"] == {"reported": 2}
    sure = {part["name"]: part["sure"] for part in found["parts"]}
    assert sure["Trust code"] == sure["Quarter"] == sure["Complaints received"] == "certain"


def test_a_column_can_be_named_on_the_command_line(run: Run, own: Path, report: Path) -> None:
    said = "Seen on time=numerator of outpatients_seen_within_30_minutes and not read"
    assert run("--workspace", own, "returns", "map", report, "--column", "Sen on time=ward").code == 2
    wrong = run(
        "--workspace", own, "returns", "map", report, "--column", "Seen on time=numerator of complaints_recieved"
    )
    assert wrong.code == 2 and "did you mean 'complaints_received'?" in wrong.err
    ran = run("--workspace", own, "returns", "map", report, "--column", said.replace(" and not read", ""))
    assert ran.code == 0 and "said with --column" in " ".join(ran.out.split())


def test_a_person_is_asked_only_what_is_unsure_and_can_go_back_and_stop(
    run: Run, own: Path, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report.write_text(f"{HEADER},Answered in agreed period,Answers due\n{ROW},3,4\n", encoding="utf-8")
    answers(monkeypatch, "inpatients", "inpatient", "q")
    ran = run("--workspace", own, "--by", "A. Analyst", "returns", "map", report)
    assert ran.code == 0 and "did you mean 'inpatient'?" in ran.out and "your answers are kept" in ran.out
    assert "Somebody" not in ran.out
    answers(monkeypatch, "", "", "", "y", "y")
    ran = run("--workspace", own, "--by", "A. Analyst", "returns", "map", report)
    assert ran.code == 0 and "offered again" in ran.out, ran.out + ran.err
    text = (own / "rules/mappings/our-report.yaml").read_text(encoding="utf-8")
    assert "service: {fixed: inpatient}" in text


def test_a_file_without_a_table_is_refused(run: Run, own: Path) -> None:
    (own / "x.csv").write_text("only,words\nand,more\n", encoding="utf-8")
    ran = run("--workspace", own, "returns", "map", own / "x.csv")
    assert ran.code == 4 and "no table was found" in ran.err


def test_a_folder_is_called_a_folder(run: Run, own: Path) -> None:
    ran = run("--workspace", own, "returns", "map", own / "rules")
    assert ran.code == 4 and "this is a folder" in ran.err and "no such file" not in ran.err


REASONS = """,,Mixed sex,,Complaints,
Trust code,Quarter,Mixed sex breaches,{over}Why,Complaints received,Seen
RZ8,2025/26 Q2,3,a closed ward,12,9
RZ9,2025/26 Q2,0,,14,7
"""


def test_a_reason_under_the_heading_of_one_measure_is_read_for_its_requirements(run: Run, own: Path) -> None:
    path = own / "reasons.csv"
    path.write_text(REASONS.format(over=""), encoding="utf-8")
    ran = run("--workspace", own, "--format", "json", "returns", "map", path, "--service", "inpatient")
    found = json.loads(ran.out)
    assert "statement: {reason: Mixed sex / Why}" in found["mapping"] and "mixed_sex_breaches: [" in found["mapping"]
    assert found["reads"]["statements"] >= 1


def test_a_reason_that_is_not_read_is_said(run: Run, own: Path) -> None:
    path = own / "reasons.csv"
    path.write_text(REASONS.split("\n", 1)[1].format(over=""), encoding="utf-8")
    ran = run("--workspace", own, "returns", "map", path, "--service", "inpatient")
    said = " ".join(ran.out.split())
    assert "'Why' (reason) is not read: nothing says which requirement it is about" in said, said


def test_one_kept_answer_is_spoken_of_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from pxcommission.cli.returns_map_questions import _Kept

    kept = tmp_path / "kept.json"
    kept.write_text('{"place service": "all"}', encoding="utf-8")
    _Kept(kept)
    assert capsys.readouterr().out.startswith("1 answer of an earlier time is offered again")


ODD = """Our quality return,,,

Area,Topic,A,B
RZ101,Clinics punctual,40,50
RZ101,Grievances dealt with,8,9
RZ102,Clinics punctual,30,33
"""


def test_a_person_is_led_to_the_column_that_names_the_measures(
    run: Run, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = own / "odd.csv"
    path.write_text(ODD, encoding="utf-8")
    typed = ["outpatient", "", "?", "9", "1", "?", "names of measures", "", "", "7", "q"]
    answers(monkeypatch, *typed)
    ran = run("--workspace", own, "--by", "A", "returns", "map", path, "--provider", "RZ1", "--period", "2025/26 Q1")
    assert ran.code == 0, ran.out + ran.err
    assert "no column is said to name the measures" in ran.out and "1  Column B 'Topic'" in ran.out
    assert ran.out.count("type a number from 1 to 3") == 3 and "for one you don't know type what it is about" in ran.out
    assert "Row 4 'Clinics punctual'" in ran.out


def test_a_measure_is_found_by_what_it_is_about(run: Run, own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = own / "odd.csv"
    path.write_text(ODD.replace("Topic", "Measure"), encoding="utf-8")
    said = ("--service", "outpatient", "--provider", "RZ1", "--period", "2025/26 Q1")
    answers(monkeypatch, *["", "", "outpatients seen on time", "outpatients_seen_within_30_minutes", "", "y", "y"])
    ran = run("--workspace", own, "--by", "A", "returns", "map", path, *said)
    assert "the nearest measures are" in ran.out, ran.out + ran.err
    text = (own / "rules/mappings/odd.yaml").read_text(encoding="utf-8")
    assert "Clinics punctual: outpatients_seen_within_30_minutes" in text
    assert "rows_not_read: [Grievances dealt with]" in text


def test_numbers_do_not_name_measures(run: Run, own: Path) -> None:
    path = own / "odd.csv"
    path.write_text(ODD, encoding="utf-8")
    ran = run("--workspace", own, "returns", "map", path, "--column", "A=names of measures")
    assert ran.code == 2 and "the names of measures are texts" in ran.err
    ran = run("--workspace", own, "returns", "map", path, "--column", "Topic=names of measures")
    assert ran.code == 0 and "Row 4 'Clinics punctual'" in ran.out
