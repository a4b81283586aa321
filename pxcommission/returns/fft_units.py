"""Whose row it is in a Friends and Family Test table: England, an ICB, a provider, a site or a ward, or nobody's."""

from __future__ import annotations

from collections.abc import Mapping

from pxcommission.evidence.observations import Level
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.figures import Unit
from pxcommission.returns.numbers import as_text
from pxcommission.returns.sheets import Sheet

_PROVIDER_CODE = ("trust code", "org code", "organisation code", "provider code", "practice code")
_PROVIDER_NAME = ("trust name", "org name", "organisation name", "provider name", "practice name")
_ICB_CODE, _ICB_NAME = ("icb code", "stp code", "icb/stp code"), ("icb name", "stp name")


def level_of(columns: Mapping[str, int]) -> Level | None:
    """The level a table's headings speak of: the finest they name; None if they name none."""
    if "ward name" in columns:
        return Level.WARD
    if "site code" in columns:
        return Level.SITE
    if any(name in columns for name in _PROVIDER_CODE):
        return Level.PROVIDER
    return Level.ICB if any(name in columns for name in _ICB_CODE) else None


def unit_of(sheet: Sheet, columns: Mapping[str, int], level: Level, row: int) -> Unit | None:
    """The unit of a row; None for the Selection row and a row of dashes."""

    def text(*names: str) -> str:
        return next((sheet.text(row, columns[name]) for name in names if name in columns), "")

    values = sheet.rows[row - 1]
    if all(as_text(value) in ("-", "") for value in values):
        return None
    titles = [value for value in map(as_text, values[:6]) if value.casefold().startswith(("england", "selection"))]
    if titles and not ODS.fullmatch(
        text("site code", *_PROVIDER_CODE)
    ):  # a ward or a site may be called Selection Lounge
        return _england(titles[0])
    icb = text(*_ICB_CODE)
    icb = "IS1" if icb == "zIS1" else icb
    provider, site, ward = text(*_PROVIDER_CODE), text("site code"), text("ward name")
    match level:
        case Level.ICB:
            return Unit(level, icb, name=text(*_ICB_NAME))
        case Level.PROVIDER:
            return Unit(level, icb, provider, name=text(*_PROVIDER_NAME))
        case Level.SITE:
            return Unit(level, icb, provider, site, name=text("site name"))
        case Level.WARD:
            return Unit(level, icb, provider, site, ward, name=ward)
        case Level.ENGLAND:
            return None


def _england(title: str) -> Unit | None:
    """England with the independent sector (`ENG`) or without (`ENG-NHS`); None for the Selection row."""
    if title.casefold().startswith("selection"):
        return None
    without = "excluding" in title.casefold()
    return Unit(Level.ENGLAND, provider="ENG-NHS" if without else "ENG", name=title)
