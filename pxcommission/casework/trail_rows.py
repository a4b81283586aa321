"""The listening trail for programs and spreadsheets: every chain and gap as JSON, and a row for each account of each decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import asdict

from pxcommission.casework.trail import Chain, Trail, WithoutFeedback
from pxcommission.casework.trail_changed import LineChanged
from pxcommission.casework.trail_effect import Effect
from pxcommission.casework.trail_heard import Heard
from pxcommission.casework.trail_told import changed_lines, effect_lines, what_told, without_feedback_told
from pxcommission.listening.entries import as_kept

COLUMNS = (
    "row", "decision", "contract", "kind", "decided_on", "by", "what", "why", "changed", "effect", "verdict", "feedback",
    "feedback_kind", "heard_on", "provider", "site", "ward", "service", "aspect", "themes", "sentiment", "people",
    "listener", "words",
)  # fmt: skip
CHAIN, UNANSWERED, WITHOUT = "decision", "heard, no decision recorded", "decision without feedback"


def trail_json(trail: Trail) -> dict[str, Any]:
    """The trail for programs; of what people said only ids and facts."""
    return {
        "as_at": trail.as_at.isoformat(),
        "decisions": [_chain_json(one) for one in trail.chains],
        "heard_no_decision_recorded": [_heard_json(one) for one in trail.unanswered],
        "decisions_without_feedback": [_without_json(one) for one in trail.without_feedback],
    }


def trail_rows(trail: Trail) -> Iterator[tuple[str, ...]]:
    """The rows under COLUMNS: one for each account of each decision, then the two kinds of gaps."""
    for chain in trail.chains:
        link = chain.link
        decided = (
            CHAIN, link.id, link.contract, link.kind, link.on.isoformat(), link.by, what_told(link), link.why,
            "; ".join(changed_lines(chain)), "; ".join(effect_lines(chain)),
            "; ".join(dict.fromkeys(effect.verdict for effect in chain.effects)),
        )  # fmt: skip
        yield from ((*decided, *_heard_cells(one)) for one in chain.heard)
    for one in trail.unanswered:
        yield (UNANSWERED, *[""] * 10, *_heard_cells(one))
    for gap in trail.without_feedback:
        kind = "requirement" if gap.changed else "improvement"
        yield (WITHOUT, "", gap.contract, kind, gap.on.isoformat(), "", without_feedback_told(gap), *[""] * 17)


def _chain_json(chain: Chain) -> dict[str, Any]:
    link = chain.link
    return {
        "id": link.id, "contract": link.contract, "kind": link.kind, "what": what_told(link), "about": link.about or None,
        "why": link.why, "on": link.on.isoformat(), "by": link.by, "recorded_on": link.recorded_on.isoformat(),
        "feedback": [_heard_json(one) for one in chain.heard],
        "changed": _line_json(chain.changed) if chain.changed else None,
        "changed_told": list(changed_lines(chain)),
        "problem": {"message": chain.problem.message, "fix": chain.problem.fix} if chain.problem else None,
        "effects": [_effect_json(one) for one in chain.effects],
        "effect_told": list(effect_lines(chain)),
    }  # fmt: skip


def _line_json(line: LineChanged) -> dict[str, Any]:
    return {
        **asdict(line),
        "since": line.since.isoformat() if line.since else None,
        "until": line.until.isoformat() if line.until else None,
    }


def _effect_json(effect: Effect) -> dict[str, Any]:
    return {
        "of": effect.of, "verdict": effect.verdict, "recorded": effect.recorded or None, "final": effect.final,
        "told": effect.told,
    }  # fmt: skip


def _without_json(one: WithoutFeedback) -> dict[str, Any]:
    return {
        "contract": one.contract,
        "on": one.on.isoformat(),
        "kind": "requirement" if one.changed else "improvement",
        "about": one.changed.requirement if one.changed else one.improvement.id if one.improvement else None,
        "told": without_feedback_told(one),
    }


def _heard_json(one: Heard) -> dict[str, Any]:
    facts = as_kept(one.recorded.entry) if one.recorded else {}
    return {"id": one.id, **facts, "words": one.words, "withdrawn": one.withdrawn or None}


def _heard_cells(one: Heard) -> tuple[str, ...]:
    if one.recorded is None:
        return (one.id, *[""] * 11, one.words)
    entry = one.recorded.entry
    return (
        one.id, entry.kind, entry.on.isoformat(), entry.provider, entry.site, entry.ward, entry.service, entry.aspect,
        "; ".join(entry.themes), entry.sentiment, str(entry.people), entry.listener,
        f"{one.words}; {one.withdrawn}" if one.withdrawn else one.words,
    )  # fmt: skip
