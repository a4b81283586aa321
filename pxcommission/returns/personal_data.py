"""Whether a free text may hold personal details; what kinds, never the details themselves."""

from __future__ import annotations

import re

_NHS_NUMBER = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)", re.ASCII)
_KINDS = (
    ("an e-mail address", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    ("a telephone number", re.compile(r"(?<!\d)(?:\+44 ?|0)(?:\d ?){9,10}(?!\d)", re.ASCII)),
    ("a postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")),
    ("a date of birth", re.compile(r"\b(?:d\.?o\.?b\.?|born|date of birth)\b.{0,12}\d", re.IGNORECASE)),
    ("a person's name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? [A-Z][a-z]+")),
)


def personal_details(text: str) -> tuple[str, ...]:
    """The kinds of personal details a text seems to hold, such as `an NHS number`; nothing when it seems to hold none."""
    kinds = ["an NHS number"] if any(_is_nhs_number("".join(m.groups())) for m in _NHS_NUMBER.finditer(text)) else []
    return tuple(kinds + [kind for kind, pattern in _KINDS if pattern.search(text)])


def _is_nhs_number(digits: str) -> bool:
    """Whether ten digits pass the check of an NHS number (modulus 11)."""
    check = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check % 11 == int(digits[9]) and check != 10 and len(set(digits)) > 1
