"""What a test does when a part of the machine or the sample files is not there."""

from __future__ import annotations

import os

import pytest


def skip_or_fail(reason: str) -> None:
    """Skip with the reason; on CI, where everything is there, such a skip fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"on CI this must be there: {reason}")
    pytest.skip(reason)
