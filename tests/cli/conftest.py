"""The command line, run in this process as a user would run it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct

from pxcommission.cli import main as command_line


class Ran(Struct, frozen=True):
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
