"""Where a plain text holds a title or a role with the name of a person after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pxcommission.returns.personal_words import NOT_A_NAME, ORDINARY_WORDS, ROLES, SURNAMES_TOO

Span = tuple[int, int]

_NAME = r"[^\W\d_]{1,30}(?:['’-][^\W\d_]{1,30}){0,2}"
_INITIALS = r"(?:[^\W\d_a-z](?:\. ?| )){0,3}"
_BEFORE_A_NAME = r"(?:(?:van|von|der|den|de|di|da|du|del|della|la|le|el|al|bin|ibn|ter|mac)[ -]){0,3}"
_TITLED = re.compile(
    rf"\b([Mm]rs?|MRS?|Ms|MS|[Mm]iss|MISS|Mx|MX|[Dd]r|DR|[Pp]rof(?:essor)?|PROF|Rev|Revd|Dame|Sir)\b\.?\s{{1,2}}{_INITIALS}"
    rf"{_BEFORE_A_NAME}({_NAME})"
)
_ROLE = "|".join(role.replace(" ", r"\s") for role in sorted(ROLES, key=len, reverse=True))
_ROLE_AND_NAME = re.compile(
    rf"\b(?i:{_ROLE})(?:,? (?:called|named|known as|is called))?\s{_INITIALS}({_NAME})(?!['’]s?\s(?i:hospital|ward|trust))"
)
_ROLE_NAMED = re.compile(rf"\b(?i:{_ROLE}),? (?:was |is )?(?:named|known as) ({_NAME})")
_A_PLACE = re.compile(
    r"(?:\s[A-Z][\w'’-]{0,30}){0,2}\s(?:hospital|ward|wing|centre|unit|clinic|suite)\b", re.IGNORECASE
)
_WRITTEN_SMALL = frozenset(("mr", "mrs", "dr", "prof", "professor"))
_SHORTENED = re.compile(r"(?:n['’]t|['’](?:s|d|ll|ve|re|m))$", re.IGNORECASE)
_NOT_THE_END_OF_A_NAME = ("ology", "ologist", "iatry", "iatric", "iatrics", "iatrist", "therapist", "therapy", "ness")
OTHER_ENDINGS = (
    *_NOT_THE_END_OF_A_NAME,
    "ed",
    "ing",
    "ly",
    "ful",
    "ous",
    "less",
    "able",
    "tion",
    "ments",
    "ment",
)


def names(text: str) -> Iterator[Span]:
    """A title or a role with the name of a person after it: `Dr Example`, `dr. example`, `Sister Example`, `a nurse called Example`."""
    for found in _TITLED.finditer(text):
        if _is_titled(found[1], found[2]) and not _is_a_place(text, found):
            yield found.span()
    for found in _ROLE_AND_NAME.finditer(text):
        if not found[1].isupper() and _begins_with_a_capital(found[1]) and not is_ordinary(found[1]):
            yield found.span()
    for found in _ROLE_NAMED.finditer(text):
        if not is_ordinary(found[1], OTHER_ENDINGS):
            yield found.span()


def _is_titled(title: str, word: str) -> bool:
    """Whether the word after a title is a name: not an ordinary word, unless it is a surname too."""
    if len(word) > 1 and word.isupper():
        return (title.isupper() or (title[0].isupper() and len(word) > 3)) and not is_ordinary(word, OTHER_ENDINGS)
    if _begins_with_a_capital(word):
        surname = word.lower() in SURNAMES_TOO
        return len(word) > 1 and not (_is_of_the_field(word) if surname else is_ordinary(word))
    small = title.lower() in _WRITTEN_SMALL and len(word) > 1
    return small and not title.isupper() and not is_ordinary(word, OTHER_ENDINGS)


def _begins_with_a_capital(word: str) -> bool:
    return any(part[:1].isupper() for part in re.split("['’-]", word) if len(part) > 1) or word[:1].isupper()


def _is_of_the_field(word: str) -> bool:
    plain = word.lower()
    return plain in NOT_A_NAME or _SHORTENED.search(word) is not None or plain.endswith(_NOT_THE_END_OF_A_NAME)


def is_ordinary(word: str, endings: tuple[str, ...] = _NOT_THE_END_OF_A_NAME) -> bool:
    """Whether a word is one that comments go on with, and no name: by the lists, as a shortened form, or by its ending."""
    plain = word.lower()
    first = plain.split("-")[0]
    return _is_of_the_field(word) or plain in ORDINARY_WORDS or first in ORDINARY_WORDS or plain.endswith(endings)


def _is_a_place(text: str, found: re.Match[str]) -> bool:
    return found[1] in ("Sir", "Dame") and _A_PLACE.match(text, found.end()) is not None
