"""Questions at a terminal: each answer is checked when it is typed, and none is lost when the end is not reached."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from cli.conftest import Ran

import pxcommission.cli.main as main_module
from pxcommission.cli.conversation import ask

ACUTE = "contracts/example-acute/contract.yaml"
UNFINISHED = ".pxcommission/unfinished-contract.json"
NAME = ("--by", "Contract manager")
PARTIES = """\
comunity services
1
north
NC-1
North Health
rz55

notices at north
notices@north.example
Example Integrated Care Board
qz1


1 April 2026
31/03/2028
y

"""


@pytest.fixture
def space(tmp_path: Path, root: Path) -> Path:
    shutil.copytree(root / "rules", tmp_path / "rules")
    (tmp_path / ACUTE).parent.mkdir(parents=True)
    shutil.copy(root / ACUTE, tmp_path / ACUTE)
    shutil.copy(root / "workspace.yaml", tmp_path)
    (tmp_path / "rules/contract-patterns/a-small.yaml").write_text(SMALL, "utf-8")
    return tmp_path


SMALL = """\
title: Community services
source: {document: this test, verified: false}
form: shorter-form
services: [community]
ladder: local-then-gc9
signed_by: {challenge: Chief Nurse, notice: Chief Nurse}
requirements: [COM-FIRST-VISIT]
reports_due:
  quality: {clause: Schedule 6A, every: quarter, due: 15 operational days after period end, severity: minor}
"""


def command(space: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "pxcommission.cli.main", "--workspace", str(space), *arguments]


def piped(space: Path, answers: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, its answers piped in."""
    return subprocess.run(command(space, *arguments), input=answers, capture_output=True, text=True, timeout=120)


@pytest.fixture
def typed(run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs a command with these answers."""

    def run_typed(space: Path, answers: str, *arguments: str) -> Ran:
        monkeypatch.setattr("sys.stdin", io.StringIO(answers))
        return run("--workspace", space, *arguments)

    return run_typed


def at_a_terminal(space: Path, answers: list[str], *arguments: str) -> tuple[int, str]:
    """The command on a terminal of its own: an answer whenever it waits."""
    environment = {name: value for name, value in os.environ.items() if name != "PXCOMMISSION_USER"}
    mine, its = pty.openpty()
    ran = subprocess.Popen(
        command(space, *arguments), stdin=its, stdout=its, stderr=its, env=environment, start_new_session=True,
    )  # fmt: skip
    os.close(its)
    shown, waiting, asked, until = "", list(answers), 0, time.monotonic() + 60
    while time.monotonic() < until:
        if not select.select([mine], [], [], 0.2)[0]:
            if ran.poll() is not None:
                break
            continue
        try:
            shown += os.read(mine, 4096).decode("utf-8", "replace")
        except OSError:
            break
        if waiting and len(shown) > asked and shown.endswith((": ", "[y/N] ")):
            asked, answer = len(shown), waiting.pop(0)
            os.write(mine, f"{answer}\n".encode())
    ran.kill()
    os.close(mine)
    return ran.wait(timeout=60), " ".join(shown.split())


def test_each_answer_is_checked_when_it_is_typed(space: Path) -> None:
    answers = PARTIES + "at most 80%\n>= 92%\nat least 92%\nSchedule 4, one\ny\n"
    ran = piped(space, answers, "contract", "new", *NAME)
    assert ran.returncode == 0, ran.stderr
    said = " ".join(ran.stdout.split())
    assert "did you mean 'community'?" in said
    assert "an e-mail address has an @ and a dot" in said
    assert "That is 31 March 2028. Is it right?" in said
    assert "asks for the worse" in said and "write `at least 92%`" in said
    text = (space / "contracts/north/contract.yaml").read_text("utf-8")
    assert "ods: RZ55" in text and "ods: QZ1" in text and "term: {from: 2026-04-01, to: 2028-03-31}" in text
    assert "threshold: {2026-04-01: at least 92%}" in text
    assert not (space / UNFINISHED).exists()


def test_answers_are_kept_when_the_contract_is_not_written_and_offered_again(
    typed: Callable[..., Ran], space: Path
) -> None:
    ran = typed(space, PARTIES + "at least 92%\nSchedule 4, one\nn\n", "contract", "new", *NAME)
    assert ran.code == 0 and "Your answers are kept in .pxcommission/unfinished-contract.json" in ran.err
    kept = json.loads((space / UNFINISHED).read_text("utf-8"))
    assert (kept["id"], kept["provider"], kept["COM-FIRST-VISIT"]) == ("north", "North Health", "at least 92%")
    ran = typed(space, "\n" * 17 + "y\n", "contract", "new", *NAME)
    assert ran.code == 0, ran.out + ran.err
    assert "threshold: {2026-04-01: at least 92%}" in (space / "contracts/north/contract.yaml").read_text("utf-8")
    assert not (space / UNFINISHED).exists()


def test_answers_are_kept_when_they_end_early(typed: Callable[..., Ran], space: Path) -> None:
    ran = typed(space, "1\nnorth\nNC-1\n", "contract", "new", *NAME)
    assert ran.code == 2
    assert set(json.loads((space / UNFINISHED).read_text("utf-8"))) == {"pattern", "id", "reference"}


def test_at_a_terminal_the_name_and_what_is_missing_are_asked(space: Path) -> None:
    answers = ["Contract manager", ">= 96%", "at least 96%", "1 April 2027", "agreed", "Variation 4", "n"]
    code, said = at_a_terminal(
        space, answers, "contract", "set-threshold", "EXAMPLE-ACUTE", "FFT-IP-POSITIVE", "--as-at", "2025-11-20"
    )
    assert "Who is doing this?" in said and "write `at least 96%`" in said
    assert code == 6 or "Nothing was written" in said


def test_ctrl_c_says_that_nothing_was_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(io.StringIO):
        def readline(self, size: int | None = -1, /) -> str:
            raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin", Interrupted())
    with pytest.raises(typer.Exit) as stopped:
        ask("Who is doing this?")
    assert stopped.value.exit_code == 130
    assert capsys.readouterr().out.endswith("Nothing was written.\n")


def test_a_line_of_a_requirement_of_ones_own_starts_with_the_term_or_on_a_day_given(
    typed: Callable[..., Ran], space: Path
) -> None:
    given = ("rules", "new", "OWN-ONE", "--measure", "survey_privacy", "--service", "outpatient", "--threshold", "at least 80%",
             "--contract", "EXAMPLE-ACUTE", "--clause", "SC17", "--as-at", "2026-01-10", "--dry-run")  # fmt: skip
    said = " ".join(typed(space, "", *given).out.split())
    assert "threshold: {2024-04-01: at least 80%}" in said and "the first day of the term" in said
    assert "periods that ended since then are judged anew" in said
    said = " ".join(typed(space, "", *given, "--from", "2026-04-01").out.split())
    assert "threshold: {2026-04-01: at least 80%}" in said and "first period judged by it is 2026/27 Q1" in said


def test_the_contracts_services_are_offered_for_its_own_requirement(typed: Callable[..., Ran], space: Path) -> None:
    given = ("rules", "new", "OWN-ONE", "--measure", "fft_positive", "--contract", "EXAMPLE-ACUTE", *NAME)
    ran = typed(space, "\n", *given)
    assert "[inpatient, emergency, maternity, outpatient]" in ran.out


def test_ctrl_c_during_long_work_says_what_became_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    app = typer.Typer()

    @app.command()
    def long_work() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main_module, "app", app)
    monkeypatch.setattr("sys.argv", ["pxcommission"])
    with pytest.raises(SystemExit) as stopped:
        main_module.main()
    assert stopped.value.code == 130
    assert capsys.readouterr().err == "\nStopped. What was finished before is kept; nothing is half-written.\n"
