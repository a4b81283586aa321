"""The command line, run in this process as a user would run it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pxcommission.cli import main as command_line


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run `pxcommission` with these arguments."""

    def run_command(*arguments: str | Path) -> Ran:
        monkeypatch.setattr("sys.argv", ["pxcommission", *map(str, arguments)])
        code = 0
        try:
            command_line.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return Ran(code, printed.out, printed.err)

    return run_command


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The shipped workspace, copied, with everything loaded; shared by tests that only read it."""
    from datetime import date

    from pxcommission.loading import GivenByHand, files_under, load_files
    from pxcommission.quarter import open_workspace

    folder = tmp_path_factory.mktemp("loaded")
    copy_workspace(root, folder)
    workspace = open_workspace(folder)
    files = files_under([folder / "contracts"])
    assert all(one.reading for one in load_files(workspace, files, GivenByHand(), date(2026, 6, 30)))
    return folder


@pytest.fixture
def own(tmp_path: Path, loaded: Path) -> Path:
    """A loaded workspace of the test's own, to change."""
    folder = tmp_path / "workspace"
    shutil.copytree(loaded, folder)
    return folder


def copy_workspace(root: Path, folder: Path) -> None:
    """The shipped rules and contracts, copied."""
    for name in ("rules", "contracts"):
        shutil.copytree(root / name, folder / name)
    shutil.copy(root / "workspace.yaml", folder)
