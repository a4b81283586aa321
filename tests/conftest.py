"""What tests share: the repository and the sample files beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from absent_parts import skip_or_fail

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


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
