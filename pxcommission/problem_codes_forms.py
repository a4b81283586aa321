"""The codes of contract forms (PX151 to PX158), and of the days a workspace adds to the bank holidays (PX061)."""

from __future__ import annotations

from pxcommission.problem_code import ProblemCode

_NUMBERS = """\
numbers:
  meeting-within: {value: 10, unit: operational days, clause: GC9.6, source: this example, verified: false}
  withheld-at-most: {value: 2, unit: per cent, clause: GC9, source: this example, verified: false}
"""
_NOTICE = (
    "steps:\n  - {id: contract-performance-notice, name: Notice, by: co-ordinating commissioner, from: [none], "
    "to: notice-issued, clause: GC9.4, verified: false}\n"
)
_WITHDRAWAL = (
    "  - {id: withdraw-notice, name: Withdrawal, by: co-ordinating commissioner, from: [notice-issued], "
    "to: closed-withdrawn, clause: GC9.7, verified: false}\n"
)
_STATES = "states: [none, notice-issued, closed-withdrawn]\n"
_WHOLE = _STATES + _NUMBERS + _NOTICE + _WITHDRAWAL
_WITHHOLDING = "  - {id: withhold, name: Withholding, by: co-ordinating commissioner, from: [notice-issued], to: same, money: true, "
_MONEY = (
    "needs: [the question of a commissioner's own part answered, a ground recorded, the monthly value, the form confirmed, "
    "two approvals], "
)


def _meeting(within: str) -> str:
    return (
        "  - {id: meeting, name: Meeting, by: both, from: [notice-issued], to: same, "
        f"within: {within}, clause: GC9.6, verified: false}}"
    )


def _verified(rest: str) -> str:
    return (
        "numbers:\n  meeting-within: {value: 10, unit: operational days, clause: GC9.6, source: our signed contract, "
        f"verified: true{rest}}}"
    )


_READ = ", verified_by: Head of contracting, verified_on: 2025-05-06, reading: "

FORMS: tuple[ProblemCode, ...] = (
    ProblemCode(
        "PX151",
        "A number of the wrong unit",
        "A time is counted in Operational Days or months and a cap is a share; a deadline of two per cent is none.",
        _WHOLE + _meeting("withheld-at-most"),
        _WHOLE + _meeting("meeting-within"),
        "form",
    ),
    ProblemCode(
        "PX152",
        "A step that takes money without its guards",
        "A sum withheld without ground, or on a number nobody checked, has to be paid back with interest; so each such step asks for all five.",
        _WHOLE + _WITHHOLDING + "clause: GC9, verified: false}",
        _WHOLE + _WITHHOLDING + _MONEY + "clause: GC9, verified: false}",
        "form",
    ),
    ProblemCode(
        "PX153",
        "Two steps of one name",
        "A case records the step by its id, and nobody could tell later which of the two was taken.",
        _WHOLE + _WITHDRAWAL.rstrip(),
        _WHOLE.rstrip(),
        "form",
    ),
    ProblemCode(
        "PX154",
        "A state that no step leads to",
        "It stands in the form, and no case can ever get there.",
        "states: [none, notice-issued, meeting-held, closed-withdrawn]\n"
        + _NUMBERS
        + _NOTICE
        + _WITHDRAWAL.replace("from: [notice-issued]", "from: [notice-issued, meeting-held]").rstrip(),
        _WHOLE.rstrip(),
        "form",
    ),
    ProblemCode(
        "PX155",
        "A state that nobody can leave",
        "A case that gets there would stay open for ever, with a provider waiting for an answer.",
        "states: [none, notice-issued, closed-withdrawn, in-dispute]\n"
        + _NUMBERS
        + _NOTICE
        + _WITHDRAWAL
        + "  - {id: dispute, name: Dispute, by: both, from: [notice-issued], to: in-dispute, clause: GC14, verified: false}",
        _WHOLE + "  - {id: dispute, name: Dispute, by: both, from: [any], to: same, clause: GC14, verified: false}",
        "form",
    ),
    ProblemCode(
        "PX156",
        "A form that is too large",
        "Every step and state it starts from is a rule of the engine, and past a measured number of them it is no longer known to be safe.",
    ),
    ProblemCode(
        "PX157",
        "A number called verified by nobody",
        "Verified means that a person of your organisation read the signed text: who, when, and what it says belongs beside it.",
        _verified(""),
        _verified(_READ + "10 Operational Days"),
        "form",
    ),
    ProblemCode(
        "PX158",
        "A number that is not its reading",
        "Somebody read the signed text and wrote down what it says; the number used for deadlines says something else.",
        _verified(_READ + "15 Operational Days"),
        _verified(_READ + "10 Operational Days"),
        "form",
    ),
)

CALENDAR: tuple[ProblemCode, ...] = (
    ProblemCode(
        "PX061",
        "An extra bank holiday that changes nothing",
        "The day is a Saturday, a Sunday or a bank holiday in England already, so no deadline moves; perhaps another day was meant.",
        "extra_bank_holidays: [2026-12-25]",
        "extra_bank_holidays: [2027-05-10]",
        "workspace",
    ),
)
