"""Why a figure is missing: told from what the contract expects and what of it is in."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.assessment.findings import Reason
from pxcommission.assessment.sources import IN, PUBLICATION, REGISTER, REPORT, SourceState
from pxcommission.periods import Period

_WAITING = (Reason.NOT_DUE_YET, Reason.NOT_YET_PUBLISHED)
_KINDS = {"published": PUBLICATION, "local": REPORT, "register": REGISTER}


def why_missing(present: Sequence[Period], expected: Sequence[SourceState], order: Sequence[str]) -> tuple[Reason, str]:
    """The reason a figure can't be made up for a period, and a sentence that names the months and sources.

    A file that is in but has no row for the unit means that nothing was received for it; what is merely not in our hands is
    not loaded; with some of the months there, the period is incomplete.
    """
    sources = next(
        (found for kind in (*order, "register") if (found := [s for s in expected if s.kind == _KINDS[kind]])), []
    )
    if not sources:
        return Reason.NOT_LOADED, "no publication or report named in the contract holds this figure"
    absent = [s for s in sources if not _covered(s.period, present)]
    states = [(s, Reason.NOT_RECEIVED if s.state == IN else _reason(s)) for s in absent]
    detail = "; ".join(_sentence(source, reason) for source, reason in states)
    waiting = next((reason for _, reason in states if reason in _WAITING), None)
    if waiting is not None:
        return waiting, detail
    if present:
        return Reason.INCOMPLETE, detail
    not_loaded = next((reason for _, reason in states if reason is Reason.NOT_LOADED), None)
    return not_loaded or Reason.NOT_RECEIVED, detail


def _covered(part: Period, present: Sequence[Period]) -> bool:
    return any(have.contains(part) or part.contains(have) for have in present)


def _reason(source: SourceState) -> Reason:
    return Reason.NOT_LOADED if source.state == "incomplete" else Reason(source.state)


def _sentence(source: SourceState, reason: Reason) -> str:
    if source.state == IN:
        return f"{source.period.label}: the {source.source} {source.kind} is in, but has no row for this unit"
    detail = f" ({source.detail})" if source.detail else ""
    return f"{source.period.label}: {source.source} {source.kind} {reason.value}{detail}"
