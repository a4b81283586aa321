"""What casework tests share: the command line, a workspace with its pack, and a register in each kind of database."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from beginnings import Beginnings
from cases.postgres import new_database
from cli.conftest import own, run  # noqa: F401
from made_once import made_once


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The kind of database the commands record in, set as a user sets it."""
    if request.param == "sqlite":
        monkeypatch.delenv("PXCOMMISSION_DATABASE_URL", raising=False)
        return "sqlite"
    monkeypatch.setenv("PXCOMMISSION_DATABASE_URL", new_database(request.getfixturevalue("postgresql")))
    return "postgresql"


@pytest.fixture(scope="module")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    """The beginnings that the stories of a file share, each played by the first test of a worker that needs it."""
    return Beginnings(tmp_path_factory.mktemp("beginnings"))


@pytest.fixture(scope="session")
def with_pack(tmp_path_factory: pytest.TempPathFactory, loaded: Path) -> Path:
    """The loaded workspace with the pack of 2025/26 Q2; shared by tests that copy it."""

    def make(folder: Path) -> None:
        from letters_sent import write_pack

        shutil.copytree(loaded, folder, dirs_exist_ok=True)
        write_pack(folder)

    return made_once(tmp_path_factory, "with-pack", make)


@pytest.fixture
def packed(tmp_path: Path, with_pack: Path) -> Path:
    """A workspace of the test's own with the pack of 2025/26 Q2."""
    folder = tmp_path / "workspace"
    shutil.copytree(with_pack, folder)
    return folder
