"""`returns load FOLDER`: takes in what is data, says what the rest is, and passes over nothing that is nearly a return."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HEADER = "provider_code,period,measure,numerator,denominator,value,submitted_on,comment\n"
LINE = "RZ1,2025/26 Q1,complaints_answered_in_time,30,100,30,2025-07-20,fine\n"


@pytest.fixture
def folder(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace without evidence, in which a folder of mixed files lies."""
    for name in ("rules", "contracts"):
        shutil.copytree(root / name, tmp_path / name)
    shutil.copy(root / "workspace.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    with zipfile.ZipFile(mixed / "return.zip", "w") as package:
        package.writestr("inner.csv", HEADER + LINE)
    (mixed / "README.md").write_text("# What this is\n")
    (mixed / ".hidden.csv").write_text("x\n")
    (mixed / "expected.json").write_text('{"files": {}}')
    (mixed / "truth.csv").write_text("event,from,to\nE01,1,2\n")
    return mixed


def test_a_folder_of_mixed_files_is_taken_in_and_the_rest_is_named(folder: Path, run: Callable[..., Any]) -> None:
    ran = run("returns", "load", folder, "--received", "2025-07-21")
    assert ran.code == 0, ran.err
    out = ran.out
    assert "mixed/return.zip/inner.csv: loaded" in out
    assert "mixed/expected.json: note: this is no return or publication that is known" in out
    assert "mixed/truth.csv: note: this is no return" in out
    assert "1 left, being no data: README.md" in out
    assert "1 loaded; 2 not a return" in out


def test_a_file_named_by_hand_is_never_passed_over(folder: Path, run: Callable[..., Any]) -> None:
    ran = run("returns", "load", folder / "truth.csv")
    assert ran.code == 4
    assert "not recognised" in ran.err


def test_a_file_that_is_nearly_a_return_is_refused_in_a_folder_too(folder: Path, run: Callable[..., Any]) -> None:
    (folder / "nearly.csv").write_text(HEADER.replace("denominator", "out_of") + LINE)
    ran = run("returns", "load", folder, "--received", "2025-07-21")
    assert ran.code == 4
    assert "mixed/nearly.csv" in ran.err
    assert "denominator" in ran.err


def test_what_became_of_each_file_is_there_as_json(folder: Path, run: Callable[..., Any]) -> None:
    ran = run("--format", "json", "returns", "load", folder, "--received", "2025-07-21")
    states = {one["file"]: one["state"] for one in json.loads(ran.out)}
    assert states == {
        "mixed/expected.json": "not a return",
        "mixed/return.zip/inner.csv": "loaded",
        "mixed/truth.csv": "not a return",
    }
