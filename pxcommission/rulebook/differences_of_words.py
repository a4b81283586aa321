"""What changed in the vocabulary: what a measure counts, which way it is better, which touchpoints a service has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pxcommission.rulebook.differences_told import (
    Difference,
    Thing,
    Told,
    came_or_went,
    changes,
    in_both,
    listed,
    quoted,
    yes_or_no,
)
from pxcommission.rulebook.differences_weighed import Effect
from pxcommission.vocabulary.models import Aspect, Feedback, KeyQuestion, Measure, Service, Vocabulary, Wording


def between_words(before: Vocabulary, after: Vocabulary) -> Iterator[Difference]:
    """Measures, services, aspects, key questions, ways of feedback and words that are not neutral, by word."""
    yield from _words("measure", before.measures, after.measures, MEASURE)
    yield from _words("service", before.services, after.services, SERVICE)
    yield from _words("aspect", before.aspects, after.aspects, ASPECT)
    yield from _words("key question", before.key_questions, after.key_questions, KEY_QUESTION)
    yield from _words("feedback", before.feedback, after.feedback, FEEDBACK)
    yield from _words("wording", before.wording, after.wording, WORDING)


def _words(
    part: str, before: Mapping[str, Thing], after: Mapping[str, Thing], told: Sequence[Told[Thing]]
) -> Iterator[Difference]:
    for word in in_both(before, after):
        old, new = before.get(word), after.get(word)
        if old is not None and new is not None:
            yield from changes(part, str(word), old, new, told)
        else:
            said = f"the {part} {told[0].shown(new if new is not None else before[word])}"
            yield came_or_went(part, str(word), part, said, old, new, Effect.OTHER)


MEASURE: tuple[Told[Measure], ...] = (
    Told("name", "name", lambda m: quoted(m.name)),
    Told("unit", "unit", lambda m: m.unit),
    Told("numerator", "numerator", lambda m: m.numerator or ""),
    Told("denominator", "denominator", lambda m: m.denominator or ""),
    Told("better direction", "better", lambda m: m.better),
    Told("source of feedback", "feedback", lambda m: m.feedback),
    Told("kind", "kind", lambda m: m.kind),
    Told("comparable", "comparable", lambda m: yes_or_no(m.comparable)),
    Told("meaning", "meaning", lambda m: quoted(m.meaning)),
)
SERVICE: tuple[Told[Service], ...] = (
    Told("name", "name", lambda s: quoted(s.name)),
    Told("touchpoints", "touchpoints", lambda s: listed(s.touchpoints)),
)
ASPECT: tuple[Told[Aspect], ...] = (
    Told("name", "name", lambda a: quoted(a.name)),
    Told("what it covers", "covers", lambda a: quoted(a.covers)),
    Told("source", "source", lambda a: quoted(a.source)),
)
KEY_QUESTION: tuple[Told[KeyQuestion], ...] = (Told("name", "name", lambda k: quoted(k.name)),)
FEEDBACK: tuple[Told[Feedback], ...] = (
    Told("name", "name", lambda f: quoted(f.name)),
    Told("caution", "caution", lambda f: quoted(f.caution)),
)
WORDING: tuple[Told[Wording], ...] = (
    Told("what to write instead", "say", lambda w: quoted(w.say)),
    Told("why it is not neutral", "why", lambda w: quoted(w.why)),
    Told("other forms", "also", lambda w: listed(w.also)),
    Told("phrases it may stand in", "except_", lambda w: listed(w.except_)),
)
