"""Registers for tests: in a SQLite file and in a PostgreSQL database of their own; every register test runs on both."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from cases import postgres
from places import Place

from pxcommission.cases.register import Register


@pytest.fixture
def new_database(postgresql: str) -> Callable[[], str]:
    """Makes an empty PostgreSQL database and answers with its address."""

    return partial(postgres.new_database, postgresql)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A place for a register, in each kind of database."""
    if request.param == "sqlite":
        return Place(tmp_path, None)
    return Place(tmp_path, request.getfixturevalue("new_database")())


@pytest.fixture
def register(place: Place) -> Register:
    """An empty register, in each kind of database."""
    return place.open()
