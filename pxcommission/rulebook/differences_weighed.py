"""Whether a difference asks more or less: thresholds, conditions, lists and days, held against each other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from pxcommission.rulebook import conditions as tree
from pxcommission.rulebook.condition_english import in_english
from pxcommission.rulebook.ladders import PlacedCondition
from pxcommission.rulebook.thresholds import Against, Threshold

Ordered = TypeVar("Ordered", Fraction, int, date)


class Effect(StrEnum):
    """What a difference means to the provider: harder to meet, easier to meet, or neither can be told."""

    STRICTER = "stricter"
    LOOSER = "looser"
    OTHER = "other"

    @property
    def mirrored(self) -> Effect:
        """The effect of the difference read the other way round."""
        return {Effect.STRICTER: Effect.LOOSER, Effect.LOOSER: Effect.STRICTER}.get(self, self)


def more_is_stricter(before: Iterable[object], after: Iterable[object]) -> Effect:
    """Stricter where everything stays and something comes, looser where only something goes."""
    old, new = set(before), set(after)
    return Effect.STRICTER if old < new else Effect.LOOSER if new < old else Effect.OTHER


def higher_is_stricter(before: Ordered, after: Ordered) -> Effect:
    """By size or by day."""
    if before == after:
        return Effect.OTHER
    return Effect.STRICTER if after > before else Effect.LOOSER


def threshold_meaning(threshold: Threshold | None) -> Hashable:
    """What a threshold asks, however it is written: `none` is `at most 0`, `95.0%` is `95%`."""
    return None if threshold is None else (threshold.operator, threshold.bound, threshold.against)


def threshold_effect(before: Threshold | None, after: Threshold | None) -> Effect:
    """Stricter where every figure that meets the new one also met the old one, and not the other way round.

    A number where none was in force, or where it was still to be agreed, is stricter.
    """
    if before is None or after is None:
        return Effect.OTHER if before is after else Effect.STRICTER if before is None else Effect.LOOSER
    open_before, open_after = (t.against is Against.NOTHING_YET for t in (before, after))
    if open_before != open_after:
        return Effect.STRICTER if open_before else Effect.LOOSER
    if before.against is not after.against:
        return Effect.OTHER
    if before.bound is None or after.bound is None:
        order = ["not worse", "better"]
        known = before.operator in order and after.operator in order
        return higher_is_stricter(order.index(before.operator), order.index(after.operator)) if known else Effect.OTHER
    return _narrowed((before.operator, before.bound), (after.operator, after.bound))


def threshold_text(threshold: Threshold) -> str:
    """As written; in quotes where the sentence around it would run into it (`from at least 90% to “to be agreed”`)."""
    return f"“{threshold.text}”" if threshold.against is Against.NOTHING_YET else threshold.text


def threshold_moved(before: Threshold, after: Threshold) -> str:
    """`raised`, `lowered` or `changed`."""
    same_way = before.operator[0] == after.operator[0] and before.bound is not None and after.bound is not None
    if not same_way or before.bound == after.bound:
        return "changed"
    return "raised" if (after.bound or 0) > (before.bound or 0) else "lowered"


def _narrowed(before: tuple[str, Fraction], after: tuple[str, Fraction]) -> Effect:
    """By which figures still pass: `>= 5` asks more than `>= 4`, `> 5` more than `>= 5`, `<= 4` more than `<= 5`."""
    (old_sign, old), (new_sign, new) = before, after
    if old_sign[0] != new_sign[0] or old_sign[0] not in "<>":
        return Effect.OTHER
    if old == new:
        return higher_is_stricter(len(new_sign), len(old_sign))
    return higher_is_stricter(old, new) if old_sign[0] == ">" else higher_is_stricter(new, old)


def condition_meaning(condition: PlacedCondition | None) -> Hashable:
    """What a condition asks, whatever the order of its parts."""
    return None if condition is None else _meaning(condition.tree)


def _meaning(node: tree.Condition) -> Hashable:
    match node:
        case tree.All(parts) | tree.Any(parts):
            return type(node).__name__, frozenset(_meaning(part) for part in parts)
        case tree.Not(inner):
            return "Not", _meaning(inner)
        case tree.Comparison(operator=">" | ">=" as op, left=left, right=right):
            return "Comparison", tree.MIRRORED[op], right, left
        case tree.Comparison(operator=op, left=left, right=right):
            return "Comparison", op, left, right
        case tree.Truth(word):
            return "Truth", word


def condition_effect(before: PlacedCondition | None, after: PlacedCondition | None) -> Effect:
    """Stricter where the new condition holds less often, as far as its parts joined by `and` tell."""
    if before is None or after is None:
        return Effect.OTHER
    old, new = _parts(before.tree), _parts(after.tree)
    gone, come = [old[m] for m in old.keys() - new.keys()], [new[m] for m in new.keys() - old.keys()]
    if not gone or not come:
        return Effect.STRICTER if come else Effect.LOOSER if gone else Effect.OTHER
    match gone, come:
        case (
            [tree.Comparison(operator=op, left=left, right=tree.Number(old_bound))],
            [tree.Comparison(operator=new_op, left=new_left, right=tree.Number(new_bound))],
        ) if left == new_left:
            return _narrowed((op, old_bound), (new_op, new_bound))
    return Effect.OTHER


def _parts(node: tree.Condition) -> dict[Hashable, tree.Condition]:
    return {_meaning(part): part for part in (node.conditions if isinstance(node, tree.All) else (node,))}


def condition_text(condition: PlacedCondition | None) -> str:
    """The condition in English, in quotes; nothing where there is none."""
    return "" if condition is None else f"“{in_english(condition.tree)}”"
