"""What tests share: the repository and the sample files beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from absent_parts import ROOT, SHARED, skip_or_fail


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
