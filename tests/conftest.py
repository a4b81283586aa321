"""What tests share: where the shared sample files lie, and a skip that CI turns into a failure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


def skip_or_fail(reason: str) -> None:
    """Skip with the reason; on CI, where everything is there, such a skip fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"on CI this must be there: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of sample files beside the project; a stranger's clone does not have it."""
    if not SHARED.is_dir():
        skip_or_fail("the sample files beside the project (../shared) are absent")
    return SHARED


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository, which is itself a workspace."""
    return ROOT
