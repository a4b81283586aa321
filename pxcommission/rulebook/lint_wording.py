"""Wording that is not neutral, told by the words of `rules/vocabulary/wording.yaml`: a letter states what was found and asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from pxcommission.problems import Problem
from pxcommission.rulebook.contracts import Variation, Waiver
from pxcommission.rulebook.lint_names import warning
from pxcommission.rulebook.requirements import Requirement
from pxcommission.strict_models import place_of
from pxcommission.vocabulary.models import Wording
from pxcommission.yaml_text import Place, PlacedText

if TYPE_CHECKING:
    from pxcommission.rulebook.rulebook import Rulebook

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")


class _Said(Struct, frozen=True):
    """A text of a file that a letter or a paper may print."""

    what: str
    text: str
    place: Place


def lint_wording(rulebook: Rulebook) -> Iterator[Problem]:
    """The warnings of every text with a word that is not neutral, and what to write instead."""
    if not rulebook.vocabulary.wording:
        return
    words_in = not_neutral(rulebook.vocabulary.wording)
    for said in _texts(rulebook):
        yield from (_problem(said, found, entry) for found, entry in words_in(said.text))


def not_neutral(wording: Mapping[str, Wording]) -> Callable[[str], Iterator[tuple[re.Match[str], Wording]]]:
    """What finds the words of a text that are not neutral, each with what to write instead; within quotation marks none."""
    forms = {_plain(form): entry for word, entry in wording.items() for form in (word, *entry.also)}
    pattern, may_hold_one = _pattern(forms), _sieve(forms)

    def words_in(text: str) -> Iterator[tuple[re.Match[str], Wording]]:
        if not forms or not may_hold_one(text):
            return
        for found in pattern.finditer(text):
            entry = forms[_plain(found[0])]
            if not _excepted(text, found, entry.except_):
                yield found, entry

    return words_in


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().split())


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Whole words in any case, the longest phrase first."""
    words = ("\\s+".join(map(re.escape, phrase.split())) for phrase in sorted(phrases, key=lambda p: (-len(p), p)))
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


def _sieve(phrases: Iterable[str]) -> Callable[[str], bool]:
    """Whether a text may hold one of the phrases, told at once by their longest words; one beyond ASCII always may."""
    longest = {max(phrase.split(), key=len, default="") for phrase in phrases}
    if not all(map(str.isascii, longest)):
        return lambda _: True
    shortest = {word for word in longest if not any(other != word and other in word for other in longest)}

    def may_hold_one(text: str) -> bool:
        plain = text.lower()
        return not text.isascii() or any(word in plain for word in shortest)

    return may_hold_one


def _excepted(text: str, found: re.Match[str], excepted: tuple[str, ...]) -> bool:
    """Whether a word stands within quotation marks or within one of its excepted phrases."""
    spans = [match.span() for match in _QUOTED.finditer(text)]
    spans += [m.span() for phrase in excepted for m in re.finditer(re.escape(phrase), text, re.IGNORECASE)]
    return any(start <= found.start() and found.end() <= end for start, end in spans)


def _problem(said: _Said, found: re.Match[str], entry: Wording) -> Problem:
    place = said.place
    if isinstance(said.text, PlacedText) and said.text.plain:
        place = Place(place.file, place.line, place.column + found.start())
    message = f"{said.what}: '{found[0]}' is not neutral: {entry.why}"
    return warning(place.problem(message, f"write {entry.say}", "PX190"))


def _texts(rulebook: Rulebook) -> Iterator[_Said]:
    own = [requirement for contract in rulebook.contracts.values() for requirement in contract.own.values()]
    for requirement in [*rulebook.requirements.values(), *own]:
        yield from _of_requirement(requirement)
    for name, measure in rulebook.vocabulary.measures.items():
        for what, text in (("name", measure.name), ("meaning", measure.meaning)):
            if text is not None:
                yield _Said(f"the {what} of '{name}'", text, place_of(text, measure.place))
    for name, feedback in rulebook.vocabulary.feedback.items():
        if feedback.caution is not None:
            yield _Said(f"the caution of '{name}'", feedback.caution, place_of(feedback.caution, feedback.place))
    for form in rulebook.forms.values():
        for step in form.steps:
            yield _Said(f"the name of step '{step.id}'", step.name, place_of(step.name, step.place))
    for ladder in rulebook.ladders.values():
        for stage in ladder.stages:
            yield _Said(f"the name of stage '{stage.id}'", stage.name, place_of(stage.name, stage.place))
    for contract in rulebook.contracts.values():
        if (written := contract.contract.note) is not None:
            yield _Said(f"the note of {contract.id}", written, place_of(written, contract.contract.place))
        changes: tuple[Variation | Waiver, ...] = (*contract.contract.variations, *contract.contract.waivers)
        for change in changes:
            yield _Said(f"reason for {change.requirement}", change.reason, place_of(change.reason, change.place))


def _of_requirement(requirement: Requirement) -> Iterator[_Said]:
    texts = {
        "statement": requirement.statement,
        "why": requirement.why,
        "question_to_provider": requirement.question_to_provider,
    }
    for what, text in texts.items():
        if text is not None:
            yield _Said(f"{requirement.id}, {what}", text, place_of(text, requirement.place))
