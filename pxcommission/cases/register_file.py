"""Where a workspace's own register lies: known without loading a database's driver."""

from __future__ import annotations

from pathlib import Path

FILE = Path(".pxcommission") / "register.sqlite"


def may_be_there(folder: Path, address: str | None) -> bool:
    """Whether a register may have been kept: at an address anything may be, in the workspace only where its file is."""
    return bool(address) or (folder / FILE).exists()
