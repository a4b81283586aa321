"""Each bad return in a process of its own: within its seconds and memory, no traceback, the network shut."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from absent_parts import ROOT, SHARED

SECONDS, MEGABYTES = 5, 400
SAMPLE = {"113", "114", "115", "214", "222", "223", "225", "226", "227", "232", "235", "288", "212", "099"}
"""The bombs, the largest files and two good twins; all of them run under `make stress`."""
WITH_ODDS_ON_A_SHARED_MACHINE = 4
CODE = """
import socket, sys, time
from datetime import date
from pathlib import Path

def shut(*_): raise SystemExit("the network was tried")
socket.socket.connect = shut
from pxcommission.problems import ProblemsFound
from pxcommission.returns.recognise import load_mappings, read_file
from pxcommission.strict_models import read_model
from pxcommission.vocabulary.models import Vocabulary, VocabularyFile

root, path = Path(sys.argv[1]), Path(sys.argv[2])
files = [read_model(one, one.name, VocabularyFile) for one in sorted((root / "rules/vocabulary").glob("*.yaml"))]
words = Vocabulary(
    measures={word: one for file in files for word, one in file.measures.items()},
    services={word: one for file in files for word, one in file.services.items()},
)
started = time.process_time()
try:
    read_file(path, path.name, words, load_mappings(root / "rules/mappings", "m"), received=date(2025, 12, 31))
except ProblemsFound:
    pass
# Not ru_maxrss: a child starts with what the process that made it had at its highest.
highest = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(time.process_time() - started, int(highest.split()[1]) / 1024)
"""


def cases() -> list[Any]:
    manifest = SHARED / "bad" / "manifest.json"
    if not manifest.is_file():
        return [pytest.param(None, marks=pytest.mark.skip(reason="the corpus of bad files is not here"))]
    every = json.loads(manifest.read_text(encoding="utf-8"))
    returns = [case for case in every if case["kind"].startswith("return")]
    marks = {False: pytest.mark.stress, True: ()}
    return [pytest.param(case, id=case["id"], marks=marks[case["id"] in SAMPLE]) for case in returns]


@pytest.mark.parametrize("case", cases())
def test_a_bad_return_costs_no_more_than_it_may(case: dict[str, Any], tmp_path: Path) -> None:
    command = [sys.executable, "-c", CODE, str(ROOT), str(SHARED / "bad" / case["file"])]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=SECONDS * WITH_ODDS_ON_A_SHARED_MACHINE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    seconds, megabytes = map(float, done.stdout.split())
    limits = case["limits"]
    assert seconds <= min(SECONDS, limits["seconds"])
    assert megabytes <= min(MEGABYTES, limits["peak_rss_mb"])
    assert list(tmp_path.iterdir()) == []
