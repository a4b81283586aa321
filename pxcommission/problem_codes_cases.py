"""The codes of refusals in a case (PX601 to PX608): what can't be recorded as things stand."""

from __future__ import annotations

from pxcommission.problem_code import ProblemCode

CASES: tuple[ProblemCode, ...] = (
    ProblemCode(
        "PX601",
        "A step that the contract form does not allow now",
        "A step taken too early, out of order or without what the clause asks for may have no effect under the contract.",
    ),
    ProblemCode(
        "PX602",
        "A letter or notice that is recorded already",
        "The same letter twice, or two notices open on one matter, would start two clocks for one failure.",
    ),
    ProblemCode(
        "PX603",
        "A file that still calls itself a draft",
        "A register that keeps a draft as the letter sent can't show later what the provider was told.",
    ),
    ProblemCode(
        "PX604",
        "A file with places left to fill in",
        "A notice with an open place is no notice of that point, and a provider may say so.",
    ),
    ProblemCode(
        "PX605",
        "A file that says something else than the findings",
        "A wrong figure or date in a letter that starts a legal clock can undo the whole case. Say why with --differs if it is right.",
    ),
    ProblemCode(
        "PX606",
        "A sign-off that is missing",
        "The contract or the form asks for somebody else's eyes before this step; the sign-off is recorded first.",
    ),
    ProblemCode(
        "PX607",
        "A sum that the form does not allow",
        "Money above a cap, on an unchecked number, or without the value it is a share of may have to be paid back with interest.",
    ),
    ProblemCode(
        "PX608",
        "Somebody else was faster",
        "What you saw of the case is out of date; nothing was recorded, so that you decide on what is there now.",
    ),
)
