"""`pxcommission audit` and what `doctor` says of the register, as its user sees them."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pxcommission.cases.events import Entry
from pxcommission.cases.register import FILE, open_register
from pxcommission.listening.entries import Entry as ListeningEntry
from pxcommission.listening.entries import Said
from pxcommission.listening.log import LOG
from pxcommission.listening.recording import Draft, When, record

Run = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with three events recorded."""
    monkeypatch.delenv("PXCOMMISSION_DATABASE_URL", raising=False)
    entries = [Entry("ACUTE", f"ACUTE/R{n}/s", "noted", date(2025, 8, 1), {"text": f"=1+{n}"}) for n in range(3)]
    open_register(tmp_path, None).append(entries, "=A Person", "1.0", "2025-08-01T09:00:00Z")
    return tmp_path


def tamper(folder: Path, statement: str) -> None:
    with sqlite3.connect(folder / FILE) as register:
        register.execute("drop trigger if exists no_update")
        register.execute("drop trigger if exists no_delete")
        register.execute(statement)
    register.close()


def test_a_whole_chain_is_said_and_what_it_does_not_show(folder: Path, run: Run) -> None:
    done = run("--workspace", folder, "audit", "verify")
    assert done.code == 0
    assert "3 events, the chain is whole" in done.out
    assert "Not seen by this: events removed from the end" in done.out


def test_the_head_that_was_kept_is_compared(folder: Path, run: Run, tmp_path: Path) -> None:
    head = run("--workspace", folder, "audit", "head").out
    kept = tmp_path / "head.txt"
    kept.write_text(head)
    done = run("--workspace", folder, "audit", "verify", "--head-file", kept)
    assert (done.code, "nothing was changed, removed or added since" in done.out) == (0, True)
    more = [Entry("ACUTE", "ACUTE/R9/s", "noted", date(2025, 8, 1), {"text": "more"})]
    open_register(folder, None).append(more, "A Person", "1.0", "2025-08-01T10:00:00Z")
    done = run("--workspace", folder, "audit", "verify", "--head", head.strip(), "--format", "json")
    assert json.loads(done.out)["kept_head"] == head.strip()
    tamper(folder, "delete from register_events where n > 2")
    assert run("--workspace", folder, "audit", "verify").code == 0
    done = run("--workspace", folder, "audit", "verify", "--head", head.strip())
    assert done.code == 7
    assert "events were removed from its end" in done.err


def test_a_broken_chain_names_each_place(folder: Path, run: Run) -> None:
    tamper(folder, "update register_events set \"by\" = 'Nobody' where n in (1, 3)")
    done = run("--workspace", folder, "audit", "verify")
    assert done.code == 7
    assert "event 1 (ACUTE/R0/s) was changed" in done.err
    assert "event 3 (ACUTE/R2/s) was changed" in done.err
    done = run("--workspace", folder, "audit", "verify", "--format", "json")
    assert (done.code, len(json.loads(done.out)["problems"])) == (7, 2)


def test_where_nothing_is_recorded_it_says_so_and_makes_nothing(tmp_path: Path, run: Run) -> None:
    assert run("--workspace", tmp_path, "audit", "verify").out == "nothing is recorded yet\n"
    assert run("--workspace", tmp_path, "audit", "head").out.startswith("0:000")
    done = run("--workspace", tmp_path, "audit", "verify", "--head", "3:" + "a" * 64)
    assert (done.code, "there is no event 3" in done.err) == (7, True)
    assert list(tmp_path.iterdir()) == []


def test_an_export_is_verified_from_itself_alone(folder: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "register.jsonl"
    done = run("--workspace", folder, "audit", "export", file)
    assert (done.code, "3 events, head 3:" in done.out) == (0, True)
    assert run("audit", "verify", "--file", file).code == 0
    file.write_text(file.read_text().replace("=A Person", "Somebody", 1))
    done = run("audit", "verify", "--file", file)
    assert (done.code, "event 1 (ACUTE/R0/s) was changed" in done.err) == (7, True)


def test_an_export_for_spreadsheets_can_t_act(folder: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    assert run("--workspace", folder, "audit", "export", file).code == 0
    rows = list(csv.DictReader(file.open(encoding="utf-8", newline="")))
    assert [row["by"] for row in rows] == ["'=A Person"] * 3
    assert json.loads(rows[1]["details"]) == {"text": "=1+1"}


def test_a_broken_register_is_handed_over_as_it_stands(folder: Path, run: Run, tmp_path: Path) -> None:
    tamper(folder, "update register_events set details = '{' where n = 2")
    done = run("--workspace", folder, "audit", "export", tmp_path / "r.jsonl")
    assert (done.code, "event 2" in done.err) == (7, True)
    assert run("audit", "verify", "--file", tmp_path / "r.jsonl").code == 7


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "--head", "3"),
        ("verify", "--head", "1:" + "a" * 64, "--head-file", "x"),
        ("export", "register.pdf"),
        ("verify", "--format", "csv"),
    ],
)
def test_slips_on_the_command_line_are_said(folder: Path, run: Run, arguments: tuple[str, ...]) -> None:
    done = run("--workspace", folder, "audit", *arguments)
    assert (done.code, done.err.startswith("error: ")) == (2, True)


def test_an_export_is_never_written_over(folder: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text("last year's")
    assert run("--workspace", folder, "audit", "export", tmp_path / "r.jsonl").code == 2
    assert (tmp_path / "r.jsonl").read_text() == "last year's"


def test_a_head_file_that_is_not_there_is_said(folder: Path, run: Run) -> None:
    done = run("--workspace", folder, "audit", "verify", "--head-file", folder / "nowhere.txt")
    assert (done.code, "nowhere.txt" in done.err) == (5, True)


def test_doctor_says_where_the_register_lies_and_whether_it_is_whole(folder: Path, run: Run) -> None:
    register = doctor(folder, run)
    assert (register["state"], register["said"]) == (
        "works",
        f"{(folder / FILE).as_posix()}: 3 events, the chain is whole",
    )
    tamper(folder, "update register_events set \"on\" = '2025-08-02' where n = 3")
    register = doctor(folder, run)
    assert (register["state"], "audit verify" in register["fix"]) == ("broken", True)


def test_doctor_where_nothing_is_recorded(tmp_path: Path, run: Run) -> None:
    register = doctor(tmp_path, run)
    assert (register["state"], register["said"]) == ("works", "nothing is recorded yet")
    assert not (tmp_path / FILE).exists()


def test_doctor_where_the_database_can_t_be_reached(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PXCOMMISSION_DATABASE_URL", "postgresql://lead:secret@127.0.0.1:9/cases")
    register = doctor(tmp_path, run)
    assert (register["state"], "secret" in str(register)) == ("broken", False)


def doctor(folder: Path, run: Run) -> dict[str, str]:
    checks = json.loads(run("--workspace", folder, "doctor", "--format", "json").out)
    found: dict[str, str] = next(check for check in checks if check["what"] == "register")
    return found


def test_the_listening_registers_are_verified_too(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PXCOMMISSION_DATABASE_URL", raising=False)
    when = When("Lead", date(2026, 1, 10), date(2026, 1, 10))
    for day in (3, 4):
        entry = ListeningEntry("complaint", "RZ1", date(2025, 7, day), "all", ("timeliness",), "negative")
        record(tmp_path, [Draft(entry, Said())], when)
    done = run("--workspace", tmp_path, "audit", "verify")
    assert (done.code, done.out.splitlines()[0]) == (
        0, ".pxcommission/listening: 2 lines, the chain and the texts kept apart are whole",
    )  # fmt: skip
    as_json = json.loads(run("--workspace", tmp_path, "audit", "verify", "--format", "json").out)
    assert as_json["listening"]["lines"] == 2 and as_json["listening"]["head"].startswith("2:")
    log = tmp_path / LOG
    log.write_bytes(log.read_bytes().replace(b"2025-07-03", b"2025-07-02"))
    done = run("--workspace", tmp_path, "audit", "verify")
    assert done.code == 7
    assert ".pxcommission/listening/entries.jsonl:2" in done.err and "the line before this one" in done.err
