"""How differences in meaning are told: one sentence each, with both places and whether it is stricter or looser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.periods import in_words
from pxcommission.rulebook.differences_weighed import Effect
from pxcommission.rulebook.thresholds import PlacedThreshold
from pxcommission.yaml_text import Place

Thing = TypeVar("Thing")
Key = TypeVar("Key", bound=Hashable)


class Difference(Struct, frozen=True):
    """One difference in meaning between two rulebooks.

    `part` says what `subject` names (contract, requirement, ladder, contract form, measure, …). `before` is its place in
    the first rulebook and `after` in the second; None where it does not stand there. `lesser`: only tests changed.
    """

    part: str
    subject: str
    kind: str
    sentence: str
    effect: Effect
    before: Place | None
    after: Place | None
    lesser: bool = False


class Told(Struct, Generic[Thing], frozen=True):
    """One thing that is said of something and may change: how it is called, shown, compared and weighed.

    `shown` is empty where nothing is said; `meaning` is what is compared (else what is shown).
    """

    name: str
    attribute: str
    shown: Callable[[Thing], str]
    meaning: Callable[[Thing], Hashable] | None = None
    effect: Callable[[Thing, Thing], Effect] = lambda _before, _after: Effect.OTHER

    def same(self, before: Thing, after: Thing) -> bool:
        """Whether it means the same in both."""
        read = self.meaning or self.shown
        return read(before) == read(after)


def changes(
    part: str, subject: str, before: Thing, after: Thing, told: Iterable[Told[Thing]], of: str = ""
) -> Iterator[Difference]:
    """A difference for each thing told that is not the same; `of` names what it is said of within the subject."""
    for one in told:
        if not one.same(before, after):
            said = _changed(one.name, one.shown(before), one.shown(after))
            places = place_in(before, one.attribute), place_in(after, one.attribute)
            yield Difference(part, subject, one.name, f"{of}{said}", one.effect(before, after), *places)


def _changed(name: str, before: str, after: str) -> str:
    if not before:
        return f"{name} added: {after}"
    if not after:
        return f"{name} removed; it was {before}"
    return f"{name} changed from {before} to {after}"


def place_in(thing: object, attribute: str = "") -> Place | None:
    """Where an attribute stands (the first of several), or the thing itself where the attribute does not know."""
    value = getattr(thing, attribute, None)
    several = list(value.values()) if isinstance(value, dict) else list(value) if isinstance(value, tuple) else [value]
    places: list[Place | None] = [getattr(one, "place", None) for one in (*several, thing)]
    return next((place for place in places if place is not None), None)


def in_both(before: Mapping[Key, Thing], after: Mapping[Key, Thing]) -> list[Key]:
    """The keys of either, in the order of their text."""
    return sorted({*before, *after}, key=str)


def keyed(things: Iterable[Thing], key: Callable[[Thing], str]) -> dict[tuple[str, int], Thing]:
    """The things by a text and its occurrence, so that two alike are never taken for one."""
    seen: Counter[str] = Counter()
    found: dict[tuple[str, int], Thing] = {}
    for thing in things:
        found[key(thing), seen[key(thing)]] = thing
        seen[key(thing)] += 1
    return found


def came_or_went(
    part: str, subject: str, kind: str, said: str, before: object, after: object, effect_when_added: Effect
) -> Difference:
    """The difference of something that stands in one of the two only (the other is None)."""
    added = before is None
    effect = effect_when_added if added else effect_when_added.mirrored
    sentence = f"{said} {'added' if added else 'removed'}"
    return Difference(part, subject, kind, sentence, effect, place_in(before), place_in(after))


def tests_changed(part: str, subject: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Difference]:
    """The lesser line on tests beside a rule: how many were added, removed and changed."""
    old = {test.name: _without_places(test) for test in before}
    new = {test.name: _without_places(test) for test in after}
    counted = {
        "added": len(new.keys() - old.keys()),
        "removed": len(old.keys() - new.keys()),
        "changed": sum(old[name] != new[name] for name in old.keys() & new.keys()),
    }
    said = ", ".join(f"{count} {what}" for what, count in counted.items() if count)
    if said:
        places = [next((test.place for test in tests), None) for tests in (before, after)]
        yield Difference(part, subject, "tests", f"tests: {said}", Effect.OTHER, places[0], places[1], lesser=True)


def _without_places(test: Any) -> tuple[object, ...]:
    values = {name: getattr(test, name) for name in type(test).model_fields if name != "place"}
    said = {name: v.threshold.text if isinstance(v, PlacedThreshold) else v for name, v in values.items()}
    return tuple((name, str(sorted(v.items()) if isinstance(v, dict) else v)) for name, v in said.items())


def quoted(text: str | None) -> str:
    """A text in quotes on one line, or nothing."""
    return f"“{' '.join(text.split())}”" if text else ""


def listed(words: Iterable[object]) -> str:
    """Words in order, so that their order in the file makes no difference."""
    return ", ".join(sorted(str(word) for word in words))


def yes_or_no(value: bool) -> str:
    """`yes` or `no`."""
    return "yes" if value else "no"


class Stretch(Struct, Generic[Thing], frozen=True):
    """From a day until another (None: until further notice), what stands in each of two dated lists."""

    first: date
    last: date | None
    before: Thing | None
    after: Thing | None

    @property
    def said(self) -> str:
        """`from 1 April 2025`, with the last day where there is one."""
        return (
            f"from {in_words(self.first)}"
            if self.last is None
            else f"from {in_words(self.first)} to {in_words(self.last)}"
        )


def stretches(
    before: Mapping[date, Thing], after: Mapping[date, Thing], meaning: Callable[[Thing], Hashable]
) -> Iterator[Stretch[Thing]]:
    """The stretches of days on which two dated lists do not say the same; each line holds until the next one begins."""
    found: list[Stretch[Thing]] = []
    for day in sorted({*before, *after}):
        old, new = _on(before, day), _on(after, day)
        pair = tuple(None if line is None else meaning(line) for line in (old, new))
        if found and found[-1].last is None:
            earlier = (found[-1].before, found[-1].after)
            if pair == tuple(None if line is None else meaning(line) for line in earlier):
                continue
            found[-1] = replace(found[-1], last=day - timedelta(days=1))
        if pair[0] != pair[1]:
            found.append(Stretch(day, None, old, new))
    return iter(found)


def _on(lines: Mapping[date, Thing], day: date) -> Thing | None:
    begun = [start for start in lines if start <= day]
    return lines[max(begun)] if begun else None
