"""Where a register can't be opened: said kindly, with exit code 5, and never with a password."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from histories import noted
from places import Place

from pxcommission.cases.database import database_at
from pxcommission.cases.register import FILE, open_register
from pxcommission.problems import ExitCode, ProblemsFound

MORNING = "2025-08-01T09:00:00Z"


def refused(folder: Path, address: str | None) -> str:
    with pytest.raises(ProblemsFound) as found:
        open_register(folder, address)
    assert found.value.exit_code is ExitCode.ENVIRONMENT
    return str(found.value)


@pytest.mark.parametrize("scheme", ["postgresql://", "postgres://", "postgresql+psycopg://"])
def test_an_address_of_postgresql_is_taken_as_people_write_it(tmp_path: Path, scheme: str) -> None:
    database = database_at(tmp_path, f"{scheme}lead:secret@server/cases?sslpassword=hidden")
    assert database.engine.dialect.driver == "psycopg"
    assert database.address == "postgresql://lead:***@server/cases"


def test_an_empty_address_means_the_workspace_s_own_file(tmp_path: Path) -> None:
    assert database_at(tmp_path, "").file == tmp_path / FILE


def test_the_address_of_a_sqlite_file_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "what? a folder at 100% & more"
    open_register(folder, None).append([noted()], "A Person", "1.0", MORNING)
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes((folder / FILE).read_bytes())
    assert len(open_register(tmp_path, f"sqlite:///{copy}").events()) == 1


@pytest.mark.parametrize("address", ["mysql://lead:secret@server/cases", "secret", "postgresql+psycopg2://a:secret@b/c",
                                     "postgresql://lead:secret@server:port/cases", "sqlite://"])  # fmt: skip
def test_an_address_that_is_none_is_refused_without_its_password(tmp_path: Path, address: str) -> None:
    said = refused(tmp_path, address)
    assert "PXCOMMISSION_DATABASE_URL" in said
    assert "secret" not in said


def test_without_psycopg_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = refused(tmp_path, "postgresql://lead:secret@server/cases")
    assert "psycopg, which is not installed" in said
    assert "secret" not in said


def test_a_server_that_is_down_is_said(tmp_path: Path) -> None:
    said = refused(tmp_path, "postgresql://lead:secret@127.0.0.1:9/cases")
    assert "can't be used" in said
    assert "check PXCOMMISSION_DATABASE_URL" in said
    assert "secret" not in said


def test_a_wrong_password_is_said_and_not_shown(tmp_path: Path, postgresql: str, new_database: object) -> None:
    database = database_at(tmp_path, postgresql)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("create role guarded login password 'sesame'")
        connection.commit()
    host = postgresql.partition("?")[2]
    said = refused(tmp_path, f"postgresql://guarded:not-sesame@/postgres?{host}")
    assert "password authentication failed" in said
    assert "not-sesame" not in said


def test_a_file_that_is_no_register_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / FILE
    file.parent.mkdir()
    file.write_text("not a database, but somebody's notes " * 50)
    before = file.read_bytes()
    assert "file is not a database" in refused(tmp_path, None)
    assert file.read_bytes() == before


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    register = Place(tmp_path, None).open()
    register.append([noted(f"A/R{n}/s") for n in range(200)], "A Person", "1.0", MORNING)
    file = tmp_path / FILE
    data = bytearray(file.read_bytes())
    data[4096 * 2 :] = b"\xff" * (len(data) - 4096 * 2)
    file.write_bytes(data)
    with pytest.raises(ProblemsFound, match="can't be used") as found:
        register.events()
    assert found.value.exit_code is ExitCode.ENVIRONMENT
