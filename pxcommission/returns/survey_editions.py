"""The national surveys by the letters of their files, and where each edition asks for the experience as a whole.

A table of data: a new edition is a new line with its source. `verified` is true only when a person has compared the number with a
published file of that edition.
"""

from __future__ import annotations

import re

from msgspec import Struct

SERVICES = {"IP": "inpatient", "UEC": "emergency", "ED": "emergency", "MAT": "maternity", "CMH": "mental health"}
"""The service each survey asks about, by the letters its files and sheets begin with."""

_CODE = re.compile(r"(?<![A-Za-z])(IP|UEC|ED|MAT|CMH)([0-9]{2})(?![0-9])", re.IGNORECASE)


class SurveyEdition(Struct, frozen=True):
    """One survey of one year: the question about the experience as a whole, by the suffix of its columns."""

    code: str
    overall: str
    source: str
    verified: bool = False


EDITIONS = {
    one.code: one
    for one in (
        SurveyEdition("IP20", "q45", "a program that reads the published file of the survey"),
        SurveyEdition("CMH20", "q35", "a program that reads the published file of the survey"),
        SurveyEdition("UEC20", "q47", "a program that reads the published file of the survey, type 1"),
        SurveyEdition("UEC20 type 3", "t39", "a program that reads the published file of the survey, type 3"),
    )
}
"""The question moves with every edition: what is not listed here is not known, and is not guessed."""


def survey_code(*names: str) -> str | None:
    """`IP20`, from the first of these names (a sheet's, then the file's) that holds the code of a survey."""
    for name in names:
        if found := _CODE.search(name.replace("_", " ")):
            return found[1].upper() + found[2]
    return None


def service_of(code: str) -> str:
    """The service the survey with this code asks about."""
    return SERVICES[code.rstrip("0123456789")]
