"""The sample broken rules and contracts: each refused with its place and mend, made harmless, or read as it was meant."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from absent_parts import SHARED
from bad_files.shared_adapter import Adapted, adapted
from msgspec import Struct
from small_workspace import Small, quarter_figures

from pxcommission.cli import main as command_line
from pxcommission.rulebook.rulebook import load_rulebook

# Faults that can't exist here, with the reason; what the file says is read as it is written.
IMPOSSIBLE = {
    "version_float": "a value is text: the clause 9.10 stays 9.10 and is cited so",
    "code_float": "a value is text: 5E2 is a code of three characters and stays 5E2",
}
# Samples that name measures; those exist here, so they are read, and judged apart.
ACCEPTED_HERE = {"measure_hash_collision", "rules_600"}
A_SAMPLE_IN_PROCESSES = {"merge_bomb", "python_tag", "eval_lambda_dos", "rules_600", "id_traversal", "formula_name"}
RUNNER = Path(__file__).parent / "bad_files" / "watched.py"


class Sample(Struct, frozen=True):
    """A sample of the manifest."""

    name: str
    kind: str
    outcome: str
    words: tuple[str, ...]
    file: Path
    seconds: float
    megabytes: int

    @property
    def adapted(self) -> Adapted:
        return adapted(self.kind, self.name, self.file.read_bytes(), self.words)


def samples() -> list[Sample]:
    manifest = SHARED / "bad" / "manifest.json"
    if not manifest.is_file():
        return []
    found = []
    for one in json.loads(manifest.read_text("utf-8")):
        if one["kind"] in ("rules_yaml", "contract_yaml"):
            name = Path(one["file"]).stem
            outcome = "must_accept" if name in ACCEPTED_HERE or name in IMPOSSIBLE else one["outcome"]
            limits = one["limits"]
            found.append(Sample(name, one["kind"], outcome, tuple(one["error_must_mention"]),
                                SHARED / "bad" / one["file"], limits["seconds"], limits["peak_rss_mb"]))  # fmt: skip
    return found


SAMPLES = samples()


def named(*outcomes: str) -> list[Any]:
    return [pytest.param(one, id=f"{one.kind[:-5]}-{one.name}") for one in SAMPLES if one.outcome in outcomes] or [
        pytest.param(None, id="absent")
    ]


def write(sample: Sample | None, folder: Path, shared: Path) -> Adapted:
    assert sample is not None, shared
    made = sample.adapted
    for name, data in made.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return made


@pytest.fixture
def lint(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], tuple[int, str]]:
    def run(folder: Path) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["pxcommission", "--workspace", str(folder), "rules", "lint"])
        code = 0
        try:
            command_line.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


def test_every_sample_is_there_or_listed_with_its_reason(shared: Path) -> None:
    kinds = [one.kind for one in SAMPLES]
    assert (kinds.count("rules_yaml"), kinds.count("contract_yaml")) == (44, 22)
    assert IMPOSSIBLE.keys() <= {one.name for one in SAMPLES}


def assert_refused(made: Adapted, code: int, said: str) -> None:
    assert code == 3, said
    assert "Traceback" not in said
    errors = re.findall(r"(?m)^\S.*?: error.*\n(?:  fix: .*\n)?", said)
    for word in made.words:
        assert any(word.lower() in error.lower() for error in errors), f"{word!r} is missing:\n{said}"
    wanted = [error for error in errors if any(word.lower() in error.lower() for word in made.words)]
    for error in wanted:
        assert re.match(r"[\w./-]+:\d+:\d+: error\[PX\d{3}\]: ", error), error
        assert "\n  fix: " in error, error


@pytest.mark.parametrize("sample", named("must_error"))
def test_a_sample_with_a_fault_is_refused_with_its_place_and_mend(
    sample: Sample | None, tmp_path: Path, shared: Path, lint: Callable[[Path], tuple[int, str]]
) -> None:
    made = write(sample, tmp_path, shared)
    assert_refused(made, *lint(tmp_path))


@pytest.mark.parametrize("sample", named("must_flag"))
def test_a_doubtful_sample_is_pointed_out(
    sample: Sample | None, tmp_path: Path, shared: Path, lint: Callable[[Path], tuple[int, str]]
) -> None:
    made = write(sample, tmp_path, shared)
    code, said = lint(tmp_path)
    assert "warning" in said or code == 3
    assert all(word.lower() in said.lower() for word in made.words), said


@pytest.mark.parametrize("sample", named("must_accept", "must_neutralise"))
def test_a_good_sample_is_read_without_complaint(
    sample: Sample | None, tmp_path: Path, shared: Path, lint: Callable[[Path], tuple[int, str]]
) -> None:
    write(sample, tmp_path, shared)
    code, said = lint(tmp_path)
    assert (code, "error" in said.replace("0 errors", "")) == (0, False), said


def test_values_that_other_readers_change_stay_as_they_are_written(tmp_path: Path, shared: Path) -> None:
    by_name = {one.name: one for one in SAMPLES}
    write(by_name["version_float"], tmp_path / "a", shared)
    assert load_rulebook(tmp_path / "a").requirements["FFT-IP-RR"].source.clause == "9.10"
    write(by_name["code_float"], tmp_path / "b", shared)
    assert load_rulebook(tmp_path / "b").contracts["C-2025-RX1"].contract.provider.ods == "5E2"


def watched(folder: Path, *arguments: str) -> tuple[int, str, float, int]:
    """A command in a process of its own, which may open no connection, start no program and write only in its workspace:
    its exit code, what it printed, its seconds and megabytes."""
    report = folder.parent / f"{folder.name}-measured.json"
    command = [sys.executable, str(RUNNER), str(folder), str(report), "--workspace", str(folder), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=folder,
                           env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})  # fmt: skip
    measured = json.loads(report.read_text("utf-8"))
    assert not measured["refused"], measured
    return ended.returncode, ended.stdout + ended.stderr, measured["seconds"], measured["megabytes"]


def run_in_a_process(sample: Sample | None, folder: Path, shared: Path) -> None:
    made = write(sample, folder, shared)
    assert sample is not None
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    code, said, seconds, megabytes = watched(folder, "rules", "lint")
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert seconds < sample.seconds
    assert megabytes < sample.megabytes
    assert not list(Path("/tmp").glob("PWNED*")), "a payload was carried out"
    match sample.outcome:
        case "must_error":
            assert_refused(made, code, said)
        case _:
            assert code == 0, said


@pytest.mark.parametrize("sample", [one for one in named(
    "must_error", "must_flag", "must_accept", "must_neutralise") if one.values[0] and one.values[0].name in A_SAMPLE_IN_PROCESSES
] or named())  # fmt: skip
def test_a_sample_in_a_process_of_its_own_stays_in_its_limits(
    sample: Sample | None, tmp_path: Path, shared: Path
) -> None:
    run_in_a_process(sample, tmp_path / "workspace", shared)


@pytest.mark.stress
@pytest.mark.parametrize("sample", named("must_error", "must_flag", "must_accept", "must_neutralise"))
def test_every_sample_in_a_process_of_its_own_stays_in_its_limits(
    sample: Sample | None, tmp_path: Path, shared: Path
) -> None:
    run_in_a_process(sample, tmp_path / "workspace", shared)


def texts_of(folder: Path) -> dict[str, str]:
    """The text of every document, workbook and note of a pack, as its reader sees it."""
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".docx":
            document = docx.Document(str(path))
            found[path.name] = "".join(
                part.text or "" for part in document.element.body.iter() if part.tag.endswith("}t")
            )
        elif path.suffix == ".xlsx":
            cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
            assert not [cell.coordinate for cell in cells if cell.data_type == "f" and "cmd" in str(cell.value)]
            found[path.name] = "\n".join(str(cell.value) for cell in cells if cell.value is not None)
        elif path.suffix in (".json", ".csv", ".txt", ".md"):
            found[path.name] = path.read_text("utf-8")
    return found


@pytest.mark.parametrize("sample", named("must_neutralise") + [
    one for one in named("must_accept") if one.values[0] and one.values[0].name == "ok_unicode_name"])  # fmt: skip
def test_text_in_a_file_stays_text_in_the_pack(
    sample: Sample | None, tmp_path: Path, shared: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(sample, tmp_path, shared)
    assert sample is not None
    shutil.copytree(root / "rules" / "letters", tmp_path / "rules" / "letters")
    space = Small(tmp_path)
    for quarter in ("2025/26 Q1", "2025/26 Q2"):
        figures = quarter_figures(180, 200, quarter, provider="RX1")
        space.load(*figures, name=f"{quarter[-2:]}.csv", received="2025-10-20")
    monkeypatch.setattr("sys.argv", ["pxcommission", "--workspace", str(tmp_path), "--as-at", "2026-01-31",
                                     "pack", "2025/26-Q2"])  # fmt: skip
    with contextlib.suppress(SystemExit):
        command_line.main()
    found = texts_of(tmp_path / "packs")
    assert {Path(name).suffix for name in found} >= {".docx", ".xlsx", ".json"}
    hostile = HOSTILE[sample.name]
    assert any(hostile in text for name, text in found.items() if name.endswith(".docx")), found
    assert any(hostile in text for name, text in found.items() if name.endswith(".xlsx")), found
    assert not any(re.search(r"\b49\b", text) for text in found.values())


# The text of each sample that reaches a letter and a workbook.
HOSTILE = {
    "rule_html_title": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "rule_jinja_title": "{{ 7*7 }} {% for x in range(9) %}x{% endfor %}",
    "formula_name": "=cmd|' /C calc'!A0",
    "xml_name": "A </w:t><w:p>B & <C> {{ self }}",
    "ok_unicode_name": "Ysbyty Gwynedd Ŵr – O’Brien & Söns Hospitals NHS Trust",
}


def test_words_of_one_hash_are_judged_apart(tmp_path: Path, shared: Path) -> None:
    write(next(one for one in SAMPLES if one.name == "measure_hash_collision"), tmp_path, shared)
    space = Small(tmp_path)
    space.load(
        *quarter_figures(190, 200, provider="RX1", measure="costarring"),
        *quarter_figures(10, 200, provider="RX1", measure="liquid"),
    )
    outcomes = {one.requirement: one.outcome.value for one in space.check().findings}
    assert (outcomes["A"], outcomes["B"]) == ("met", "breach")


@pytest.mark.stress
def test_six_hundred_requirements_on_six_hundred_measures_are_checked(tmp_path: Path, shared: Path) -> None:
    write(next(one for one in SAMPLES if one.name == "rules_600"), tmp_path, shared)
    space = Small(tmp_path)
    assert len(load_rulebook(space.folder).requirements) == 600
    assert len(space.check().findings) >= 600
