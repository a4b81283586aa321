"""What was probably meant by a text that is no threshold, in words for the person who wrote it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pxcommission.problems import shortened
from pxcommission.rulebook.condition_english import number_text

_SIGNS = {">=": "at least", "=>": "at least", "≥": "at least", "<=": "at most", "=<": "at most", "≤": "at most",
          ">": "more than", "<": "less than"}  # fmt: skip
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_CLOSED_LIST = "write at least 95%, at most 5, more than, less than, none, all, to be agreed, better than England, …"
_NEAR, _VERY_NEAR = 0.6, 0.85


@dataclass(frozen=True)
class Slip:
    """What is wrong, how to mend it, and the sentence that takes its place where that is certain."""

    message: str
    fix: str
    mended: str = ""


def slip_of(text: str, sentences: Sequence[str]) -> Slip:
    """What is wrong with a text that is none of the threshold sentences."""
    said, shown = " ".join(text.split()), f"'{shortened(text)}'"
    if not said:
        return Slip("the threshold is empty", _CLOSED_LIST)
    if re.search(r"(^|\s)[-−]\s?[0-9]", said):
        return Slip(f"{shown} is not a threshold: a share or a count is never negative", "write a number from 0")
    if re.search(r"\b(nan|inf|infinity)\b|[0-9]\s?e[-+]?[0-9]|\b0x", said, re.IGNORECASE):
        return Slip(
            f"{shown} is not a threshold: its number is not a plain one", "write digits, such as `at least 95%`"
        )
    signed = re.fullmatch(r"(>=|=>|≥|<=|=<|≤|>|<)\s*(.+)", said)
    if signed:
        mended = f"{_SIGNS[signed[1]]} {signed[2]}"
        return Slip(f"{shown} is not a threshold: it is written in words", f"write `{mended}`", mended)
    alone = re.fullmatch(rf"({_NUMBER.pattern})\s?(%|percent|per cent)?", said)
    if alone:
        return _number_alone(shown, alone[1], alone[2] is not None)
    return _near_sentence(shown, said, sentences)


def _number_alone(shown: str, number: str, percent: bool) -> Slip:
    """A number without the words that say which way it counts."""
    if not percent and 0 < Fraction(number) < 1:
        meant = number_text(Fraction(number) * 100)
        fix = f"a share is written in percent: write `at least {meant}%` or `at most {meant}%`"
        return Slip(f"{shown} is a fraction, not a threshold: it says neither which way nor percent", fix)
    end = "%" if percent else ""
    fix = f"write `at least {number}{end}` or `at most {number}{end}`" + ("" if percent else ", with % for a share")
    return Slip(f"{shown} is a number, not a threshold: it does not say which way", fix)


def _near_sentence(shown: str, said: str, sentences: Sequence[str]) -> Slip:
    number = _NUMBER.search(said)
    known = [_NUMBER.sub(number[0], sentence) if number else sentence for sentence in sentences]
    known = list(dict.fromkeys([*known, *(one.removesuffix("%") for one in known)]))
    ranked = sorted(known, key=lambda one: -difflib.SequenceMatcher(None, said, one).ratio())
    best = difflib.SequenceMatcher(None, said, ranked[0]).ratio()
    if best < _NEAR:
        return Slip(f"{shown} is not a threshold", _CLOSED_LIST)
    same_unit = ranked[0].endswith("%") == said.endswith("%")
    mended = ranked[0] if best >= _VERY_NEAR and same_unit else ""
    return Slip(f"{shown} is not a threshold; did you mean '{ranked[0]}'?", _CLOSED_LIST, mended)
