"""What casework tests share: the command line, a workspace with its pack, and a register in each kind of database."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from absent_parts import skip_or_fail
from cases.postgres import binaries, cluster
from cli.conftest import loaded, own, run  # noqa: F401
from sqlalchemy import create_engine, make_url

_COUNT = itertools.count(1)


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
    address, name = make_url(request.getfixturevalue("server")), f"cases_{next(_COUNT)}"
    engine = create_engine(address.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"create database {name}")
    engine.dispose()
    made = address.set(database=name).render_as_string(hide_password=False)
    monkeypatch.setenv("PXCOMMISSION_DATABASE_URL", made)
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
