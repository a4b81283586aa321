"""A change is rehearsed, written whole, and can be taken back; a file changed meanwhile is never overwritten."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from small_workspace import Small, adopt, rule, small

from pxcommission.authoring.changes import (
    CHANGES,
    FileChange,
    difference_text,
    file_change,
    last_change,
    problems_after,
    undo_last,
    write_changes,
)
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.whole_files import held_alone

DAY = date(2026, 1, 10)
FILE = "contracts/acute/contract.yaml"


@pytest.fixture
def space(tmp_path: Path) -> Small:
    return small(tmp_path).rules(rule()).contract(adopt())


def changed(space: Small, old: str, new: str) -> FileChange:
    text = (space.folder / FILE).read_text("utf-8")
    return file_change(space.folder, FILE, text.replace(old, new).encode())


def test_a_change_is_written_with_who_what_and_when_and_taken_back_byte_for_byte(space: Small) -> None:
    before = (space.folder / FILE).read_bytes()
    change = write_changes(space.folder, [changed(space, "90%", "91%")], "raised", "Lead", DAY)
    assert b"at least 91%" in (space.folder / FILE).read_bytes()
    assert last_change(space.folder) == change
    record = json.loads((space.folder / CHANGES / "0001" / "change.json").read_text("utf-8"))
    assert record == {
        "what": "raised", "by": "Lead", "on": "2026-01-10",
        "files": [{"file": FILE, "before": True, "after": True}],
    }  # fmt: skip
    assert undo_last(space.folder) == change
    assert (space.folder / FILE).read_bytes() == before
    assert last_change(space.folder) is None


def test_changes_are_taken_back_one_after_the_other_and_numbers_are_never_used_twice(space: Small) -> None:
    write_changes(space.folder, [changed(space, "90%", "91%")], "first", "Lead", DAY)
    write_changes(space.folder, [changed(space, "91%", "92%")], "second", "Lead", DAY)
    assert undo_last(space.folder).what == "second"
    third = write_changes(space.folder, [changed(space, "91%", "93%")], "third", "Lead", DAY)
    assert third.number == 3
    assert [undo_last(space.folder).what for _ in range(2)] == ["third", "first"]
    with pytest.raises(ProblemsFound, match="no change to undo"):
        undo_last(space.folder)


def test_a_file_changed_meanwhile_is_not_overwritten(space: Small) -> None:
    change = changed(space, "90%", "91%")
    other = FileChange("rules/new.yaml", None, b"x: y\n")
    space.write(FILE, "changed: by hand\n")
    with pytest.raises(ProblemsFound, match="changed in the meantime") as refused:
        write_changes(space.folder, [other, change], "raised", "Lead", DAY)
    assert refused.value.exit_code is ExitCode.REFUSED
    assert (space.folder / FILE).read_text("utf-8") == "changed: by hand\n"
    assert not (space.folder / "rules/new.yaml").exists() and last_change(space.folder) is None


def test_a_change_is_not_taken_back_over_a_later_edit_by_hand(space: Small) -> None:
    write_changes(space.folder, [changed(space, "90%", "91%")], "raised", "Lead", DAY)
    space.write(FILE, "changed: by hand\n")
    with pytest.raises(ProblemsFound, match="changed since") as refused:
        undo_last(space.folder)
    assert refused.value.exit_code is ExitCode.REFUSED
    assert (space.folder / FILE).read_text("utf-8") == "changed: by hand\n"


def test_new_files_and_their_folders_are_gone_after_undo(space: Small) -> None:
    new = [
        FileChange("contracts/new/contract.yaml", None, b"a: b\n"),
        FileChange("contracts/new/returns/r.csv", None, b""),
    ]
    write_changes(space.folder, new, "new", "Lead", DAY)
    assert (space.folder / "contracts/new/returns/r.csv").is_file()
    undo_last(space.folder)
    assert not (space.folder / "contracts/new").exists()


def test_a_damaged_record_is_told_and_nothing_is_touched(space: Small) -> None:
    write_changes(space.folder, [changed(space, "90%", "91%")], "raised", "Lead", DAY)
    (space.folder / CHANGES / "0001" / "change.json").write_text('{"files": [{"file": "../../x"}]}', "utf-8")
    with pytest.raises(ProblemsFound, match="damaged"):
        undo_last(space.folder)


def test_the_rehearsal_tells_only_what_the_change_makes_wrong(space: Small) -> None:
    space.contract(adopt() + adopt("UNKNOWN"))
    assert problems_after(space.folder, [changed(space, "at least 90%", "at least 91%")]) == ()
    moved = changed(space, "requirements:\n", "# one line more\nrequirements:\n")
    assert problems_after(space.folder, [moved]) == ()
    wrong = problems_after(space.folder, [changed(space, "use: GOOD", "use: GOOOD")])
    assert any("GOOOD" in problem.message and problem.file == FILE for problem in wrong)
    assert b"GOOOD" not in (space.folder / FILE).read_bytes()


def test_a_second_problem_of_the_same_words_is_a_new_one(space: Small) -> None:
    space.contract(adopt() + adopt("UNKNOWN"))
    again = changed(space, "  - use: UNKNOWN\n", "  - use: UNKNOWN\n    clause: Schedule 4\n  - use: UNKNOWN\n")
    assert any("UNKNOWN" in problem.message for problem in problems_after(space.folder, [again]))


def test_the_difference_names_files_shows_lines_and_missing_line_ends() -> None:
    text = difference_text([
        FileChange("a.yaml", b"x: 1\r\ny: 2", b"x: 1\r\ny: 3"),
        FileChange("new.yaml", None, b"z: 1\n"),
        FileChange("empty.csv", None, b""),
        FileChange("picture.png", b"\x89", b"\xff"),
    ])  # fmt: skip
    assert text == (
        "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,2 @@\n x: 1\n-y: 2\n\\ No newline at end of file\n+y: 3\n"
        "\\ No newline at end of file\n--- /dev/null\n+++ b/new.yaml\n@@ -0,0 +1 @@\n+z: 1\n"
        "empty.csv: new, empty\npicture.png: changed (not a text)\n"
    )


COMER = """
import sys
from datetime import date
from pathlib import Path
from pxcommission.authoring.changes import file_change, write_changes
from pxcommission.problems import ProblemsFound
folder, name = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for turn in range(20):
    try:
        done = write_changes(folder, [file_change(folder, "rules/a.yaml", f"{name} {turn}".encode() * 500)], name, name, date(2026, 1, 10))
        print("written", done.number)
    except ProblemsFound as found:
        (problem,) = found.problems
        print("refused", int(found.exit_code), problem.message)
"""


def test_six_writers_at_once_never_write_over_each_other(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    command = [sys.executable, "-c", COMER, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    writers = [subprocess.Popen([*command, f"writer-{n}"], **pipes) for n in range(6)]  # type: ignore[call-overload]
    assert all(writer.stdout.readline() == "ready\n" for writer in writers)
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    ended = [writer.communicate(timeout=120) for writer in writers]
    assert [(writer.returncode, errors) for writer, (_, errors) in zip(writers, ended, strict=True)] == [(0, "")] * 6
    said = [line for output, _ in ended for line in output.splitlines()]
    written = sorted(int(line.split()[1]) for line in said if line.startswith("written"))
    assert written == list(range(1, len(written) + 1))
    refused = {line.split(" by ")[0] for line in said if line.startswith("refused")}
    assert refused <= {
        "refused 6 another change is being written here at this moment",
        "refused 6 the file was changed in the meantime",
    }
    last: bytes | None = None
    for number in written:
        kept = tmp_path / CHANGES / f"{number:04d}"
        before = kept / "0.before"
        assert (before.read_bytes() if before.exists() else None) == last
        last = (kept / "0.after").read_bytes()
    assert (tmp_path / "rules" / "a.yaml").read_bytes() == last
    assert not list((tmp_path / CHANGES).glob(".tmp-*"))


def test_while_another_writes_a_change_is_refused_with_whose_it_is(space: Small) -> None:
    change = changed(space, "90%", "91%")
    with held_alone(space.folder / ".pxcommission" / "changes.lock", "Lead of\x1b contracting"):
        for work in (
            lambda: write_changes(space.folder, [change], "raised", "Other", DAY),
            lambda: undo_last(space.folder),
        ):
            with pytest.raises(ProblemsFound, match=r"at this moment by Lead of.u001b contracting") as refused:
                work()
            assert refused.value.exit_code is ExitCode.REFUSED
    assert write_changes(space.folder, [change], "raised", "Other", DAY).number == 1


@pytest.mark.skipif(os.name != "posix", reason="files have modes on POSIX systems")
@pytest.mark.parametrize("mask", [0o002, 0o022, 0o027])
def test_a_record_and_new_files_are_readable_by_a_team_as_its_system_says(space: Small, mask: int) -> None:
    old = os.umask(mask)
    try:
        new = FileChange("rules/new.yaml", None, b"x: y\n")
        write_changes(space.folder, [changed(space, "90%", "91%"), new], "raised", "Lead", DAY)
    finally:
        os.umask(old)
    kept = space.folder / CHANGES / "0001"
    modes = {
        path: path.stat().st_mode & 0o777 for path in (kept, kept / "change.json", space.folder / "rules/new.yaml")
    }
    assert list(modes.values()) == [0o777 & ~mask, 0o666 & ~mask, 0o666 & ~mask]


WRITER = """
import sys
from datetime import date
from pathlib import Path
from pxcommission.authoring.changes import file_change, write_changes
folder = Path(sys.argv[1])
print("ready", flush=True)
for turn in range(100_000):
    size = 20_000 + turn % 7
    changes = [file_change(folder, name, bytes([65 + turn % 26]) * size) for name in ("rules/a.yaml", "rules/b.yaml")]
    write_changes(folder, changes, "a turn", "Lead", date(2026, 1, 10))
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
@pytest.mark.parametrize("after", [0.01, 0.03, 0.07, 0.12, 0.2])
def test_a_writer_killed_at_any_moment_leaves_every_file_whole(tmp_path: Path, after: float) -> None:
    (tmp_path / "rules").mkdir()
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
    time.sleep(after)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    for name in ("a.yaml", "b.yaml"):
        path = tmp_path / "rules" / name
        data = path.read_bytes() if path.exists() else b"A" * 20_000
        assert len(set(data)) == 1 and 20_000 <= len(data) <= 20_006
    if last_change(tmp_path) is not None:
        before = undo_last(tmp_path)
        assert all((tmp_path / one.file).exists() == (one.before is not None) for one in before.files)


def test_a_change_that_can_not_be_written_whole_is_not_written_at_all(space: Small) -> None:
    """A folder where a file belongs stands for a file the system won't let anybody replace, for whoever runs this."""
    before = {p: p.read_bytes() for p in space.folder.rglob("*") if p.is_file()}
    stuck = space.folder / "contracts/acute/stuck.yaml"
    stuck.mkdir()
    (stuck / "kept.txt").write_text("here\n", "utf-8")
    new = [
        FileChange("rules/new.yaml", None, b"x: y\n"),
        changed(space, "90%", "91%"),
        FileChange("contracts/acute/stuck.yaml", None, b"x: y\n"),
    ]
    with pytest.raises(ProblemsFound) as stopped:
        write_changes(space.folder, new, "raised", "Lead", DAY)
    problem = stopped.value.problems[0]
    assert stopped.value.exit_code is ExitCode.ENVIRONMENT
    assert problem.file == "contracts/acute/stuck.yaml" and problem.message.startswith("nothing was written")
    assert last_change(space.folder) is None
    left = {p: p.read_bytes() for p in space.folder.rglob("*") if p.is_file() and ".pxcommission" not in p.parts}
    assert left == before | {stuck / "kept.txt": b"here\n"}
