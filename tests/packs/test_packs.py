"""Pack folders: whole or not at all, the same every time, and never over somebody's own words."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from examples import LETTERS, checked, questions_only
from msgspec.structs import replace

from pxcommission.packs import folders, packs
from pxcommission.packs.folders import Placed
from pxcommission.packs.packs import write_packs
from pxcommission.packs.staged import places_for
from pxcommission.problems import ExitCode, ProblemsFound

HERE = Path(__file__).parent


def other_contract(name="EXAMPLE-MATERNITY", base=None):
    base = base or questions_only()
    contract = base.contract.model_copy(update={"contract": name})
    return replace(base, contract=contract)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The pack of the checked quarter and where it was written; never changed."""
    out = tmp_path_factory.mktemp("first")
    return out, *write_packs([checked()], out, LETTERS, together=False)


@pytest.fixture
def written(first, tmp_path) -> Path:
    """The folder of the same pack where the test may change it."""
    out, pack = first
    shutil.copytree(out, tmp_path, dirs_exist_ok=True)
    return tmp_path / pack.folder.relative_to(out)


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def is_whole(folder: Path) -> bool:
    stated = json.loads((folder / "manifest.json").read_bytes())["files"]
    found = {n: hashlib.sha256(d).hexdigest() for n, d in held(folder).items() if n != "manifest.json"}
    return found == {name: about["sha256"] for name, about in stated.items()}


def test_a_pack_holds_the_letter_its_response_form_the_workbook_the_findings_and_a_manifest(first):
    out, pack = first
    assert pack.folder == out / "2025-26-Q2" / "EXAMPLE-ACUTE"
    assert set(held(pack.folder)) == {"letter-EXAMPLE-ACUTE.docx", "response-form-EXAMPLE-ACUTE.xlsx", "provider-data-EXAMPLE-ACUTE.xlsx", "meeting-paper-EXAMPLE-ACUTE.docx", "board-EXAMPLE-ACUTE.docx", "report-EXAMPLE-ACUTE.html", "board-EXAMPLE-ACUTE.html", "escalation-workbook.xlsx", "findings.json", "manifest.json"}  # fmt: skip
    assert (pack.placed, pack.kept) == (Placed.NEW, None)
    assert is_whole(pack.folder)
    assert [p.name for p in pack.folder.parent.iterdir()] == ["EXAMPLE-ACUTE"]


def test_contracts_of_one_provider_are_packed_together(tmp_path):
    (pack,) = write_packs([checked(), other_contract()], tmp_path, LETTERS, together=True)
    assert pack.folder.name == "RZ1"
    assert {"letter-EXAMPLE-ACUTE.docx", "questions-EXAMPLE-MATERNITY.docx"} <= set(held(pack.folder))
    assert pack.contracts == ("EXAMPLE-ACUTE", "EXAMPLE-MATERNITY")


def test_the_manifest_says_what_the_pack_was_made_from(written):
    manifest = json.loads((written / "manifest.json").read_bytes())
    assert manifest["state"] == "draft" and manifest["run"] == "0a1b2c3d4e5f" and manifest["as_at"] == "2025-11-20"
    assert [i["sha256"] for i in manifest["inputs"]] == ["cd" * 32, "ab" * 32]
    assert "contracts/example-acute/contract.yaml" in manifest["rule_files"]
    names = ("challenge", "questions", "meeting-paper", "board")
    assert set(manifest["templates"]) == {f"rules/letters/{name}.docx" for name in names}


def test_the_same_check_gives_the_same_bytes_whatever_the_hash_seed(written, tmp_path):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; from examples import *;"
        "from pxcommission.packs.packs import write_packs;"
        "write_packs([checked()], Path(sys.argv[2]), LETTERS, together=False)"
    )
    packs = [held(written)]  # of this process, with a seed of its own
    for seed in ("0", "4242"):
        out = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", script, str(HERE), str(out)], check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        packs.append(held(out / "2025-26-Q2" / "EXAMPLE-ACUTE"))
    assert packs[0] == packs[1] == packs[2]


def test_an_identical_pack_is_left_alone(written, tmp_path):
    letter = written / "letter-EXAMPLE-ACUTE.docx"
    before = (letter.stat().st_ino, letter.stat().st_mtime_ns)
    (pack,) = write_packs([checked()], tmp_path, LETTERS, together=False)
    assert pack.placed is Placed.UNCHANGED
    assert (letter.stat().st_ino, letter.stat().st_mtime_ns) == before


def test_a_pack_of_other_figures_replaces_the_older_one(written, tmp_path):
    (pack,) = write_packs([checked(run="ffffffffffff")], tmp_path, LETTERS, together=False)
    assert (pack.placed, pack.kept) == (Placed.REPLACED, None)
    assert json.loads((pack.folder / "manifest.json").read_bytes())["run"] == "ffffffffffff"
    assert [p.name for p in pack.folder.parent.iterdir()] == ["EXAMPLE-ACUTE"]


def test_a_pack_that_somebody_edited_is_kept_beside_the_new_one(written, tmp_path):
    (written / "letter-EXAMPLE-ACUTE.docx").write_bytes(b"my own words")
    for _ in range(2):
        (pack,) = write_packs([checked(run="ffffffffffff")], tmp_path, LETTERS, together=False)
        (kept,) = [p for p in pack.folder.parent.iterdir() if "-edited-" in p.name]
        assert (kept / "letter-EXAMPLE-ACUTE.docx").read_bytes() == b"my own words"
    assert is_whole(pack.folder)


def test_leftovers_of_killed_runs_are_swept_and_an_older_pack_put_aside_comes_back(written, tmp_path):
    parent = written.parent
    (parent / ".tmp-EXAMPLE-ACUTE-abc").mkdir()
    (parent / ".tmp-EXAMPLE-ACUTE-abc" / "half").write_bytes(b"x")
    written.rename(parent / ".old-EXAMPLE-ACUTE")
    (again,) = write_packs([checked()], tmp_path, LETTERS, together=False)
    assert again.placed is Placed.UNCHANGED
    assert [p.name for p in parent.iterdir()] == ["EXAMPLE-ACUTE"]


def write_without_end(runs: list, made: dict, out: Path, ready: int) -> None:
    """Write two different packs over each other until killed."""
    packs.pack_files = lambda group, templates, beside=None: made[group[0].run]
    packs.read_templates = lambda letters: None
    packs.faults_of = lambda group, files: []
    os.write(ready, b"ready")
    while True:
        for one in runs:
            write_packs([one], out, LETTERS, together=False)


def test_a_killed_run_leaves_a_whole_pack_or_none(tmp_path):
    pick, seen = random.Random(7), 0
    runs = [checked(), checked(run="f" * 12)]
    made = {one.run: packs.pack_files([one], packs.read_templates(LETTERS)) for one in runs}
    folder = tmp_path / "2025-26-Q2" / "EXAMPLE-ACUTE"
    for _ in range(30):
        heard, ready = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                write_without_end(runs, made, tmp_path, ready)
            finally:
                os._exit(1)
        os.read(heard, 5)
        time.sleep(pick.uniform(0.0, 0.15))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
        os.close(heard), os.close(ready)
        if folder.exists():
            seen += 1
            assert is_whole(folder)
        aside = folder.parent / ".old-EXAMPLE-ACUTE"
        assert folder.exists() or not aside.exists() or is_whole(aside)
    assert seen
    write_packs([checked()], tmp_path, LETTERS, together=False)
    assert [p.name for p in folder.parent.iterdir()] == ["EXAMPLE-ACUTE"]


def test_a_failing_disk_leaves_the_older_pack_and_says_how_to_mend_it(written, tmp_path, monkeypatch):
    before = held(written)

    def full(written):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "flush", full)
    with pytest.raises(ProblemsFound, match="No space left on device") as problem:
        write_packs([checked(run="ffffffffffff")], tmp_path, LETTERS, together=False)
    assert problem.value.exit_code is ExitCode.ENVIRONMENT
    assert held(written) == before


def test_a_pack_is_never_written_through_a_symbolic_link(tmp_path):
    victim = tmp_path / "victim"
    victim.mkdir()
    out = tmp_path / "out"
    for link in (out, out / "2025-26-Q2", out / "2025-26-Q2" / "EXAMPLE-ACUTE"):
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(victim)
        with pytest.raises(ProblemsFound, match="symbolic link") as problem:
            write_packs([checked()], out, LETTERS, together=False)
        assert problem.value.exit_code is ExitCode.ENVIRONMENT
        link.unlink()
        if link != out / "2025-26-Q2" / "EXAMPLE-ACUTE":
            link.mkdir()
    assert list(victim.iterdir()) == []


def test_a_second_run_waits_its_turn(tmp_path):
    with folders.one_writer(tmp_path), pytest.raises(ProblemsFound, match="another run is writing packs here"):
        write_packs([checked()], tmp_path, LETTERS, together=False)


def test_nothing_is_written_when_a_template_is_wrong(tmp_path):
    with pytest.raises(ProblemsFound) as problem:
        write_packs([checked()], tmp_path / "out", tmp_path / "letters", together=False)
    assert problem.value.exit_code is ExitCode.RULES_WRONG
    assert not (tmp_path / "out").exists()


def test_a_run_that_puts_nothing_in_its_place_leaves_no_empty_folder(tmp_path):
    with pytest.raises(ZeroDivisionError), places_for(tmp_path, [("2025-26-Q2", "X")]):
        assert (tmp_path / "2025-26-Q2").is_dir()
        raise ZeroDivisionError
    assert not (tmp_path / "2025-26-Q2").exists()


@pytest.mark.parametrize("name", ["../X", "CON", "a b", "X" * 41, ""])
def test_a_name_that_is_no_id_is_refused(tmp_path, name):
    with pytest.raises(ProblemsFound, match="can't be a folder name"):
        write_packs([other_contract(name)], tmp_path, LETTERS, together=False)


def test_one_contract_twice_is_refused(tmp_path):
    with pytest.raises(ProblemsFound, match="was checked twice"):
        write_packs([checked(), checked()], tmp_path, LETTERS, together=False)
