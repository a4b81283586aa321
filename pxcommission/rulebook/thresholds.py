"""Thresholds: a closed list of sentences, read exactly; what a figure is held against, and how many cases short it is."""

from __future__ import annotations

import functools
import re
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Annotated, Any

from msgspec import Struct
from pydantic import BeforeValidator

from pxcommission.problems import shortened
from pxcommission.rulebook.condition_english import number_text
from pxcommission.rulebook.conditions import COMPARE
from pxcommission.schema_types import names
from pxcommission.strict_models import Day, wrong
from pxcommission.yaml_text import Nothing, Place, PlacedText


class Against(StrEnum):
    """What a figure is compared with."""

    NUMBER = "a number"
    ENGLAND = "England"
    YEAR_BEFORE = "the same period last year"
    NOTHING_YET = "to be agreed"


class Threshold(Struct, frozen=True):
    """One threshold: a comparison with a bound (a proportion as a fraction of 1), or with another figure."""

    text: str
    operator: str
    bound: Fraction | None
    percent: bool
    against: Against

    @property
    def relative(self) -> bool:
        """Whether it compares with other providers: it opens a question, nothing more."""
        return self.against is Against.ENGLAND


_NUMBER = r"(?P<number>[0-9]{1,9}(?:\.[0-9]{1,6})?)(?P<percent> ?%)?"
_SENTENCES = (
    (re.compile(rf"at least {_NUMBER}"), ">="),
    (re.compile(rf"at most {_NUMBER}"), "<="),
    (re.compile(rf"more than {_NUMBER}"), ">"),
    (re.compile(rf"less than {_NUMBER}"), "<"),
)
_WORDS = {
    "none": ("<=", Against.NUMBER),
    "all": (">=", Against.NUMBER),
    "to be agreed": (">=", Against.NOTHING_YET),
    "better than England": ("better", Against.ENGLAND),
    "not worse than England": ("not worse", Against.ENGLAND),
    "better than the same quarter last year": ("better", Against.YEAR_BEFORE),
    "not worse than the same quarter last year": ("not worse", Against.YEAR_BEFORE),
    "better than the same period last year": ("better", Against.YEAR_BEFORE),
    "not worse than the same period last year": ("not worse", Against.YEAR_BEFORE),
}
SENTENCES = ("at least 95%", "at most 5", "more than 90%", "less than 10", *_WORDS)


def read_threshold(text: str) -> Threshold | None:
    """The threshold a sentence states; None when it is not one of the closed list."""
    return _threshold_of(" ".join(text.split()))


@functools.lru_cache(maxsize=1024)
def _threshold_of(sentence: str) -> Threshold | None:
    for pattern, comparison in _SENTENCES:
        found = pattern.fullmatch(sentence)
        if found:
            percent = found["percent"] is not None
            bound = Fraction(found["number"]) / (100 if percent else 1)
            return Threshold(sentence, comparison, bound, percent, Against.NUMBER)
    if sentence in _WORDS:
        comparison, against = _WORDS[sentence]
        stated = {"none": Fraction(0), "all": Fraction(1)}.get(sentence)
        return Threshold(sentence, comparison, stated, sentence == "all", against)
    return None


class PlacedThreshold(Struct, frozen=True):
    """A threshold with its place in a file; `written` is its sentence where it stands there unquoted."""

    threshold: Threshold
    place: Place
    written: str = ""


def _placed_threshold(value: Any) -> PlacedThreshold:
    if isinstance(value, Nothing):
        raise wrong("there is no threshold here", "write a sentence such as `at least 95%`", "PX116")
    if not isinstance(value, PlacedText):
        raise wrong("a threshold sentence is expected here, such as `at least 95%`", "write one line of text", "PX116")
    found = read_threshold(value)
    if found is None:
        from pxcommission.rulebook.threshold_slips import slip_of

        slip = slip_of(value, SENTENCES)
        mended = slip.mended if read_threshold(slip.mended) else ""
        raise wrong(slip.message, slip.fix, "PX116", mended)
    if found.percent and found.bound is not None and found.bound > 1:
        message = f"a share can't be over 100%; found '{shortened(value)}'"
        raise wrong(message, "write a threshold from 0% to 100%", "PX118")
    return PlacedThreshold(found, value.place, str(value) if value.plain else "")


def _dated(value: Any) -> Any:
    """A contract's thresholds, each under its day; a sentence alone is told so."""
    if isinstance(value, PlacedText):
        fix = f"write it on a line of its own with its day, such as `2025-04-01: {shortened(value, 40)}`"
        raise wrong("a threshold in a contract has the day it came into force", fix, "PX182")
    return value


ThresholdSentence = Annotated[PlacedThreshold, BeforeValidator(_placed_threshold), names("threshold")]
DatedThresholds = Annotated[dict[Day, ThresholdSentence], BeforeValidator(_dated)]


def operator_for(threshold: Threshold, better: str) -> str:
    """The comparison to make; "better" and "not worse" depend on which way the measure is better."""
    if threshold.operator == "better":
        return ">" if better == "higher" else "<"
    if threshold.operator == "not worse":
        return ">=" if better == "higher" else "<="
    return threshold.operator


def meets(numerator: int, denominator: int | None, operator: str, bound: Fraction) -> bool:
    """Whether a figure meets a bound, compared as exact fractions."""
    return COMPARE[operator](Fraction(numerator, 1 if denominator is None else denominator), bound)


def cases_short(numerator: int, denominator: int | None, operator: str, bound: Fraction) -> int:
    """How many cases short of met a figure is, with its denominator as it is; 0 when it is met.

    For "at least" that many more good answers were needed; for "at most" that many fewer bad ones.
    """
    at = bound * (1 if denominator is None else denominator)
    match operator:
        case ">=":
            return max(0, ceil(at) - numerator)
        case ">":
            return max(0, floor(at) + 1 - numerator)
        case "<=":
            return max(0, numerator - floor(at))
        case _:
            return max(0, numerator - ceil(at) + 1)


def bound_text(bound: Fraction, percent: bool) -> str:
    """`95%` or `5`."""
    return f"{number_text(bound * 100)}%" if percent else number_text(bound)
