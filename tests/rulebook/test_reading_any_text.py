"""Whatever a file holds, reading it gives a rulebook or problems with a place inside the file, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pxcommission.rulebook.rulebook import read_rulebook

ROOT = Path(__file__).parents[2]
SHIPPED = ("rules/complaints.yaml", "rules/ladders/local-then-gc9.yaml", "rules/vocabulary/complaints.yaml",
           "rules/contract-forms/shorter-form-2025-26.yaml", "contracts/example-community/contract.yaml", "workspace.yaml")  # fmt: skip
INSERTED = ("\t", "\u00a0", "“", "”", "—", "-", ":", ": ", ",", "{", "}", "[", "]", '"', "'", "&a", "*a", "!t", "|", ">", "%", "@",
            "#", "\n", "\r", "\x00", "\u202e", "\ufeff", "---\n", "...", "<<: ", "? ", "\\", "é", "🙂", "0x1F", "yes", "2025-13-01")  # fmt: skip


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, bytes]:
    """A shipped file and its bytes after a few accidents."""
    name = draw(st.sampled_from(SHIPPED))
    data = bytearray((ROOT / name).read_bytes())
    for _ in range(draw(st.integers(1, 4))):
        data = bytearray(_accident(draw, bytes(data)))
    return name, bytes(data)


def _accident(draw: st.DrawFn, data: bytes) -> bytes:
    lines = data.split(b"\n")
    number = draw(st.integers(0, len(lines) - 1))
    at = draw(st.integers(0, max(len(data) - 1, 0)))
    match draw(st.sampled_from(["byte", "delete", "double", "indent", "insert", "cut", "swap"])):
        case "byte":
            return data[:at] + bytes([draw(st.integers(0, 255))]) + data[at + 1 :]
        case "delete":
            del lines[number]
        case "double":
            lines.insert(number, lines[number])
        case "indent":
            lines[number] = b" " * draw(st.integers(0, 8)) + lines[number].lstrip()
        case "insert":
            return data[:at] + draw(st.sampled_from(INSERTED)).encode() + data[at:]
        case "cut":
            return data[:at]
        case _:
            other = draw(st.integers(0, len(lines) - 1))
            lines[number], lines[other] = lines[other], lines[number]
    return b"\n".join(lines)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("any")
    for name in (
        *SHIPPED,
        "rules/vocabulary/services-and-aspects.yaml",
        "contracts/example-community/requirements.yaml",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    return folder


def read_with(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    path.write_bytes(data)
    try:
        _, problems = read_rulebook(folder)
        lines = data.decode("utf-8", "replace").split("\n")
        for problem in problems:
            assert problem.message
            if problem.file != name or problem.line is None:
                continue
            assert 1 <= problem.line <= len(lines), problem.text
            assert problem.column is not None, problem.text
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1, problem.text
            mend = problem.mend
            if mend is not None and mend.old:
                assert lines[mend.line - 1].removeprefix("\ufeff")[mend.column - 1 :].startswith(mend.old), problem
    finally:
        shutil.copyfile(ROOT / name, path)


@given(mutations())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_gives_a_rulebook_or_problems_with_their_places(workspace: Path, mutated: tuple[str, bytes]) -> None:
    read_with(workspace, *mutated)


@pytest.mark.stress
@given(mutations())
@settings(
    max_examples=10_000,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_ten_thousand_texts_give_a_rulebook_or_problems_with_their_places(
    workspace: Path, mutated: tuple[str, bytes]
) -> None:
    read_with(workspace, *mutated)
