"""`case issue` and `pack` killed at any moment: no half pack, nothing lost or twice, and the same again when it is run again."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from letters_sent import DATED, sent_from

from pxcommission.cases.audit import verify
from pxcommission.cases.register import open_register

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
PROGRAM = [sys.executable, "-m", "pxcommission.cli.main"]


def test_a_killed_command_leaves_nothing_half_done(packed: Path, database: str) -> None:
    nothing_half_done(packed, 4 if database == "sqlite" else 2)


@pytest.mark.stress
def test_stress_a_killed_command_leaves_nothing_half_done(packed: Path, database: str) -> None:
    nothing_half_done(packed, 200)


def nothing_half_done(folder: Path, kills: int) -> None:
    chance = random.Random(kills)
    sent = sent_from(folder)
    issue = ["case", "issue", "EXAMPLE-ACUTE", "--file", str(sent), "--dated", DATED, "--by", "Contract manager", "--as-at",
             "2025-11-25"]  # fmt: skip
    again = folder.parent / "packs-again"
    pack = ["pack", "2025/26-Q2", "--contract", "EXAMPLE-ACUTE", "--as-at", "2025-11-20", "--out", str(again)]
    length = {"issue": seconds([*issue, "--dry-run"], folder), "pack": seconds(pack, folder)}
    whole = hashes(again)
    acknowledged = 0
    for turn in range(kills):
        name, command = (("issue", issue), ("pack", pack))[turn % 2]
        if name == "pack" and chance.random() < 0.5:
            shutil.rmtree(again, ignore_errors=True)
        ended = killed_after(chance.random() * length[name] * 1.1, command, folder)
        acknowledged += name == "issue" and ended == 0
        events = open_register(folder, os.environ.get("PXCOMMISSION_DATABASE_URL"), create=False)
        assert verify(events.rows(), events.head()) == []
        cases = [event.case for event in events.events()]
        assert len(cases) == len(set(cases)), "a letter was issued twice"
        assert acknowledged <= 1 and (not acknowledged or cases), "an acknowledged letter is not there"
        if (again / "2025-26-Q2" / "EXAMPLE-ACUTE").is_dir():
            assert hashes(again) == whole, "a pack is there by halves"
    assert again_whole(folder, pack, again) and hashes(again) == whole
    ended = run(issue, folder).returncode
    assert ended == (6 if cases else 0)
    register = open_register(folder, os.environ.get("PXCOMMISSION_DATABASE_URL"), create=False)
    assert verify(register.rows(), register.head()) == []
    (file,) = {event.details["document"]["file"] for event in register.events()}
    assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == hashlib.sha256(sent.read_bytes()).hexdigest()


def again_whole(folder: Path, pack: list[str], again: Path) -> Path:
    """The pack written to its end."""
    done = run(pack, folder)
    assert done.returncode == 0, done.stderr
    return again


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a pack, and that they are those its manifest names."""
    pack = folder / "2025-26-Q2" / "EXAMPLE-ACUTE"
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(pack.iterdir())}
    named = json.loads((pack / "manifest.json").read_text())["files"]
    assert {name: one["sha256"] for name, one in named.items()} == {
        name: hashed for name, hashed in found.items() if name in named
    }
    return found


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *command], cwd=folder, capture_output=True, text=True, check=False)


def seconds(command: list[str], folder: Path) -> float:
    start = time.monotonic()
    assert run(command, folder).returncode == 0
    return time.monotonic() - start


def killed_after(moment: float, command: list[str], folder: Path) -> int | None:
    """Run it and kill it at that moment; the exit code when it ended before."""
    process = subprocess.Popen([*PROGRAM, *command], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return process.wait(moment)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return None
