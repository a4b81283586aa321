"""What was probably meant by a text that is no threshold, in words for the person who wrote it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from pxcommission.misspellings import is_slip_of_letters
from pxcommission.problems import shortened
from pxcommission.rulebook.condition_english import number_text

_SIGNS = {">=": "at least", "=>": "at least", "≥": "at least", "<=": "at most", "=<": "at most", "≤": "at most",
          ">": "more than", "<": "less than"}  # fmt: skip
_SAME = {
    "at most": ("no more than", "not more than", "up to", "maximum", "maximum of", "a maximum of", "at the most"),
    "at least": ("no less than", "not less than", "no fewer than", "not fewer than", "minimum", "minimum of",
                 "a minimum of", "at the least"),
    "more than": ("greater than",),
    "less than": ("fewer than",),
    "not worse than": ("no worse than",),
}  # fmt: skip
"""Each beginning of a sentence of the closed list, with the words people write that mean exactly the same."""
_MEANS = {words: meant for meant, others in _SAME.items() for words in others}
_PLAIN = r"[0-9]{1,9}(?:\.[0-9]{1,6})?"
_NUMBER = re.compile(_PLAIN)
_STATED = re.compile(rf"{_PLAIN} ?%?")
_NEGATIONS = frozenset({"no", "not", "never", "none", "nor", "without", "worse"})
_NEVER_GUESSED = frozenset({"none"})
_CLOSED_LIST = "write at least 95%, at most 5, more than, less than, none, all, to be agreed, better than England, …"
_NEAR, _LONGEST = 0.6, 200


class Slip(Struct, frozen=True):
    """What is wrong, how to mend it, and the sentence that takes its place where that is certain."""

    message: str
    fix: str
    mended: str = ""


def slip_of(text: str, sentences: Sequence[str]) -> Slip:
    """What is wrong with a text that is none of the threshold sentences."""
    said, shown = " ".join(text.split()), f"'{shortened(text)}'"
    if not said:
        return Slip("the threshold is empty", _CLOSED_LIST)
    if len(said) > _LONGEST:
        return Slip(f"{shown} is not a threshold", _CLOSED_LIST)
    if re.search(r"(^|\s)[-−]\s?[0-9]", said):
        return Slip(f"{shown} is not a threshold: a share or a count is never negative", "write a number from 0")
    alone = re.fullmatch(rf"({_PLAIN})\s?(%|percent|per cent)?", said)
    if alone:
        return _number_alone(shown, alone[1], alone[2] is not None)
    odd = _odd_number(shown, said)
    if odd is not None:
        return odd
    signed = re.fullmatch(r"(>=|=>|≥|<=|=<|≤|>|<)\s*(.+)", said)
    if signed and _STATED.fullmatch(signed[2]):
        mended = f"{_SIGNS[signed[1]]} {signed[2]}"
        return Slip(f"{shown} is not a threshold: it is written in words", f"write `{mended}`", mended)
    return _in_other_words(shown, said, sentences) or _near_sentence(shown, said, sentences)


def _number_alone(shown: str, number: str, percent: bool) -> Slip:
    """A number without the words that say which way it counts."""
    if not percent and 0 < Fraction(number) < 1:
        meant = number_text(Fraction(number) * 100)
        fix = f"a share is written in percent: write `at least {meant}%` or `at most {meant}%`"
        return Slip(f"{shown} is a fraction, not a threshold: it says neither which way nor percent", fix)
    end = "%" if percent else ""
    fix = f"write `at least {number}{end}` or `at most {number}{end}`" + ("" if percent else ", with % for a share")
    return Slip(f"{shown} is a number, not a threshold: it does not say which way", fix)


def _odd_number(shown: str, said: str) -> Slip | None:
    """A number that is not written plainly, or two of them; None where there is one plain number or none."""
    if re.search(r"\b(nan|inf|infinity)\b|[0-9]\s?e[-+]?[0-9]|\b0x", said, re.IGNORECASE):
        return Slip(
            f"{shown} is not a threshold: its number is not a plain one", "write digits, such as `at least 95%`"
        )
    groups = [group for group in re.findall(r"[0-9.,]+", said) if group.strip(".,")]
    if len(groups) > 1:
        return Slip(f"{shown} is not a threshold: it has {len(groups)} numbers", "write one number: `at least 95%`")
    if groups and not _NUMBER.fullmatch(groups[0]):
        message = f"{shown} is not a threshold: its number is not a plain one"
        return Slip(message, "write digits, such as `at least 95%`, `at least 97.5%` or `at most 1000`")
    return None


def _in_other_words(shown: str, said: str, sentences: Sequence[str]) -> Slip | None:
    """Words that mean exactly one sentence of the closed list: `no more than 5` is `at most 5`."""
    in_full = re.fullmatch(rf"(.+ {_PLAIN}) ?per ?cent", said)
    if in_full:
        return Slip(f"{shown} is not a threshold: per cent is written as %", f"write `{in_full[1]}%`")
    words = max((one for one in _MEANS if said.lower().startswith(f"{one} ")), key=len, default="")
    if not words:
        return None
    mended = f"{_MEANS[words]} {said[len(words) + 1 :]}"
    if not _STATED.fullmatch(said[len(words) + 1 :]) and mended not in sentences:
        return None
    return Slip(
        f"{shown} is not a threshold: '{words}' is `{_MEANS[words]}` in the closed list", f"write `{mended}`", mended
    )


def _near_sentence(shown: str, said: str, sentences: Sequence[str]) -> Slip:
    """The nearest sentence, as a question; put in its place only for a slip of the pen within its words."""
    number = _NUMBER.search(said)
    known = [_NUMBER.sub(number[0], sentence) if number else sentence for sentence in sentences]
    known = list(dict.fromkeys([*known, *(one.removesuffix("%") for one in known)]))
    certain = [one for one in known if _is_misspelt(said, one, sentences)]
    if len(certain) == 1:
        return Slip(f"{shown} is not a threshold; did you mean '{certain[0]}'?", f"write `{certain[0]}`", certain[0])
    likely = [one for one in known if _negations(one) == _negations(said)]
    ranked = sorted(likely, key=lambda one: -difflib.SequenceMatcher(None, said, one).ratio())
    if not ranked or difflib.SequenceMatcher(None, said, ranked[0]).ratio() < _NEAR:
        return Slip(f"{shown} is not a threshold", _CLOSED_LIST)
    return Slip(f"{shown} is not a threshold; did you mean '{ranked[0]}'?", _CLOSED_LIST)


def _negations(sentence: str) -> list[str]:
    return [word for word in sentence.lower().split() if word in _NEGATIONS]


def _is_misspelt(said: str, sentence: str, sentences: Sequence[str]) -> bool:
    """Whether a text is a sentence word by word, each with at most a letter wrong, the number as it stands.

    A word that is itself one of the closed list's is never a slip of another; one that could be two of them is neither.
    """
    closed = {word.lower() for one in sentences for word in one.split() if word.isalpha()}
    written, meant = re.sub(r" %$", "%", said).split(" "), sentence.split(" ")
    if len(written) != len(meant):
        return False
    for word, wanted in zip(written, meant, strict=True):
        if word.lower() == wanted.lower():
            continue
        near = {one for one in closed - _NEVER_GUESSED if is_slip_of_letters(word.lower(), one)}
        if word.lower() in closed or near != {wanted.lower()}:
            return False
    return True
