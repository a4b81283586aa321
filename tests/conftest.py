"""What tests share: the repository, the sample files beside it, a loaded workspace, and a PostgreSQL cluster."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from absent_parts import ROOT, SHARED, skip_or_fail
from made_once import made_once

os.environ["PXCOMMISSION_KEEP"] = (
    "no"  # thousands of small workspaces; test_kept_rulebook.py keeps in a folder of its own
)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sample files beside the project; a stranger's clone does not have it."""
    if not (SHARED / "data" / "expected.json").is_file():
        skip_or_fail("the sample files beside the project (../shared) are absent")
    return SHARED


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository, which is itself a workspace."""
    return ROOT


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The shipped workspace, copied, with everything loaded; shared by a worker's tests that only read it."""

    def make(folder: Path) -> None:
        from cli.conftest import copy_workspace

        from pxcommission.loading import GivenByHand, files_under, load_files
        from pxcommission.workspace import open_workspace

        copy_workspace(root, folder)
        workspace = open_workspace(folder)
        files = files_under([folder / "contracts"])
        assert all(one.reading for one in load_files(workspace, files, GivenByHand(), date(2026, 6, 30)))

    folder = tmp_path_factory.mktemp("loaded") / "workspace"
    shutil.copytree(made_once(tmp_path_factory, "loaded", make), folder)
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL cluster of the tests' own."""
    from cases.postgres import binaries, cluster

    programs = binaries()
    if programs is None:
        skip_or_fail("PostgreSQL is not installed")
    else:
        with cluster(programs) as address:
            yield address
