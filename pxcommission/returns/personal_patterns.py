"""Where a plain text holds an NHS number, a telephone number, an e-mail address, a postcode, a birth date or a name.

Every pattern looks at a bounded number of characters from where it begins, so the time is in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pxcommission.returns.personal_words import NOT_A_NAME, NOT_THE_END_OF_A_POSTCODE, POSTCODE_AREAS, ROLES

Span = tuple[int, int]

_NHS_NUMBER = re.compile(r"(?<!\d)(?<!\d\.)\d{3}[ .-]{0,3}\d{3}[ .-]{0,3}\d{4}(?!\d)", re.ASCII)
_NHS_NUMBER_NAMED = re.compile(
    r"\bNHS(?: ?(?:no|number|num|id|#)\.?)?[ :=#-]{0,4}(\d(?:[ .-]{0,3}\d){9})(?!\d)", re.ASCII | re.IGNORECASE
)
_BOOK_NUMBER = re.compile(r"isbn", re.IGNORECASE)
_GAP = r"[ .()/-]{0,2}"
_TELEPHONE = re.compile(
    rf"(?<![\d+])(?<!\d[./-])(?:"
    rf"\(?(?:\+|00) ?44\)?{_GAP}(?:\(0\)|0)?{_GAP}[1235789](?:{_GAP}\d){{8,9}}"
    rf"|\(?44\)?[ -]?(?:\(0\))?[ -]?7(?:[ -]?\d){{9}}"
    rf"|\(?0[1235789]\d(?:{_GAP}\d){{7,8}})(?![.-]?\d)",
    re.ASCII,
)
_LOCAL_TELEPHONE = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|ring|call|fax)\b\.?(?: (?:no|number|on|me|us|him|her|them|is)\b\.?){0,3}[ :]{1,3}"
    r"(\d{3}[ -]?\d{3,4}|\d{2,3}[ -]?\d{2}[ -]?\d{2}|\d{4}[ -]?\d{4})(?![ -]?\d)",
    re.ASCII | re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<=[\w.%+'-]) ?@ ?(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_LOCAL_PART = re.compile(r"[\w.%+'-]+")
_SPELT_EMAIL = re.compile(
    r"(?<=\w)(?: ?[\[({] ?at ?[\])}] ?[\w-]{1,63}(?:(?: ?[\[({] ?dot ?[\])}] ?| dot |\.)[\w-]{1,63}){1,6}"
    r"| at [\w-]{1,63}(?: dot [\w-]{1,63}){1,6})",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])(?:([A-Za-z]{1,2})(?:[0-9]{1,2}|[0-9][A-Za-z])([ \t]{0,3})([0-9][A-Za-z]{2})|GI[R] {0,3}0AA)(?![A-Za-z0-9])"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_DAY = r"(?:[0-3]?\d)(?: ?[snrt][tdh])?"
_DATE = (
    rf"(?:{_DAY} ?[/. -] ?[01]?\d ?[/. -] ?(?:\d{{4}}|\d{{2}})|\d{{4}} ?[/.-] ?[01]?\d ?[/.-] ?[0-3]?\d"
    rf"|{_DAY}(?: of)?[ ./-]{{0,2}}{_MONTH}[ .,/-]{{0,3}}'?(?:\d{{4}}|\d{{2}})"
    rf"|{_MONTH}\.? {_DAY},? (?:\d{{4}}|\d{{2}}))(?!\d)"
)
_BIRTH = r"(?:\bd\.? ?o\.? ?b\b\.?|\b(?:date|day) of birth\b|\bbirth[ -]?(?:date|day)\b)"
_BIRTH_WORD = re.compile(_BIRTH, re.IGNORECASE)
_FILLING = r"(?:[ :=(,.-]|is|was|on|as|given|recorded|the|of){0,8}"
_BIRTH_THEN_DATE = re.compile(
    rf"{_BIRTH}{_FILLING}(?:{_DATE}|\d{{8}}(?!\d)|\d{{6}}(?!\d)|(?:19|20)\d\d(?![\d/-]))", re.IGNORECASE
)
_DATE_THEN_BIRTH = re.compile(
    rf"(?<!\d){_DATE}(?:[ ,()-]|is|was|as|her|his|their|the|my|patient's|patient){{0,8}}{_BIRTH}", re.IGNORECASE
)
_BORN = re.compile(
    rf"\b(?:born|b\.)(?: on)?(?: the)?[ :,]{{1,3}}{_DATE}(?! {{0,2}}(?:to|and|until|or|-) {{0,2}}{_DATE})",
    re.IGNORECASE,
)
_NAME = r"[A-Z](?:[a-z]{1,30}|['’][A-Z][a-z]{1,30})(?:[A-Z][a-z]{1,30})?"
_INITIALS = r"(?:[A-Z]\.? ?){0,3}"
_TITLED = re.compile(
    rf"\b(?:[Mm]rs?|MRS?|Ms|MS|[Mm]iss|MISS|Mx|MX|[Dd]r|DR|[Pp]rof(?:essor)?|PROF|Rev|Revd|Dame|Sir)\b\.?\s{{1,2}}{_INITIALS}"
    rf"({_NAME}|(?<=[A-Z]\s)[A-Z]{{2,30}}(?:['’-][A-Z]{{2,30}})?)\b"
)
_MR_IN_SMALL_LETTERS = re.compile(r"\bmrs?\.? ([a-z]{2,30})\b")
_ROLE = "|".join(role.replace(" ", r"\s") for role in sorted(ROLES, key=len, reverse=True))
_ROLE_AND_NAME = re.compile(
    rf"\b(?i:{_ROLE})(?:,? (?:called|named|known as|is called))?\s(?:[A-Z]\.? ){{0,2}}({_NAME})\b(?!['’]s?\s(?i:hospital|ward|trust))"
)


def nhs_numbers(text: str) -> Iterator[Span]:
    """Ten digits that pass the check of an NHS number (modulus 11), however they are parted; not the number of a book."""
    for pattern, group in ((_NHS_NUMBER, 0), (_NHS_NUMBER_NAMED, 1)):
        for found in pattern.finditer(text):
            digits = "".join(character for character in found[group] if character.isdigit())
            before = text[max(0, found.start() - 24) : found.start()]
            if is_nhs_number(digits) and not _BOOK_NUMBER.search(before):
                yield found.span(group)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the check of an NHS number (modulus 11); ten equal digits are no number."""
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10 and len(set(digits)) > 1


def telephone_numbers(text: str) -> Iterator[Span]:
    """Numbers of ten or eleven digits from 01 to 09, also from +44; shorter ones where the text says that it is one."""
    yield from (found.span() for found in _TELEPHONE.finditer(text))
    yield from (found.span(1) for found in _LOCAL_TELEPHONE.finditer(text))


def email_addresses(text: str) -> Iterator[Span]:
    """Addresses with @, and those spelt `name at example dot org`."""
    for pattern in (_EMAIL, _SPELT_EMAIL):
        for found in pattern.finditer(text):
            name = _LOCAL_PART.match(text[max(0, found.start() - 64) : found.start()][::-1])
            yield found.start() - (name.end() if name else 0), found.end()


def postcodes(text: str) -> Iterator[Span]:
    """Postcodes in capitals of any area, and in small or mixed letters of an area that there is."""
    for found in _POSTCODE.finditer(text):
        if found[1] is None or _is_postcode(found):
            yield found.span()


def _is_postcode(found: re.Match[str]) -> bool:
    written, area, inward = found[0], found[1].upper(), found[3]
    if set(inward[1:].upper()) & set("CIKMOV"):
        return False
    if inward in NOT_THE_END_OF_A_POSTCODE and found[2]:
        return False
    return area in POSTCODE_AREAS or (written.isupper() and area[0] not in "QVX" and area[1:] not in ("I", "J"))


def birth_dates(text: str) -> Iterator[Span]:
    """Dates beside a word for birth (`dob`, `date of birth`, `born`); an age or a span of births is none."""
    spoken_of = _BIRTH_WORD.search(text) is not None
    for pattern in (_BIRTH_THEN_DATE, _DATE_THEN_BIRTH, _BORN) if spoken_of else (_BORN,):
        yield from (found.span() for found in pattern.finditer(text))


def names(text: str) -> Iterator[Span]:
    """A title or a role with the name of a person after it: `Dr Example`, `Sister Example`, `a nurse called Example`."""
    for pattern in (_TITLED, _MR_IN_SMALL_LETTERS, _ROLE_AND_NAME):
        for found in pattern.finditer(text):
            if found[1].lower() not in NOT_A_NAME:
                yield found.span()


DETECTORS: tuple[tuple[str, Callable[[str], Iterator[Span]]], ...] = (
    ("an NHS number", nhs_numbers),
    ("an e-mail address", email_addresses),
    ("a telephone number", telephone_numbers),
    ("a postcode", postcodes),
    ("a date of birth", birth_dates),
    ("a person's name", names),
)
