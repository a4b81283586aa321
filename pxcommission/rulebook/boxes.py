"""Conditions over single words as boxes: a set of values for each word; what can never hold, always holds, adds nothing.

Words are taken as free of each other, so "never" and "always" are certain, and what depends on two words is not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from pxcommission.rulebook.conditions import All, Any, Comparison, Condition, Not, Truth
from pxcommission.rulebook.intervals import Values, both, without

MOST_BOXES = 200
MOST_PARTS = 12
Box = Mapping[str, Values]
Boxes = tuple[Box, ...]
EVERYTHING: Boxes = ({},)
NOTHING: Boxes = ()


class Single(Struct, frozen=True):
    """A comparison of one word: the values that meet it, and those that don't."""

    word: str
    met: Values
    not_met: Values


Read = Callable[[Comparison | Truth], Single | bool | None]
"""What one comparison says of one word; True or False for one without words; None where it can't be judged."""


class NotJudged(Exception):
    """A condition compares what is not looked through, or has too many alternatives."""


def boxes_of(condition: Condition, read: Read, wanted: bool = True) -> Boxes:
    """The boxes whose values meet a condition (or, with False, don't); raises NotJudged."""
    match condition:
        case Truth() | Comparison():
            return _single(read(condition), wanted)
        case Not(inner):
            return boxes_of(inner, read, not wanted)
        case All(parts) | Any(parts):
            found = [boxes_of(part, read, wanted) for part in parts]
            if isinstance(condition, All) == wanted:
                return _every(found)
            return _limited([box for boxes in found for box in boxes])


def _single(single: Single | bool | None, wanted: bool) -> Boxes:
    if single is None:
        raise NotJudged
    if isinstance(single, bool):
        return EVERYTHING if single == wanted else NOTHING
    values = single.met if wanted else single.not_met
    return NOTHING if values.none else ({single.word: values},)


def _every(parts: Iterable[Boxes]) -> Boxes:
    found = EVERYTHING
    for boxes in parts:
        found = _limited([made for one in found for other in boxes if (made := overlap(one, other)) is not None])
    return found


def _limited(boxes: Sequence[Box]) -> Boxes:
    if len(boxes) > MOST_BOXES:
        raise NotJudged
    return tuple(boxes)


def overlap(one: Box, other: Box) -> Box | None:
    """The values in both boxes; None when there are none."""
    made = dict(one)
    for word, values in other.items():
        made[word] = both(made[word], values) if word in made else values
        if made[word].none:
            return None
    return made


def covered(box: Box, others: Sequence[Box], domain: Callable[[str], Values]) -> bool:
    """Whether every value of a box lies in one of the others."""
    left: list[Box] = [box]
    for other in others:
        left = [rest for one in left for rest in _remainder(one, other, domain)]
        if len(left) > MOST_BOXES:
            return False
    return not left


def _remainder(box: Box, other: Box, domain: Callable[[str], Values]) -> Iterator[Box]:
    """The parts of a box outside another, as boxes."""
    inside = dict(box)
    for word, values in other.items():
        here = inside.get(word, domain(word))
        outside = without(here, values)
        if not outside.none:
            yield {**inside, word: outside}
        inside[word] = both(here, values)
        if inside[word].none:
            return


class Sense(Struct, frozen=True):
    """What can be said of a condition as a whole: it never holds, always holds, or has parts that add nothing."""

    never: bool = False
    always: bool = False
    idle: tuple[Condition, ...] = ()


def sense_of(condition: Condition, read: Read) -> Sense:
    """What a condition comes to for all values of its words; raises NotJudged."""
    if not boxes_of(condition, read):
        return Sense(never=True)
    if not boxes_of(condition, read, wanted=False):
        return Sense(always=True)
    return Sense(idle=tuple(_idle_parts(condition, read)))


def _idle_parts(condition: Condition, read: Read) -> Iterator[Condition]:
    """The parts that can be left out, the last first, each with the others before it left out already."""
    while (found := _last_idle(condition, read)) is not None:
        part, condition = found
        yield part


def _last_idle(condition: Condition, read: Read) -> tuple[Condition, Condition] | None:
    for part, shorter in _shorter(condition):
        differs = (*boxes_of(All((condition, Not(shorter))), read), *boxes_of(All((shorter, Not(condition))), read))
        if not differs:
            return part, shorter
    return None


def _shorter(condition: Condition) -> Iterator[tuple[Condition, Condition]]:
    """Each part of an `and` or `or`, the last first, with the condition that is left without it."""
    match condition:
        case Truth() | Comparison():
            return
        case Not(inner):
            for part, left in _shorter(inner):
                yield part, Not(left)
        case All(parts) | Any(parts):
            if len(parts) > MOST_PARTS:
                raise NotJudged
            made = type(condition)
            for number in reversed(range(len(parts))):
                before, part, after = parts[:number], parts[number], parts[number + 1 :]
                rest = (*before, *after)
                yield part, rest[0] if len(rest) == 1 else made(rest)
                for inner_part, inner_left in _shorter(part):
                    yield inner_part, made((*before, inner_left, *after))
