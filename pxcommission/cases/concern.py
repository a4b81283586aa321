"""The case of a quality concern: how it is called, and whether one stands raised in it."""

from __future__ import annotations

from pxcommission.cases.case_file import CaseFile, Happened

CONCERN_PREFIX = "CONCERN-"
STAGE = "quality-concern"
"""The stage under which its letter is recorded; it stands in no ladder, and no step of the contract form follows it."""
STAGE_NAME = {STAGE: "Quality-concern letter"}


def concern_case(contract: str, aspect: str, service: str) -> str:
    """`CONTRACT/CONCERN-EMOTIONAL-SUPPORT/inpatient`."""
    return f"{contract}/{CONCERN_PREFIX}{'-'.join(aspect.upper().split())}/{service}"


def is_concern(case: str) -> bool:
    """Whether a case is a quality concern's, by its name."""
    return case.partition("/")[2].startswith(CONCERN_PREFIX)


def concern_raised(file: CaseFile) -> Happened | None:
    """The concern that stands raised: the last one since the case was last closed; None where there is none."""
    for one in reversed(file.happened):
        if one.event.kind in ("closed", "concern raised"):
            return one if one.event.kind == "concern raised" else None
    return None


def letter_awaited(file: CaseFile) -> Happened | None:
    """The concern that stands raised while no letter about it is recorded as sent."""
    raised = concern_raised(file)
    if raised is None:
        return None
    later = [one.event.kind for one in file.happened if one.event.number > raised.event.number]
    return None if "letter issued" in later else raised
