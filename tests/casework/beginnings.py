"""Beginnings that several stories share: played once, kept with their register in either kind of database, and copied."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from cases.postgres import copied_database

from pxcommission.cases.database import VARIABLE


class Beginnings:
    """Workspaces as they stood after a beginning, under the beginning's name and the kind of database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._registers: dict[str, str] = {}

    def reach(self, name: str, workspace: Path, play: Callable[[], object]) -> None:
        """Bring a workspace to the end of a beginning: play it in the workspace, or copy it where it was played.

        The copy takes the place of the test's own folder, and of the database PXCOMMISSION_DATABASE_URL names.
        The fixture `database` sets that variable for the length of a test.
        """
        address = os.environ.get(VARIABLE)
        kept = self.folder / f"{name}, {'postgresql' if address else 'sqlite'}"
        if kept.exists():
            shutil.rmtree(workspace, ignore_errors=True)
            shutil.copytree(kept, workspace)
            if address:
                os.environ[VARIABLE] = copied_database(self._registers[kept.name])
            return
        play()
        if address:
            self._registers[kept.name] = copied_database(os.environ[VARIABLE])
        shutil.copytree(workspace, kept)
