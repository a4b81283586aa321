"""Where the self-assessments are kept, for whatever asks only whether there are any."""

from __future__ import annotations

from pathlib import Path

from pxcommission.listening.log import ChainedLog

DIAGNOSTICS = ChainedLog(Path(".pxcommission") / "diagnostics", "the self-assessments")
