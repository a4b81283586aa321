"""Where a test's register is kept."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from pxcommission.cases.register import Register, open_register


class Place(Struct, frozen=True):
    """Where a register is kept, as `open_register` wants it."""

    folder: Path
    address: str | None

    @property
    def on_postgresql(self) -> bool:
        return self.address is not None

    def open(self, create: bool = True) -> Register:
        return open_register(self.folder, self.address, create)
