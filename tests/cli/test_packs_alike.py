"""The same evidence gives the same packs, byte for byte, whatever the order of its files and the machine's settings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RUN = [sys.executable, "-m", "pxcommission.cli.main"]
DAY = ["--as-at", "2025-11-20"]
OTHERWISE = {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Auckland", "LC_ALL": "C"}


def packed(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "packs").rglob("*"))
        if path.is_file()
    }


@pytest.mark.stress
def test_files_loaded_backwards_elsewhere_give_the_same_packs(loaded: Path, own: Path) -> None:
    shutil.rmtree(own / ".pxcommission")  # loaded again below, otherwise
    files = sorted((own / "contracts").rglob("*.*"), reverse=True)
    names = [
        path.relative_to(own).as_posix() for path in files if path.suffix in {".xlsx", ".xlsm", ".csv", ".ods", ".zip"}
    ]
    names = [name for name in names if not name.endswith("received.csv")]
    environment = {**os.environ, **OTHERWISE}
    for some in (names[::3], names):
        subprocess.run(
            [*RUN, *DAY, "returns", "load", *some], cwd=own, check=False, capture_output=True, env=environment
        )
    subprocess.run([*RUN, *DAY, "pack", "2025/26-Q2"], cwd=own, check=True, capture_output=True, env=environment)
    subprocess.run([*RUN, *DAY, "pack", "2025/26-Q2"], cwd=loaded, check=True, capture_output=True)
    assert len(packed(own)) > 25
    assert packed(own) == packed(loaded)
