"""The sentences of the page "You said, we did": plain words for anyone, without figures, honest where nothing was done yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pxcommission.assessment.triangulation_of_words import kind_in_words, theme_name
from pxcommission.cases.improvement_records import ImprovementRecord
from pxcommission.cases.kinds import Closed, LetterIssued
from pxcommission.casework.trail import Chain
from pxcommission.casework.trail_changed import NOT_ASKED, WATCHED, LineChanged
from pxcommission.casework.trail_effect import NOT_MEASURED, Effect
from pxcommission.casework.trail_heard import service_told
from pxcommission.listening.entries import Entry
from pxcommission.packs.plain_text import listed, one_line, sentence
from pxcommission.periods import in_words
from pxcommission.vocabulary.models import Vocabulary

NOBODY = "No account of people’s experience was recorded for this quarter. That does not mean that nobody had something to say."
NO_ANSWER = "No decision about what people said in this quarter is recorded yet. We will say here what was decided."
NO_RESULT = "No result yet: nobody has judged it so far."
RESULTS = {
    "improved": "Effective: it became better, by more than chance would explain",
    "worsened": "Not effective: it became worse, by more than chance would explain",
    "no evidence yet": "Not shown: the figures show no change so far that can be told from chance",
    "too early": "Too early: there are too few figures to judge by",
}
HOW_TO_READ = (
    "These are the accounts of people who were asked, or who chose to speak. They are no sample of everyone.",
    "An account about several things counts in each row, so the rows are not to be added up.",
)
ON_RESULTS = (
    "That something became better after it was acted on does not prove that the action was the cause. Results are those that a "
    "person looked at and recorded."
)


def said_of(entries: Sequence[Entry], words: Vocabulary) -> str:
    """`In discussion groups people spoke about “Timeliness of care” (inpatient care).`: no number, no place, no name."""
    kinds = listed([kind_in_words(kind, 2) for kind in sorted({entry.kind for entry in entries})])
    themes = listed([f"“{one}”" for one in dict.fromkeys(theme_name(t, words) for e in entries for t in e.themes)])
    services = dict.fromkeys(_begun(service_told(entry.service, words)) for entry in entries)
    return one_line(f"In {kinds} people spoke about {themes} ({'; '.join(services)}).")


def done_of(chain: Chain) -> tuple[str, ...]:
    """What was done, in a sentence; nothing where it can't be read, or where a concern's letter has not gone out."""
    link = chain.link
    match link.kind:
        case "decision":
            return (_dated(link.what, f"decided on {in_words(link.on)}"),)
        case "specification":
            return (_dated(f"The specification now says: {link.what}", f"decided on {in_words(link.on)}"),)
        case "requirement":
            return (_line(chain.changed),) if chain.changed else ()
        case "improvement":
            wanted = chain.improvement.registration if chain.improvement else None
            return (_dated(wanted.action, f"from {in_words(wanted.start)}"),) if wanted else ()
        case "concern":
            return tuple(_letters(chain))


def since_of(chain: Chain, told_apart: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """What happened since: recorded results of improvements, and whether a changed level was met; else that it is not known.

    `told_apart`: the improvements whose results stand elsewhere on the page.
    """
    mine = [effect for effect in chain.effects if effect.of not in told_apart]
    records = [result_of(effect.improvement) for effect in mine if effect.improvement is not None]
    records += _against_the_level([effect for effect in mine if effect.improvement is None])
    closed = [one.on for one in (chain.concern.happened if chain.concern else ()) if isinstance(one.details, Closed)]
    records += [f"We closed this on {in_words(closed[-1])}, after the answer was in."] if closed else []
    return tuple(records) or (_nothing_yet(chain, apart=bool(chain.effects)),)


def result_of(record: ImprovementRecord) -> str:
    """The result of an action as a person recorded it last."""
    if record.stopped is not None:
        return f"It was stopped on {in_words(record.stopped[0])}."
    if not record.reviews:
        return NO_RESULT
    last = record.reviews[-1]
    return f"{RESULTS[last.found.verdict]} (looked at on {in_words(last.on)})."


def unanswered_told(themes: Sequence[str]) -> str:
    """What people spoke of and no decision or action is recorded about; nothing where all has one."""
    if not themes:
        return ""
    named = listed([f"“{theme}”" for theme in themes])
    return one_line(f"People also spoke about {named}. Nothing is recorded yet as decided or done about this.", 2000)


def how_to_read(with_results: bool) -> tuple[str, ...]:
    """What a reader has to know of the numbers and the results."""
    return (*HOW_TO_READ, ON_RESULTS) if with_results else HOW_TO_READ


def _line(line: LineChanged | None) -> str:
    if line is None:
        return ""
    statement = sentence(line.statement)
    if line.since is None:
        if line.after == WATCHED:
            return f"We now watch this, without making it an obligation: {statement}"
        return f"We made it a requirement of the contract: {statement}"
    until = f" to {in_words(line.until)}" if line.until else ""
    level = f"{statement} From {in_words(line.since)}{until}: {line.after}"
    if line.before in ("", NOT_ASKED):
        return f"We put this into the contract. {level}."
    return f"We changed what the contract asks. {level} (before: {line.before})."


def _letters(chain: Chain) -> Iterator[str]:
    """That the provider was asked, once the letter is recorded as sent."""
    for one in chain.concern.happened if chain.concern else ():
        if isinstance(one.details, LetterIssued):
            yield f"We wrote to the provider on {in_words(one.on)}, and asked what it knows of this and what it will do."


def _against_the_level(results: Sequence[Effect]) -> list[str]:
    """Whether a changed level was met, over all its services; a result that is provisional waits."""
    if not results:
        return []
    final = [one.verdict for one in results if one.final and one.verdict != NOT_MEASURED]
    if not final:
        return ["There is no final result against this level yet."]
    met = sum(verdict == "met" for verdict in final)
    if 0 < met < len(final):
        return ["Some of the newest results reach this level, and others do not yet."]
    return [f"The newest {'result' if len(final) == 1 else 'results'} {_reach(len(final), met)}"]


def _reach(number: int, met: int) -> str:
    one = number == 1
    if met:
        return f"{'reaches' if one else 'reach'} this level."
    return f"{'does' if one else 'do'} not reach this level yet."


def _dated(text: str, when: str) -> str:
    """`Hourly rounds on all wards (from 1 May 2025).`"""
    return sentence(f"{one_line(text).removesuffix('.')} ({when})")


def _nothing_yet(chain: Chain, apart: bool) -> str:
    if apart:
        return "It is not measured by itself; the results of the other actions are told with them."
    if chain.link.kind == "concern":
        return "We are waiting to see what comes of it."
    return "It is not measured yet what came of it."


def _begun(name: str) -> str:
    """A name as it stands within a sentence; one that begins with an abbreviation as it is."""
    return name if name[1:2].isupper() else f"{name[:1].lower()}{name[1:]}"
