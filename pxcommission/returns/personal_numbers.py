"""Where a plain text holds an NHS number or a telephone number, however its digits are parted.

Every pattern looks at a bounded number of characters from where it begins, so the time is in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_PARTED = r"[ \n.,:;/\\|_*~'()+-]{0,3}"
_NHS_NUMBER = re.compile(
    rf"(?<!\d)(?:(?<!\d\.)\d{{10}}|\d{{3}}{_PARTED}\d{{3}}{_PARTED}\d{{4}}(?<!\d{{10}}))(?!\d)", re.ASCII
)
_NHS_NUMBER_GROUPED = re.compile(
    r"(?<![\d.])(?<!\d[ ,-])(?:\d{5}[ -]\d{5}|\d{4}[ -]\d{3}[ -]\d{3}|\d{3}[ -]\d{4}[ -]\d{3}|\d{4}[ -]\d{4}[ -]\d\d)(?![ ,.-]?\d)",
    re.ASCII,
)
_NHS_NUMBER_BY_DIGITS = re.compile(r"(?<!\d)\d([ \n.,:;/|_-]{1,3})\d(?:\1\d){8}(?!\d)(?!\1\d)", re.ASCII)
_NHS_NUMBER_NAMED = re.compile(rf"\bNHS\D{{0,30}}(\d(?:{_PARTED}\d){{9}})(?!\d)", re.ASCII | re.IGNORECASE)
_DIGIT_WORDS = {
    word: digit
    for digit, words in enumerate(
        ["zero|oh|nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    )
    for word in words.split("|")
}
_DIGIT_WORD = rf"(?:{'|'.join(_DIGIT_WORDS)})"
_NHS_NUMBER_IN_WORDS = re.compile(rf"\b{_DIGIT_WORD}(?:[ \n,.-]{{1,2}}{_DIGIT_WORD}){{9}}\b", re.IGNORECASE)
_NHS_NUMBERS = (
    (_NHS_NUMBER, 0),
    (_NHS_NUMBER_GROUPED, 0),
    (_NHS_NUMBER_BY_DIGITS, 0),
    (_NHS_NUMBER_NAMED, 1),
    (_NHS_NUMBER_IN_WORDS, 0),
)
_OF_A_BOOK = re.compile(
    r"isbn\W{0,2}(?:1[03])?(?: ?(?:no|num|number)\b)?(?: ?is)?[\W_]{0,4}(?:97[89][\W_]?)?$", re.IGNORECASE
)
_BOOK_FOLLOWS = re.compile(r"[\W_]{0,3}isbn", re.IGNORECASE)
_GAP = r"[ \n.()/_-]{0,3}"
_HOURS = r"(?!0\d[0-5]\d ?- ?[0-2]\d[0-5]\d(?!\d))"
_TELEPHONE = re.compile(
    rf"(?<![\d+])(?<!\d[./-])(?:"
    rf"\(?(?:\+|00) ?44\)?{_GAP}(?:\(0\)|0)?{_GAP}[1235789](?:{_GAP}\d){{8,9}}"
    rf"|\(?44\)?[ -]?(?:\(0\))?[ -]?7(?:[ -]?\d){{9}}"
    rf"|{_HOURS}\(?0[1235789]\d(?:{_GAP}\d){{7,8}}"
    rf"|0[1235789]\d{{2,3}},\d{{3}},?\d{{3,4}})(?![.-]?\d)",
    re.ASCII,
)
_TELEPHONE_BY_DIGITS = re.compile(r"(?<!\d)0([ .,_-])[1235789](?:\1\d){8,9}(?!\d)(?!\1\d)", re.ASCII)
_LOCAL_TELEPHONE = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|ring|call|fax)\b\.?(?: (?:no|number|on|me|us|him|her|them|is)\b\.?){0,3}[ :]{1,3}"
    r"(\d{3}[ -]?\d{3,4}|\d{2,3}[ -]?\d{2}[ -]?\d{2}|\d{4}[ -]?\d{4}|7\d{3}[ -]?\d{3}[ -]?\d{3})(?![ -]?\d)",
    re.ASCII | re.IGNORECASE,
)


def nhs_numbers(text: str) -> Iterator[Span]:
    """Ten digits that pass the check of an NHS number (modulus 11), however they are parted; not the number of a book."""
    for pattern, group in _NHS_NUMBERS:
        for found in pattern.finditer(text):
            in_a_list = pattern is _NHS_NUMBER_BY_DIGITS and _of_a_longer_list(text, found)
            if is_nhs_number(_digits(found[group])) and not in_a_list and not _of_a_book(text, *found.span(group)):
                yield found.span(group)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the check of an NHS number (modulus 11); ten equal digits are no number."""
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10 and len(set(digits)) > 1


def telephone_numbers(text: str) -> Iterator[Span]:
    """Numbers of ten or eleven digits from 01 to 09, also from +44; shorter ones where the text says that it is one."""
    for pattern, group in ((_TELEPHONE, 0), (_TELEPHONE_BY_DIGITS, 0), (_LOCAL_TELEPHONE, 1)):
        for found in pattern.finditer(text):
            in_a_list = pattern is _TELEPHONE_BY_DIGITS and _of_a_longer_list(text, found)
            if not in_a_list and not _of_a_book(text, *found.span(group)):
                yield found.span(group)


def _digits(written: str) -> str:
    figures = "".join(character for character in written if character.isdecimal())
    return figures or "".join(str(_DIGIT_WORDS[word]) for word in re.findall("[a-z]+", written.lower()))


def _of_a_longer_list(text: str, found: re.Match[str]) -> bool:
    """Whether a further single digit, parted in the same way, stands before single digits: then they are counts."""
    return re.search(rf"\d{re.escape(found[1])}$", text[max(0, found.start() - 4) : found.start()]) is not None


def _of_a_book(text: str, start: int, end: int) -> bool:
    """Whether a text calls these digits the number of a book, right before or after them."""
    before = text[max(0, start - 24) : start]
    return _OF_A_BOOK.search(before) is not None or _BOOK_FOLLOWS.match(text[end : end + 8]) is not None
