"""The words on the chart of a look at an action."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class ChartWords(Struct, frozen=True):
    """What stands on a chart besides the figures: the finding, whose figures of what, their unit, what it all rests on."""

    finding: str
    title: str
    unit: str
    basis: str
    start: date

    @property
    def description(self) -> str:
        """The chart in words."""
        return f"{self.finding} Chart of {self.title}. {self.basis}"
