"""A PostgreSQL cluster of the tests' own: made in a temporary folder, reached by a socket in it, stopped at the end."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, make_url

BINARIES = Path("/usr/lib/postgresql")
_COUNT = itertools.count(1)
PASSWORD = "sesame-123"  # of the user `guarded`


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs, the newest version; None where it is not installed."""
    found = sorted(BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """The address of a running cluster's first database, `postgresql://…`; a temporary folder holds everything."""
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as name:  # a socket's path must be short
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        options = ["-A", "scram-sha-256", "--auth-local=trust", "-E", "UTF8", "--locale=C"]
        _run(programs / "initdb", "-D", folder / "data", "-U", "tests", *options)
        _first_rule(folder, "local all guarded scram-sha-256")
        settings = f"-k {folder} -c listen_addresses='' -c fsync=on -c max_connections=60"
        _run(programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "-o", settings, "start")
        try:
            yield f"postgresql://tests@/postgres?host={quote(name, safe='')}"
        finally:
            _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")


def new_database(server: str) -> str:
    """The address of an empty database of its own on a running cluster."""
    return _made(server, "template1")


def copied_database(address: str) -> str:
    """The address of a copy of a database, on its cluster; nobody may be connected to it."""
    return _made(make_url(address).set(database="postgres").render_as_string(False), str(make_url(address).database))


def _made(server: str, like: str) -> str:
    name = f"register_{next(_COUNT)}"
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"create database {name} template {like}")
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _first_rule(folder: Path, rule: str) -> None:
    rules = folder / "data" / "pg_hba.conf"
    rules.write_text(f"{rule}\n{rules.read_text()}")


def _run(*command: str | Path) -> None:
    """Run it as the user postgres when root runs the tests: the server refuses to be root's."""
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_postgres, *map(str, command)], capture_output=True, text=True, cwd="/tmp", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
