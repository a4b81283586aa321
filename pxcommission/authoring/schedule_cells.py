"""A threshold and a day as people and spreadsheet programs write them into a cell."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from pxcommission.authoring.schedule_form import NAME
from pxcommission.authoring.schedule_reading import Returned
from pxcommission.periods import month_number
from pxcommission.problems import Weight, did_you_mean
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import quoted
from pxcommission.rulebook.condition_english import number_text
from pxcommission.rulebook.lint_thresholds import lint_threshold
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.thresholds import SENTENCES, PlacedThreshold, read_threshold
from pxcommission.vocabulary.models import Measure, Vocabulary
from pxcommission.yaml_text import Place

_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # 1 January 2000 and 2100 as Excel counts days
_DAY_ZERO = date(1899, 12, 30)
_IN_WORDS = re.compile(r"([0-9]{1,2})(?:[a-z]{2})? ([A-Za-z]{3,9}),? ([0-9]{4})")
_MISSPELT = re.compile(r"([^0-9]*[^0-9 ]) ?([0-9.]+ ?%?)")
_NUMBER = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?(%?)")


def day_in(row: Returned, found: Collected | None = None) -> date | None:
    """The day in the column In force from; None for what is none, which is said in `found` where that is given."""
    value, text = row.cells["In force from"], row.text("In force from")
    if isinstance(value, datetime | date):
        return value.date() if isinstance(value, datetime) else value
    if isinstance(value, int | float) and not isinstance(value, bool):
        whole = float(value).is_integer() and _FIRST_SERIAL <= value < _LAST_SERIAL
        day = _DAY_ZERO + timedelta(days=int(value)) if whole else None
    else:
        day = _written_day(text)
    if day is None and found is not None:
        name = row.text("Requirement id")
        message = f"{name}: {quoted(text)} is not a day" if text else f"{name}: the day from which it holds is missing"
        found.error(message, "write a date such as 1 April 2026", NAME, row.at("In force from"))
    return day


def _written_day(text: str) -> date | None:
    in_words = _IN_WORDS.fullmatch(text)
    month = month_number(in_words[2]) if in_words else None
    try:
        if in_words and month:
            return date(int(in_words[3]), month, int(in_words[1]))
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def sentence_of(row: Returned, requirement: Requirement, vocabulary: Vocabulary, found: Collected) -> str | None:
    """The threshold sentence of a row that suits its requirement; None, with what is wrong in `found`, for any other."""
    measure, cell = vocabulary.measures[requirement.measure], row.at("Threshold")
    text, name = row.text("Threshold"), requirement.id
    number = _number_in(row, measure)
    if number:
        message = f"{name}: a number stands here ({quoted(text)}), which does not say whether more or less is meant"
        found.error(message, f"write the sentence: {number}", NAME, cell)
        return None
    threshold = read_threshold(text)
    if threshold is None:
        message = f"{name}: {quoted(text)} is not a threshold{_meant(text)}"
        message = message if text else f"{name}: the threshold was taken away"
        found.error(message, "write a sentence such as at least 95%, at most 5, none, to be agreed", NAME, cell)
        return None
    if threshold.percent and threshold.bound is not None and threshold.bound > 1:
        found.error(f"{name}: {quoted(text)}: a share can't be over 100%", "write 0% to 100%", NAME, cell)
        return None
    errors = len(found.errors)
    for problem in lint_threshold(
        PlacedThreshold(threshold, Place("", 1, 1)), requirement, vocabulary, obligation=True
    ):
        say = {Weight.ERROR: found.error, Weight.WARNING: found.warn, Weight.NOTE: found.note}[problem.weight]
        said = problem.message if name in problem.message else f"{name}: {problem.message}"
        say(said, problem.fix, NAME, cell)
    return threshold.text if len(found.errors) == errors else None


def _meant(text: str) -> str:
    """`; did you mean 'at least 91%'?` for a misspelt sentence, with its own number."""
    found = _MISSPELT.fullmatch(text)
    if found is None:
        return did_you_mean(text, SENTENCES)
    return did_you_mean(text, [f"{words} {found[2]}" for words in ("at least", "at most", "more than", "less than")])


def _number_in(row: Returned, measure: Measure) -> str:
    """The sentence a bare number may stand for: `at least 95%` for 0.95 or 95%; nothing where there is no bare number."""
    value = row.cells["Threshold"]
    if isinstance(value, int | float) and not isinstance(value, bool):
        number, percent = Fraction(Decimal(repr(value))), row.nature("Threshold").percent
        number, percent = (number * 100, True) if percent else (number, False)
    else:
        written = _NUMBER.fullmatch(row.text("Threshold"))
        if written is None:
            return ""
        number, percent = Fraction(written[1]), bool(written[2])
    share = measure.unit == "proportion"
    if share and not percent and number <= 1:
        number *= 100
    how = "at most" if measure.better == "lower" else "at least"
    return f"{how} {number_text(number)}{'%' if share else ''}"
