"""Where a plain text holds an e-mail address or a postcode.

Every pattern looks at a bounded number of characters from where it begins, so the time is in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pxcommission.returns.personal_names import OTHER_ENDINGS, is_ordinary
from pxcommission.returns.personal_words import ENDS_OF_OTHER_CODES, NOT_THE_END_OF_A_POSTCODE, POSTCODE_AREAS

Span = tuple[int, int]

_ENDING = r"(?=(?:com|co|org|net|nhs|ac|gov|uk|info|me|eu|ie|example)\b)"
_EMAIL = re.compile(
    rf"(?<=[\w.%+'-]) ?@[ \n]{{0,2}}(?:[\w-]{{1,63}}(?:\.| ?[.,][ \n]?{_ENDING})){{1,8}}[^\W\d_]{{2,24}}", re.IGNORECASE
)
_LOCAL_PART = re.compile(r"[\w.%+'-]+")
_AT = r" ?[\[({<] ?at ?[\])}>] ?"
_DOT = r" ?[\[({<] ?(?:dot|\.) ?[\])}>] ?|[ _-]dot[ _-]|\."
_SPELT_EMAIL = re.compile(
    rf"(?<=\w)(?:{_AT}[\w-]{{1,63}}(?:(?:{_DOT})[\w-]{{1,63}}){{1,6}}"
    r"| at [\w-]{1,63}(?: dot [\w-]{1,63}){1,6}|[_-]at[_-][a-z0-9]{1,63}(?:[_-]dot[_-][a-z0-9]{1,63}){1,6}"
    r"| at (?:gmail|googlemail|hotmail|yahoo|outlook|icloud|live|aol|btinternet|sky|msn|protonmail|nhs)(?: ?dot ?|[ .])(?:com|net|co[. ]uk))\b",
    re.IGNORECASE,
)
_EMAIL_SAID = re.compile(r"\be-?mail\b[\w .:'-]{0,40}?( at (?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24})\b", re.IGNORECASE)
_AT_A_SITE = re.compile(r"(?<=\w)( at (?!www\.)(?:[\w-]{1,63}\.){1,6}(?:com|net|org|uk|eu|ie))\b", re.IGNORECASE)
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])(?:([A-Za-z]{1,2})(?:[0-9]{1,2}|[0-9][A-Za-z])([ \n]{0,4}|[ ]?[-./,_][ ]?)([0-9] ?[A-Za-z]{2})|GIR {0,3}0AA|BFPO ?[0-9]{1,4})"
    r"(?![A-Za-z0-9])"
)


def email_addresses(text: str) -> Iterator[Span]:
    """Addresses with @, and those spelt `name at example dot org`."""
    for pattern in (_EMAIL, _SPELT_EMAIL):
        for found in pattern.finditer(text):
            yield _local_part(text, found.start()), found.end()
    for pattern in (_EMAIL_SAID, _AT_A_SITE):
        for found in pattern.finditer(text):
            start = _local_part(text, found.start(1))
            name = text[start : found.start(1)]
            if pattern is _EMAIL_SAID or (re.search(r"[^\W\d_]{3}", name) and not is_ordinary(name, OTHER_ENDINGS)):
                yield start, found.end()


def _local_part(text: str, end: int) -> int:
    """Where the name before an at sign begins."""
    name = _LOCAL_PART.match(text[max(0, end - 64) : end][::-1])
    return end - (name.end() if name else 0)


def postcodes(text: str) -> Iterator[Span]:
    """Postcodes of an area that there is, in capitals or small letters, also over the end of a line."""
    for found in _POSTCODE.finditer(text):
        if found[1] is None or _is_postcode(found):
            yield found.span()


def _is_postcode(found: re.Match[str]) -> bool:
    area, gap, inward = found[1].upper(), found[2], found[3]
    end = inward[-2:]
    if set(end.upper()) & set("CIKMOV") or area not in POSTCODE_AREAS:
        return False
    if " " in inward and (not found[0].isupper() or end in ENDS_OF_OTHER_CODES or gap.strip(" ")):
        return False
    return not (set(gap) & set(" \n,") and inward in NOT_THE_END_OF_A_POSTCODE)
