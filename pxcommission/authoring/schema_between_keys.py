"""What JSON Schema can say between the keys of one entry, and what an editor offers for a new entry."""

from __future__ import annotations

from pxcommission.schema_types import Fragment


def _one_of(first: str, second: str) -> Fragment:
    """Exactly one of two keys."""
    neither = f"Write {first} or {second}"
    both = f"Write {first} or {second}, not both"
    return {
        "anyOf": [{"required": [first], "errorMessage": neither}, {"required": [second], "errorMessage": neither}],
        "dependencies": {
            first: {"properties": {second: False}, "errorMessage": both},
        },
    }


_PLACES = ("column", "cell", "after", "fixed", "given")
_PLACE = "Write exactly one of column, cell, after, fixed, or given: true"

BETWEEN_KEYS: dict[str, Fragment] = {
    "Requirement": _one_of("usual_threshold", "require"),
    "Stage": _one_of("document", "step"),
    "LadderRule": _one_of("propose", "step_down"),
    "Where": {
        "anyOf": [{"required": [place], "errorMessage": _PLACE} for place in _PLACES],
        "dependencies": {
            place: {"properties": dict.fromkeys(_PLACES[number + 1 :], False), "errorMessage": _PLACE}
            for number, place in enumerate(_PLACES[:-1])
        },
    },
    "FigureColumns": {
        "anyOf": [
            {"required": [key], "errorMessage": "Write numerator and denominator, or value"}
            for key in ("numerator", "value")
        ],
        "dependencies": {"denominator": {"required": ["numerator"], "errorMessage": "Write the numerator's column"}},
    },
    "MappingFile": {
        "if": {"properties": {"layout": {"const": "long"}}},
        "then": {"required": ["measure", "figure"]},
        "else": {"required": ["figures"]},
    },
    "RequirementTest": {
        "if": {"required": ["expect"], "properties": {"expect": {"const": "not assessed"}}},
        "then": {
            "required": ["reason"],
            "errorMessage": "Add why it can't be judged, for example reason: too few responses",
        },
        "else": {"properties": {"reason": False}, "errorMessage": "A reason belongs to expect: not assessed only"},
    },
}

SNIPPETS: dict[str, tuple[str, str, Fragment]] = {
    "Requirement": (
        "a new requirement",
        "A requirement with its three tests, to be filled in.",
        {
            "id": "${1:NEW-REQUIREMENT}",
            "statement": "${2:What a good experience asks, in one sentence.}",
            "aspect": "${3:overall}",
            "service": "${4:all}",
            "measure": "${5}",
            "judged_over": "${6:quarter}",
            "usual_threshold": "at least ${7:95}%",
            "severity": "${8:major}",
            "source": {"document": "${9:Local requirement}", "verified": "^false"},
            "question_to_provider": "${10:What has changed, and what are you doing about it?}",
        },
    ),
    "RequirementTest": (
        "a test",
        "Figures and the outcome they must come to.",
        {"name": "${1:exactly at threshold}", "given": "{${2:positive}: ${3:190}, ${4:responses}: ${5:200}}", "expect": "${6:met}"},
    ),
    "Adopted": (
        "adopt a requirement",
        "A library requirement as an obligation of this contract.",
        {"use": "${1}", "clause": "${2:Schedule 4, local quality requirement}", "threshold": {"${3:2025-04-01}": "${4:at least 95%}"}},
    ),
    "Variation": (
        "a variation",
        "A signed change of a threshold for a time.",
        {
            "requirement": "${1}", "from": "${2:2025-10-01}", "to": "${3:2026-03-31}", "threshold": "${4:at least 90%}",
            "document": "${5:Variation 1}", "signed": "${6:2025-09-12}", "reason": "${7:Why it was agreed.}",
        },
    ),
    "Waiver": (
        "a waiver",
        "A requirement set aside for a time.",
        {
            "requirement": "${1}", "from": "${2:2025-07-01}", "to": "${3:2025-09-30}", "reason": "${4:Why it was set aside.}",
            "source": "${5:Minute of the quality review meeting}", "approved_by": "${6:Head of contracting}",
        },
    ),
    "LadderTest": (
        "a test",
        "Marks of periods and the stage the last one proposes.",
        {"name": "${1:a single shortfall is a question}", "periods": '"${2:m m b}"', "given": "{severity: ${3:major}}", "expect": "${4:query}"},
    ),
}  # fmt: skip
DATED_LINE: Fragment = {
    "label": "a dated threshold",
    "description": "From that day on this is asked; older lines stay as they are.",
    "body": {"${1:2025-04-01}": "${2:at least 95%}"},
}
