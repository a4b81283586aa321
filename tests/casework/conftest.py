"""What casework tests share: the command line, a workspace with its pack, and a register in each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from absent_parts import skip_or_fail
from cases.postgres import binaries, cluster, new_database
from cli.conftest import loaded, own, run  # noqa: F401


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL cluster of the tests' own."""
    programs = binaries()
    if programs is None:
        skip_or_fail("PostgreSQL is not installed")
    else:
        with cluster(programs) as address:
            yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The kind of database the commands record in, set as a user sets it."""
    if request.param == "sqlite":
        monkeypatch.delenv("PXCOMMISSION_DATABASE_URL", raising=False)
        return "sqlite"
    monkeypatch.setenv("PXCOMMISSION_DATABASE_URL", new_database(request.getfixturevalue("server")))
    return "postgresql"


@pytest.fixture(scope="session")
def with_pack(tmp_path_factory: pytest.TempPathFactory, loaded: Path) -> Path:  # noqa: F811
    """The loaded workspace with the pack of 2025/26 Q2; shared by tests that copy it."""
    import shutil

    from letters_sent import write_pack

    folder = tmp_path_factory.mktemp("packed") / "workspace"
    shutil.copytree(loaded, folder)
    write_pack(folder)
    return folder


@pytest.fixture
def packed(tmp_path: Path, with_pack: Path) -> Path:
    """A workspace of the test's own with the pack of 2025/26 Q2."""
    import shutil

    folder = tmp_path / "workspace"
    shutil.copytree(with_pack, folder)
    return folder
