"""What changed in the vocabulary: what a measure counts, which way it is better, which touchpoints a service has; and in organisations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pxcommission.periods import in_words
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
from pxcommission.vocabulary.counted_from import CountedFrom
from pxcommission.vocabulary.models import Aspect, Feedback, KeyQuestion, Measure, Service, Theme, Vocabulary, Wording
from pxcommission.vocabulary.organisations import OrganisationEntry, OrganisationFile
from pxcommission.vocabulary.triangulation import TriangulationNumber


def between_words(before: Vocabulary, after: Vocabulary) -> Iterator[Difference]:
    """Measures, services, aspects, themes, key questions, ways of feedback and words that are not neutral, by word."""
    yield from _words("measure", before.measures, after.measures, MEASURE)
    yield from _words("service", before.services, after.services, SERVICE)
    yield from _words("aspect", before.aspects, after.aspects, ASPECT)
    yield from _words("theme", before.themes, after.themes, THEME)
    yield from _words("key question", before.key_questions, after.key_questions, KEY_QUESTION)
    yield from _words("feedback", before.feedback, after.feedback, FEEDBACK)
    yield from _words("wording", before.wording, after.wording, WORDING)
    yield from _words("number of triangulation", before.triangulation, after.triangulation, TRIANGULATION)


def between_organisations(
    before: Mapping[str, OrganisationFile], after: Mapping[str, OrganisationFile]
) -> Iterator[Difference]:
    """What is written of organisations, by code."""
    yield from _words("organisation", _by_code(before), _by_code(after), ORGANISATION)


def _by_code(files: Mapping[str, OrganisationFile]) -> dict[str, OrganisationEntry]:
    return {str(code): entry for file in files.values() for code, entry in file.organisations.items()}


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
    Told("count of events", "events", lambda m: yes_or_no(m.events)),
    Told("meaning", "meaning", lambda m: quoted(m.meaning)),
    Told("what it is counted from", "counted_from", lambda m: _counted(m.counted_from)),
    Told("what it counts of self-assessments", "from_diagnostic", lambda m: m.from_diagnostic or ""),
)


def _counted(counted: CountedFrom | None) -> str:
    if counted is None:
        return ""
    only = [("of sentiment", counted.sentiment), ("about", (counted.aspect,) if counted.aspect else ()), ("with theme", counted.theme)]  # fmt: skip
    narrowed = "".join(f", {name} {listed(words)}" for name, words in only if words)
    return f"{listed(counted.registers)}: {counted.rule.text}{narrowed}"


SERVICE: tuple[Told[Service], ...] = (
    Told("name", "name", lambda s: quoted(s.name)),
    Told("touchpoints", "touchpoints", lambda s: listed(s.touchpoints)),
)
ASPECT: tuple[Told[Aspect], ...] = (
    Told("name", "name", lambda a: quoted(a.name)),
    Told("what it covers", "covers", lambda a: quoted(a.covers)),
    Told("source", "source", lambda a: quoted(a.source)),
)
THEME: tuple[Told[Theme], ...] = (
    Told("name", "name", lambda t: quoted(t.name)),
    Told("category", "category", lambda t: quoted(t.category)),
    Told("source", "source", lambda t: quoted(t.source)),
    Told("verified", "verified", lambda t: yes_or_no(t.verified)),
)
KEY_QUESTION: tuple[Told[KeyQuestion], ...] = (Told("name", "name", lambda k: quoted(k.name)),)
FEEDBACK: tuple[Told[Feedback], ...] = (
    Told("name", "name", lambda f: quoted(f.name)),
    Told("caution", "caution", lambda f: quoted(f.caution)),
    Told("survey", "survey", lambda f: yes_or_no(f.survey)),
    Told("source it is counted with", "counted_with", lambda f: f.counted_with or ""),
)
WORDING: tuple[Told[Wording], ...] = (
    Told("what to write instead", "say", lambda w: quoted(w.say)),
    Told("why it is not neutral", "why", lambda w: quoted(w.why)),
    Told("other forms", "also", lambda w: listed(w.also)),
    Told("phrases it may stand in", "except_", lambda w: listed(w.except_)),
)
TRIANGULATION: tuple[Told[TriangulationNumber], ...] = (
    Told("value", "value", lambda n: f"{n.value}"),
    Told("meaning", "meaning", lambda n: quoted(n.meaning)),
    Told("source", "source", lambda n: quoted(n.source)),
    Told("verified", "verified", lambda n: yes_or_no(n.verified)),
)
ORGANISATION: tuple[Told[OrganisationEntry], ...] = (
    Told("names", "names", lambda o: _by_day(o.names)),
    Told("first day", "from_", lambda o: in_words(o.from_) if o.from_ else ""),
    Told("last day", "until", lambda o: in_words(o.until) if o.until else ""),
    Told("successors", "successors", lambda o: listed(o.successors)),
    Told("integrated care board", "icb", lambda o: _by_day(o.icb)),
    Told("source", "source", lambda o: quoted(o.source)),
    Told("verified", "verified", lambda o: yes_or_no(o.verified)),
    Told("note", "note", lambda o: quoted(o.note)),
)


def _by_day(stated: Mapping[date, str]) -> str:
    return listed([f"{text} from {in_words(day)}" for day, text in sorted(stated.items())])
