"""What changed in requirements: what they ask, of whom, and how they are judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pxcommission.periods import in_words
from pxcommission.rulebook.differences_told import (
    Difference,
    Told,
    came_or_went,
    changes,
    in_both,
    listed,
    quoted,
    tests_changed,
    yes_or_no,
)
from pxcommission.rulebook.differences_weighed import (
    Effect,
    condition_effect,
    condition_meaning,
    condition_text,
    higher_is_stricter,
    more_is_stricter,
    threshold_effect,
    threshold_meaning,
)
from pxcommission.rulebook.ladders import SEVERITIES
from pxcommission.rulebook.requirements import Requirement, Source
from pxcommission.rulebook.thresholds import Threshold

PART = "requirement"


def between_requirements(
    before: Mapping[str, Requirement], after: Mapping[str, Requirement], contract: str = ""
) -> Iterator[Difference]:
    """What changed in the library's requirements, or in a contract's own; one that comes or goes asks nothing by itself."""
    of = f"{contract}/" if contract else ""
    for name in in_both(before, after):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            one = new or old
            said = f"the requirement {quoted(one.statement if one else '')}"
            yield came_or_went(PART, of + name, "requirement", said, old, new, Effect.OTHER)
        else:
            yield from changes(PART, of + name, old, new, REQUIREMENT)
            yield from changes(PART, of + name, old.source, new.source, SOURCE)
            yield from tests_changed(PART, of + name, old.tests, new.tests)


def _usual(requirement: Requirement) -> Threshold | None:
    return requirement.usual_threshold.threshold if requirement.usual_threshold else None


def _usual_text(requirement: Requirement) -> str:
    usual = _usual(requirement)
    return usual.text if usual else ""


def _usual_effect(before: Requirement, after: Requirement) -> Effect:
    old, new = _usual(before), _usual(after)
    comparable = before.measure == after.measure and old is not None and new is not None
    return threshold_effect(old, new) if comparable else Effect.OTHER


def _day(day: date | None) -> str:
    return "" if day is None else in_words(day)


REQUIREMENT: tuple[Told[Requirement], ...] = (
    Told("statement", "statement", lambda r: quoted(r.statement)),
    Told("reason why", "why", lambda r: quoted(r.why)),
    Told("aspect", "aspect", lambda r: r.aspect),
    Told("key question", "key_question", lambda r: r.key_question or ""),
    Told("service", "service", lambda r: listed(r.service), None, lambda a, b: more_is_stricter(a.service, b.service)),
    Told("touchpoint", "touchpoint", lambda r: listed(r.touchpoint)),
    Told("level", "level", lambda r: listed(r.level), None, lambda a, b: more_is_stricter(a.level, b.level)),
    Told("measure", "measure", lambda r: r.measure),
    Told("period it is judged over", "judged_over", lambda r: r.judged_over.value),
    Told("usual threshold", "usual_threshold", _usual_text, lambda r: threshold_meaning(_usual(r)), _usual_effect),
    Told(
        "condition it requires", "require", lambda r: condition_text(r.require),
        lambda r: condition_meaning(r.require), lambda a, b: condition_effect(a.require, b.require),
    ),
    Told("what it needs to be judged", "needs", lambda r: condition_text(r.needs), lambda r: condition_meaning(r.needs)),
    Told(
        "judging of incomplete periods", "partial", lambda r: r.partial, None,
        lambda a, b: higher_is_stricter(int(a.partial == "allowed"), int(b.partial == "allowed")),
    ),
    Told(
        "severity", "severity", lambda r: r.severity, None,
        lambda a, b: higher_is_stricter(SEVERITIES[a.severity], SEVERITIES[b.severity]),
    ),
    Told(
        "first day", "from_", lambda r: _day(r.from_), None,
        lambda a, b: higher_is_stricter(b.from_ or date.min, a.from_ or date.min),
    ),
    Told(
        "last day", "to", lambda r: _day(r.to), None,
        lambda a, b: higher_is_stricter(a.to or date.max, b.to or date.max),
    ),
    Told("question to the provider", "question_to_provider", lambda r: quoted(r.question_to_provider)),
)  # fmt: skip

SOURCE: tuple[Told[Source], ...] = (
    Told("source", "document", lambda s: quoted(s.document)),
    Told("clause of the source", "clause", lambda s: quoted(s.clause)),
    Told("source verified", "verified", lambda s: yes_or_no(s.verified)),
    Told("note on the source", "note", lambda s: quoted(s.note)),
)
