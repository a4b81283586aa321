"""What a test does when a part of the machine or the sample files is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("PXCOMMISSION_SHARED", ROOT.parent / "shared"))
"""The sample files beside the project; a stranger's clone does not have them."""


def skip_or_fail(reason: str) -> None:
    """Skip with the reason; on CI, where everything is there, such a skip fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"on CI this must be there: {reason}")
    pytest.skip(reason)
