"""What a measure counts of self-assessments against an improvement framework: that they were done and followed up, never ratings."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from pxcommission.problems import did_you_mean
from pxcommission.strict_models import wrong


class DiagnosticCount(StrEnum):
    """What is counted. The list is closed and holds no rating: a rating that has a price is no longer honest."""

    DONE = "assessments done"
    PRESENTED = "assessments presented to the board"
    TRACKED = "actions with progress on record"
    ON_TIME = "actions done by their date"

    @property
    def is_count(self) -> bool:
        """Whether it gives a number; the others give a share of actions."""
        return self in (DiagnosticCount.DONE, DiagnosticCount.PRESENTED)


def _read(value: Any) -> DiagnosticCount:
    text = str(value)
    found = next((one for one in DiagnosticCount if one.value == text), None)
    if found is not None:
        return found
    known = "write one of: " + "; ".join(DiagnosticCount)
    if "rating" in text.lower() or "score" in text.lower():
        raise wrong("a rating is never counted: one that has a price is no longer honest", known)
    raise wrong(f"'{text:.60}' is nothing that is counted{did_you_mean(text, list(DiagnosticCount))}", known)


FromDiagnostic = Annotated[
    DiagnosticCount, BeforeValidator(_read), WithJsonSchema({"enum": [one.value for one in DiagnosticCount]})
]
