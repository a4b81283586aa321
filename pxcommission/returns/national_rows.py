"""Rows of published tables that stand for no provider: England, regions, totals, and the notes below a table."""

from __future__ import annotations

import re

from pxcommission.returns.figures import heading

_REGION = re.compile(r"Y[0-9]{2}")
_ENGLAND = ("eng", "england", "national", "grand total", "total", "-", "e92000001")


def is_england(code: str, name: str = "") -> bool:
    """Whether a row is England's: by its code, or by its name where the code is blank or a dash."""
    if heading(code) in _ENGLAND and heading(code) not in ("", "-"):
        return True
    return heading(code) in ("", "-") and heading(name).startswith(("england", "total", "national"))


def is_region(code: str) -> bool:
    """Whether a code is that of an NHS England region (`Y63`)."""
    return _REGION.fullmatch(code) is not None
