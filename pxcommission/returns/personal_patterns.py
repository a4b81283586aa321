"""Every detector of personal details in a plain text, and the one for birth dates.

Every pattern looks at a bounded number of characters from where it begins, so the time is in proportion to the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pxcommission.returns.personal_addresses import email_addresses, postcodes
from pxcommission.returns.personal_names import names
from pxcommission.returns.personal_numbers import Span, nhs_numbers, telephone_numbers

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


def birth_dates(text: str) -> Iterator[Span]:
    """Dates beside a word for birth (`dob`, `date of birth`, `born`); an age or a span of births is none."""
    spoken_of = _BIRTH_WORD.search(text) is not None
    for pattern in (_BIRTH_THEN_DATE, _DATE_THEN_BIRTH, _BORN) if spoken_of else (_BORN,):
        yield from (found.span() for found in pattern.finditer(text))


DETECTORS: tuple[tuple[str, Callable[[str], Iterator[Span]]], ...] = (
    ("an NHS number", nhs_numbers),
    ("an e-mail address", email_addresses),
    ("a telephone number", telephone_numbers),
    ("a postcode", postcodes),
    ("a date of birth", birth_dates),
    ("a person's name", names),
)
